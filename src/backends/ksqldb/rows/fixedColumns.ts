import type { BatchParts } from '../../../core/arrow/batchMessage';
import { bytesOf, Column, grown } from './column';
import { JsonError, type JsonCursor } from './jsonCursor';
import { decimalOf, numberEnd, POWERS, readDouble, readInt64 } from './numbers';
import { dateOf, timeOf, timestampOf } from './times';

/** Values that a column has room for at first. */
const FIRST = 64;
const QUOTE = 0x22;
const NULL = 0x6e;
const TWO_32 = 4_294_967_296;

/** Values of 4, 8, 16 or 32 bytes, as so many words of 32 bits. */
abstract class WordsColumn extends Column {
  protected words: Int32Array;

  constructor(protected readonly width: 1 | 2 | 4 | 8) {
    super();
    this.words = new Int32Array(FIRST * width);
  }

  get size(): number {
    return this.length * this.width * 4;
  }

  read(from: JsonCursor): void {
    if (from.next() === NULL) {
      from.word('null');
      this.appendNull();
      return;
    }
    this.#room();
    this.value(from, this.length * this.width);
    this.length += 1;
  }

  /** Reads one value into the words at `place`. */
  protected abstract value(from: JsonCursor, place: number): void;

  protected blank(): void {
    this.#room();
    this.words.fill(0, this.length * this.width, (this.length + 1) * this.width);
  }

  protected cut(): void {
    // What stands behind is written over.
  }

  protected buffers(out: BatchParts): void {
    out.buffer(bytesOf(this.words, this.length * this.width));
  }

  #room(): void {
    if ((this.length + 1) * this.width > this.words.length) this.words = grown(this.words, this.words.length * 2);
  }
}

export class BigintColumn extends WordsColumn {
  constructor() {
    super(2);
  }

  protected value(from: JsonCursor, place: number): void {
    readInt64(from, this.words, place);
  }
}

export class IntegerColumn extends WordsColumn {
  readonly #wide = new Int32Array(2);

  constructor() {
    super(1);
  }

  protected value(from: JsonCursor, place: number): void {
    readInt64(from, this.#wide, 0);
    const [low = 0, high = 0] = this.#wide;
    if (high !== (low < 0 ? -1 : 0)) throw new JsonError('a number is larger than INTEGER holds');
    this.words[place] = low;
  }
}

/** DATE, TIME and TIMESTAMP: a text, or, within a STRUCT, a number. */
export class DateColumn extends WordsColumn {
  readonly #wide = new Int32Array(2);

  constructor(private readonly kind: 'DATE' | 'TIME' | 'TIMESTAMP') {
    super(kind === 'TIMESTAMP' ? 2 : 1);
  }

  protected value(from: JsonCursor, place: number): void {
    const value = from.byte === QUOTE ? this.#parsed(from) : this.#counted(from);
    this.words[place] = value;
    if (this.width === 2) this.words[place + 1] = Math.floor(value / TWO_32);
  }

  #counted(from: JsonCursor): number {
    readInt64(from, this.#wide, 0);
    const [low = 0, high = 0] = this.#wide;
    const value = high * TWO_32 + (low >>> 0);
    if (!Number.isSafeInteger(value) || (this.kind !== 'TIMESTAMP' && Math.abs(value) > 0x7fff_ffff)) throw new JsonError(`${value} is no ${this.kind}`);
    return value;
  }

  #parsed(from: JsonCursor): number {
    const start = from.at;
    from.skipString();
    const [first, last] = [start + 1, from.at - 1];
    const value = this.kind === 'DATE' ? dateOf(from.bytes, first, last) : this.kind === 'TIME' ? timeOf(from.bytes, first, last) : timestampOf(from.bytes, first, last);
    if (value === undefined) throw new JsonError(`“${from.text(first, Math.min(last, first + 60))}” is no ${this.kind}`);
    return value;
  }
}

/** DECIMAL as 128 or 256 bits. */
export class DecimalColumn extends WordsColumn {
  /** @param exact false within a STRUCT: there the server itself has made a double of it */
  constructor(
    private readonly precision: number,
    private readonly scale: number,
    bytes: 16 | 32,
    private readonly exact: boolean,
  ) {
    super(bytes === 16 ? 4 : 8);
  }

  protected value(from: JsonCursor, place: number): void {
    if (from.byte === QUOTE) {
      const start = from.at;
      from.skipString();
      this.#store(decimalOf(from.text(start + 1, from.at - 1), this.precision, this.scale, this.exact), place);
    } else if (!this.#small(from, place)) {
      const end = numberEnd(from);
      this.#store(decimalOf(from.bytes.toString('latin1', from.at, end), this.precision, this.scale, this.exact), place);
      from.at = end;
    }
  }

  /** The usual case without a big integer: all digits together fit a double. False where it is not that case. */
  #small(from: JsonCursor, place: number): boolean {
    const { bytes } = from;
    let { at } = from;
    const negative = bytes[at] === 0x2d;
    if (negative) at += 1;
    const first = at;
    let value = 0;
    let dot = -1;
    for (;;) {
      const byte = bytes[at] ?? 0;
      if (byte >= 0x30 && byte <= 0x39) value = value * 10 + (byte - 0x30);
      else if (byte === 0x2e && dot < 0) dot = at;
      else break;
      at += 1;
    }
    const digits = at - first - (dot < 0 ? 0 : 1);
    const shift = this.scale - (dot < 0 ? 0 : at - dot - 1);
    const stopped = bytes[at] ?? 0;
    if (digits === 0 || shift < 0 || digits + shift > 15 || digits + shift > this.precision || stopped === 0x45 || stopped === 0x65 || at >= from.end) return false;
    let scaled = value * (POWERS[shift] ?? 1);
    if (negative) scaled = -scaled;
    const fill = scaled < 0 ? -1 : 0;
    this.words[place] = scaled;
    this.words[place + 1] = Math.floor(scaled / TWO_32);
    this.words.fill(fill, place + 2, place + this.width);
    from.at = at;
    return true;
  }

  #store(value: bigint, place: number): void {
    let rest = value;
    for (let word = 0; word < this.width; word++) {
      this.words[place + word] = Number(BigInt.asIntN(32, rest));
      rest >>= 32n;
    }
  }
}

/** DOUBLE; NaN and the infinities are texts. */
export class DoubleColumn extends Column {
  #values = new Float64Array(FIRST);

  get size(): number {
    return this.length * 8;
  }

  read(from: JsonCursor): void {
    const byte = from.next();
    if (byte === NULL) {
      from.word('null');
      this.appendNull();
      return;
    }
    this.#room();
    this.#values[this.length] = byte === QUOTE ? this.#word(from) : readDouble(from);
    this.length += 1;
  }

  protected blank(): void {
    this.#room();
    this.#values[this.length] = 0;
  }

  protected cut(): void {
    // What stands behind is written over.
  }

  protected buffers(out: BatchParts): void {
    out.buffer(bytesOf(this.#values, this.length));
  }

  #word(from: JsonCursor): number {
    const start = from.at;
    from.skipString();
    const text = from.text(start + 1, Math.min(from.at - 1, start + 40));
    if (text === 'NaN') return NaN;
    if (text === 'Infinity') return Infinity;
    if (text === '-Infinity') return -Infinity;
    throw new JsonError(`“${text}” is no DOUBLE`);
  }

  #room(): void {
    if (this.length === this.#values.length) this.#values = grown(this.#values, this.length * 2);
  }
}

export class BooleanColumn extends Column {
  #values = new Uint8Array(FIRST);

  get size(): number {
    return this.length;
  }

  read(from: JsonCursor): void {
    const byte = from.next();
    if (byte === NULL) {
      from.word('null');
      this.appendNull();
      return;
    }
    from.word(byte === 0x74 ? 'true' : 'false');
    this.#room();
    this.#values[this.length] = byte === 0x74 ? 1 : 0;
    this.length += 1;
  }

  protected blank(): void {
    this.#room();
    this.#values[this.length] = 0;
  }

  protected cut(): void {
    // What stands behind is written over.
  }

  protected buffers(out: BatchParts): void {
    const bits = new Uint8Array((this.length + 7) >> 3);
    for (let row = 0; row < this.length; row++) if (this.#values[row] === 1) bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7));
    out.buffer(bits);
  }

  #room(): void {
    if (this.length === this.#values.length) this.#values = grown(this.#values, this.length * 2);
  }
}
