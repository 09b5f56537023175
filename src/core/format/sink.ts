/** Takes text piece by piece. A writer stops when the sink is full, so that a huge value costs no more than what is wanted of it. */
export interface TextSink {
  write(text: string): void;
  readonly full: boolean;
}

/** Keeps the first `limit` UTF-16 units. */
export class HeadSink implements TextSink {
  #text = '';

  constructor(private readonly limit = Infinity) {}

  /** True once more than the limit was written. */
  get full(): boolean {
    return this.#text.length > this.limit;
  }

  write(text: string): void {
    if (!this.full) this.#text += text;
  }

  /** What was written, cut to the limit. */
  get text(): string {
    return this.full ? cutText(this.#text, this.limit) : this.#text;
  }
}

/** Keeps `length` UTF-16 units from `from`, and counts all: one page of a value of any size, with the value's total. */
export class PageSink implements TextSink {
  readonly full = false;
  #total = 0;
  #pieces: string[] = [];

  constructor(
    private readonly from: number,
    private readonly length: number,
  ) {}

  write(text: string): void {
    const start = Math.max(this.from - this.#total, 0);
    const end = Math.min(this.from + this.length - this.#total, text.length);
    if (start < end) this.#pieces.push(text.slice(start, end));
    this.#total += text.length;
  }

  get total(): number {
    return this.#total;
  }

  get text(): string {
    return this.#pieces.join('');
  }
}

/** At most `limit` units of `text`, without half a surrogate pair at the end. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}
