const UTF8 = new TextEncoder();
/** A UTF-16 unit becomes at most so many bytes. */
const BYTES_OF_UNIT = 3;

/** Text in the making, as bytes of UTF-8: no string is made for what can be written digit by digit. */
export class TextBytes {
  /** Everything up to {@link length} is written. */
  bytes = new Uint8Array(128 * 1024);
  length = 0;

  /** Makes sure that `more` bytes fit. */
  room(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.length + more, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.room(1);
    this.bytes[this.length++] = value;
  }

  add(bytes: Uint8Array): void {
    this.room(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Text of ASCII letters only: faster than {@link text} for short ones. */
  ascii(text: string): void {
    this.room(text.length);
    const { bytes } = this;
    let at = this.length;
    for (let index = 0; index < text.length; index++) bytes[at++] = text.charCodeAt(index);
    this.length = at;
  }

  text(text: string): void {
    this.room(text.length * BYTES_OF_UNIT);
    this.length += UTF8.encodeInto(text, this.bytes.subarray(this.length)).written;
  }

  /** What was written so far, as a copy; then it is empty. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }
}
