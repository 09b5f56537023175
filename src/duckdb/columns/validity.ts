import { Bytes } from './bytes';

/** Which rows are not null, as Arrow's bitmap. Nothing is stored while all are valid. */
export class Validity {
  readonly #bits = new Bytes();
  #length = 0;
  #nulls = 0;

  get nulls(): number {
    return this.#nulls;
  }

  get bytes(): number {
    return this.#nulls === 0 ? 0 : this.#bits.length;
  }

  /** The bitmap; empty while there is no null. */
  get view(): Uint8Array {
    return this.#nulls === 0 ? this.#bits.view.subarray(0, 0) : this.#bits.view;
  }

  /** Rows `from` to `from + count` of `bits`; `undefined` = all valid. */
  append(bits: Uint8Array | undefined, from: number, count: number): void {
    const nulls = bits ? count - countOnes(bits, from, count) : 0;
    if (nulls === 0) {
      if (this.#nulls > 0) this.#appendBits(undefined, 0, count);
    } else {
      if (this.#nulls === 0) this.#materialise();
      this.#nulls += nulls;
      this.#appendBits(bits, from, count);
    }
    this.#length += count;
  }

  /** Makes a row that was appended null. */
  setNull(row: number): void {
    if (this.#nulls === 0) this.#materialise();
    const bits = this.#bits.view;
    const byte = bits[row >> 3] ?? 0;
    const bit = 1 << (row & 7);
    if ((byte & bit) === 0) return;
    bits[row >> 3] = byte & ~bit;
    this.#nulls++;
  }

  clear(): void {
    this.#bits.clear();
    this.#length = 0;
    this.#nulls = 0;
  }

  #materialise(): void {
    const length = this.#length;
    this.#length = 0;
    this.#appendBits(undefined, 0, length);
    this.#length = length;
  }

  #appendBits(bits: Uint8Array | undefined, from: number, count: number): void {
    this.#bits.extend(((this.#length + count + 7) >> 3) - this.#bits.length).fill(0);
    copyBits(bits, from, this.#bits.view, this.#length, count);
  }
}

/** Copies `count` bits into zeroed bits; `undefined` = ones. */
export function copyBits(source: Uint8Array | undefined, from: number, target: Uint8Array, at: number, count: number): void {
  let done = 0;
  if (at % 8 === 0 && from % 8 === 0) {
    const whole = count >> 3;
    if (source) target.set(source.subarray(from >> 3, (from >> 3) + whole), at >> 3);
    else target.fill(0xff, at >> 3, (at >> 3) + whole);
    done = whole * 8;
  }
  for (; done < count; done++) {
    const bit = from + done;
    if (source && ((source[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0) continue;
    const to = at + done;
    target[to >> 3] = (target[to >> 3] ?? 0) | (1 << (to & 7));
  }
}

function countOnes(bits: Uint8Array, from: number, count: number): number {
  let ones = 0;
  let at = from;
  const end = from + count;
  for (; at < end && at % 8 !== 0; at++) ones += ((bits[at >> 3] ?? 0) >> (at & 7)) & 1;
  for (; at + 8 <= end; at += 8) ones += ONES[bits[at >> 3] ?? 0] ?? 0;
  for (; at < end; at++) ones += ((bits[at >> 3] ?? 0) >> (at & 7)) & 1;
  return ones;
}

/** Set bits per byte value. */
const ONES = Uint8Array.from({ length: 256 }, (_, byte) => {
  let ones = 0;
  for (let rest = byte; rest > 0; rest >>= 1) ones += rest & 1;
  return ones;
});
