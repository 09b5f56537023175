import type { BatchParts } from '../../../core/arrow/batchMessage';
import { bytesOf, Column, GrowingBytes, grown } from './column';
import { JsonError, type JsonCursor } from './jsonCursor';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NULL = 0x6e;
/** Shorter copies are faster byte by byte. */
const SHORT = 24;

/** Values of any length; a value begins where the one before it ends. */
abstract class VariableColumn extends Column {
  protected readonly values = new GrowingBytes();
  #offsets = new Int32Array(65);

  get size(): number {
    return this.length * 4 + this.values.length;
  }

  read(from: JsonCursor): void {
    const byte = from.next();
    if (byte === NULL) {
      from.word('null');
      this.appendNull();
    } else {
      this.value(from, byte);
      this.ended();
    }
  }

  /** Appends the bytes of one value. */
  protected abstract value(from: JsonCursor, first: number): void;

  protected ended(): void {
    this.length += 1;
    this.#mark(this.length);
  }

  protected blank(): void {
    this.#mark(this.length + 1);
  }

  protected cut(): void {
    this.values.cut(this.#offsets[this.length] ?? 0);
  }

  protected buffers(out: BatchParts): void {
    out.buffer(bytesOf(this.#offsets, this.length + 1)).buffer(this.values.used);
  }

  #mark(row: number): void {
    if (row >= this.#offsets.length) this.#offsets = grown(this.#offsets, this.#offsets.length * 2);
    this.#offsets[row] = this.values.length;
  }
}

export class StringColumn extends VariableColumn {
  /** Appends a text that comes from us: UTF-8 bytes. */
  put(bytes: Uint8Array): void {
    this.values.reserve(bytes.length).set(bytes, this.values.length);
    this.values.length += bytes.length;
    this.ended();
  }

  protected value(from: JsonCursor, first: number): void {
    if (first !== QUOTE) throw from.stop('a text');
    const { bytes } = from;
    const start = from.at + 1;
    let at = start;
    let byte = bytes[at] ?? 0;
    while (byte !== QUOTE && byte !== BACKSLASH && byte >= 0x20) byte = bytes[++at] ?? 0;
    copy(bytes, start, at, this.values);
    from.at = at;
    if (byte === QUOTE) from.at = at + 1;
    else if (byte === BACKSLASH) this.#escaped(from);
    else throw from.stop('a closing quote');
  }

  /** From the first escape on. */
  #escaped(from: JsonCursor): void {
    const { bytes } = from;
    for (;;) {
      const byte = from.byte;
      if (byte === QUOTE) {
        from.at += 1;
        return;
      }
      if (byte === BACKSLASH) this.#escape(from);
      else if (byte < 0x20) throw from.stop('a closing quote');
      else {
        const start = from.at;
        let at = start;
        let next = byte;
        while (next !== QUOTE && next !== BACKSLASH && next >= 0x20) next = bytes[++at] ?? 0;
        copy(bytes, start, at, this.values);
        from.at = at;
      }
    }
  }

  #escape(from: JsonCursor): void {
    const code = codeOf(from);
    const { values } = this;
    const room = values.reserve(4);
    let { length } = values;
    if (code < 0x80) room[length++] = code;
    else if (code < 0x800) {
      room[length++] = 0xc0 | (code >> 6);
      room[length++] = 0x80 | (code & 0x3f);
    } else if (code < 0x1_0000) {
      room[length++] = 0xe0 | (code >> 12);
      room[length++] = 0x80 | ((code >> 6) & 0x3f);
      room[length++] = 0x80 | (code & 0x3f);
    } else {
      room[length++] = 0xf0 | (code >> 18);
      room[length++] = 0x80 | ((code >> 12) & 0x3f);
      room[length++] = 0x80 | ((code >> 6) & 0x3f);
      room[length++] = 0x80 | (code & 0x3f);
    }
    values.length = length;
  }
}

function copy(from: Uint8Array, start: number, end: number, to: GrowingBytes): void {
  const size = end - start;
  const target = to.reserve(size);
  let { length } = to;
  if (size < SHORT) for (let at = start; at < end; at++) target[length++] = from[at] ?? 0;
  else target.set(from.subarray(start, end), length);
  to.length += size;
}

const PLAIN = new Map([
  [0x22, 0x22],
  [0x5c, 0x5c],
  [0x2f, 0x2f],
  [0x62, 8],
  [0x66, 12],
  [0x6e, 10],
  [0x72, 13],
  [0x74, 9],
]);
const REPLACEMENT = 0xfffd;

/** The code point that the escape at the cursor stands for; half of a pair alone is no character. */
function codeOf(from: JsonCursor): number {
  from.at += 1;
  const { byte } = from;
  if (byte !== 0x75) {
    const plain = PLAIN.get(byte);
    if (plain === undefined) throw from.stop('an escape');
    from.at += 1;
    return plain;
  }
  from.at += 1;
  const unit = hexUnit(from);
  if (unit < 0xd800 || unit > 0xdfff) return unit;
  if (unit > 0xdbff || from.byte !== BACKSLASH) {
    if (from.byte === 0) throw from.stop('a closing quote');
    return REPLACEMENT;
  }
  const before = from.at;
  from.at += 1;
  const letter = from.bytes[from.at] ?? 0;
  if (letter === 0) throw from.stop('an escape');
  if (letter === 0x75) {
    from.at += 1;
    const second = hexUnit(from);
    if (second >= 0xdc00 && second <= 0xdfff) return 0x1_0000 + ((unit - 0xd800) << 10) + (second - 0xdc00);
  }
  from.at = before;
  return REPLACEMENT;
}

function hexUnit(from: JsonCursor): number {
  let unit = 0;
  for (let count = 0; count < 4; count++) {
    const { byte } = from;
    const digit = byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : byte >= 0x41 && byte <= 0x46 ? byte - 0x37 : -1;
    if (digit < 0) throw from.stop('four hexadecimal digits');
    unit = unit * 16 + digit;
    from.at += 1;
  }
  return unit;
}

/** BYTES: base64 in a text. */
export class BytesColumn extends VariableColumn {
  protected value(from: JsonCursor, first: number): void {
    if (first !== QUOTE) throw from.stop('base64 in a text');
    const start = from.at + 1;
    from.skipString();
    const end = from.at - 1;
    const room = this.values.reserve(Math.ceil(((end - start) * 3) / 4) + 3);
    const written = decodeBase64(from.bytes, start, end, room, this.values.length);
    if (written < 0) throw new JsonError(`“${from.text(start, Math.min(end, start + 60))}” is no base64`);
    this.values.length += written;
  }
}

/** Six bits of each character; 64 for those that have none. */
const SEXTETS = Uint8Array.from({ length: 256 }, (_, code) => {
  const place = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.indexOf(String.fromCharCode(code));
  return place < 0 ? 64 : place;
});

/** Bytes written; -1 where the text is no base64. */
function decodeBase64(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): number {
  let last = end;
  while (last > start && from[last - 1] === 0x3d && end - last < 2) last -= 1;
  let bits = 0;
  let held = 0;
  let place = at;
  for (let index = start; index < last; index++) {
    const sextet = SEXTETS[from[index] ?? 0] ?? 64;
    if (sextet === 64) return -1;
    held = ((held << 6) | sextet) & 0xff_ffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      to[place++] = (held >> bits) & 0xff;
    }
  }
  return (last - start) % 4 === 1 ? -1 : place - at;
}

/** Values of a type that is not known: their JSON as it came. */
export class JsonColumn extends VariableColumn {
  protected value(from: JsonCursor): void {
    const start = from.at;
    from.skipValue();
    copy(from.bytes, start, from.at, this.values);
  }
}
