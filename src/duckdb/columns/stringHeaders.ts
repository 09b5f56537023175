import duckdb from '@duckdb/node-bindings';
import { wordsOf } from '../native';

/**
 * DuckDB's strings: 16 bytes each, first the length (32 bits). Up to 12 bytes follow inline;
 * longer ones have 4 bytes of prefix and the address of all their bytes.
 */
export const HEADER = 16;
const INLINE = 12;
/** Strings whose bytes lie at most this far apart are read with one call: every page touched between them holds bytes of one of them. */
const GAP = 2048;

/** The bytes of string vectors' rows, read with as few native calls as possible. */
export class StringHeaders {
  readonly #words: Uint32Array;

  /** @param offsets where each row's bytes start in the target; one more than there are rows. Rows without bytes are skipped. */
  constructor(
    private readonly headers: Uint8Array,
    private readonly offsets: Int32Array,
  ) {
    this.#words = wordsOf(headers);
  }

  /** Copies the bytes of all rows to their places, `base` being the place of `target`'s first byte. */
  copyTo(target: Uint8Array, base: number): void {
    const rows = this.offsets.length - 1;
    for (let row = 0; row < rows; ) {
      const length = this.#length(row);
      if (length <= INLINE) this.#copyInline(row++, target, base);
      else row = this.#copyRun(row, target, base);
    }
  }

  /** Long strings from `first` on that lie close together in memory; returns the row behind them. */
  #copyRun(first: number, target: Uint8Array, base: number): number {
    const run = this.#runFrom(first);
    const memory = duckdb.get_data_from_pointer(bufferOf(this.headers), this.headers.byteOffset + run.lowest * HEADER + 8, run.high - run.low);
    if (run.ascending) {
      target.set(memory, this.#offset(first) - base);
      return run.end;
    }
    const words = { from: viewOf(memory), to: viewOf(target) };
    for (let row = first; row < run.end; row++) {
      const length = this.#length(row);
      if (length <= INLINE) {
        this.#copyInline(row, target, base);
      } else {
        copy(words, this.#address(row) - run.low, this.#offset(row) - base, length);
      }
    }
    return run.end;
  }

  #runFrom(first: number): { readonly end: number; readonly low: number; readonly high: number; readonly lowest: number; readonly ascending: boolean } {
    const rows = this.offsets.length - 1;
    let low = this.#address(first);
    let high = low + this.#length(first);
    let lowest = first;
    // True while the bytes in memory are exactly the bytes wanted, in order.
    let ascending = true;
    let row = first + 1;
    for (; row < rows; row++) {
      const length = this.#length(row);
      if (length === 0) continue;
      if (length <= INLINE) {
        ascending = false;
        continue;
      }
      const address = this.#address(row);
      if (address > high + GAP || address + length < low - GAP) break;
      if (address !== high) ascending = false;
      if (address < low) {
        low = address;
        lowest = row;
      }
      high = Math.max(high, address + length);
    }
    return { end: row, low, high, lowest, ascending };
  }

  #copyInline(row: number, target: Uint8Array, base: number): void {
    const { headers } = this;
    const length = this.#length(row);
    const from = row * HEADER + 4;
    const to = this.#offset(row) - base;
    for (let byte = 0; byte < length; byte++) target[to + byte] = headers[from + byte] ?? 0;
  }

  #offset(row: number): number {
    return this.offsets[row] ?? 0;
  }

  #length(row: number): number {
    return (this.offsets[row + 1] ?? 0) - (this.offsets[row] ?? 0);
  }

  /** Exact: addresses have at most 48 bits in use. */
  #address(row: number): number {
    return (this.#words[row * 4 + 2] ?? 0) + (this.#words[row * 4 + 3] ?? 0) * 2 ** 32;
  }
}

/** Whole words at once: a call for each short string costs more than its bytes, and byte by byte several times as much. */
function copy({ from, to }: { readonly from: DataView; readonly to: DataView }, source: number, target: number, length: number): void {
  // Within the range of small integers the loops need no conversions.
  let at = source | 0;
  let into = target | 0;
  const end = into + length;
  for (; into + 4 <= end; into += 4, at += 4) to.setUint32(into, from.getUint32(at, true), true);
  // The last word once more, as far back as it reaches: there are more than twelve bytes.
  if (into < end) to.setUint32(end - 4, from.getUint32(at + end - into - 4, true), true);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  if (bytes.buffer instanceof ArrayBuffer) return bytes.buffer;
  throw new TypeError('DuckDB gave shared memory.');
}
