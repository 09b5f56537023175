import type { Piece } from '../../../core/arrow/pieces';
import { eachPiece } from '../keys/eachPiece';
import type { KeyReader } from '../keys/keyLayout';
import { keyReader } from '../keys/keyReader';
import { nullMarker } from '../keys/nulls';
import type { Pacer } from '../pacer';
import { fieldAt } from '../store/fields';
import type { Rows } from '../store/rows';
import { finished, HyperLogLog, mixed } from './hyperLogLog';

/** Found in one pass over a column, holding none of its values. */
export interface Sweep {
  readonly nulls: number;
  /** NaN, the greatest of all keys. */
  readonly notNumbers: number;
  /** About so many different values. */
  readonly distinct: number;
  /** Rows of the least and of the greatest value, NaN left out; `undefined` where there is none. */
  readonly least: number | undefined;
  readonly greatest: number | undefined;
}

const [ONE, OTHER] = [0x2545f491, 0x9e3779b9];
const NAN_WORD = 0xffff_ffff;

/** @param floats whether the greatest key is NaN. @throws HeadwaterError, CancelledError */
export async function sweep(rows: Rows, column: number, floats: boolean, pacer: Pacer): Promise<Sweep> {
  const field = fieldAt(rows, column);
  const reader = keyReader(field);
  const markNulls = nullMarker(field);
  const ends = reader.layout === 'words' ? new WordEnds(reader, floats) : new ByteEnds(reader);
  let nulls = 0;
  await eachPiece(rows, column, undefined, pacer, (piece, at) => {
    const marks = new Uint8Array(piece.count);
    nulls += markNulls(piece, marks, 0);
    ends.take(piece, marks, at);
  });
  return { nulls, notNumbers: ends.notNumbers, distinct: Math.min(ends.counted.count, rows.rows - nulls), least: ends.least, greatest: ends.greatest };
}

class WordEnds {
  readonly counted = new HyperLogLog();
  notNumbers = 0;
  least: number | undefined;
  greatest: number | undefined;
  readonly #min: Uint32Array;
  readonly #max: Uint32Array;
  #scratch: readonly Uint32Array[] = [];

  constructor(
    private readonly reader: Extract<KeyReader, { layout: 'words' }>,
    private readonly floats: boolean,
  ) {
    this.#min = new Uint32Array(reader.words);
    this.#max = new Uint32Array(reader.words);
  }

  take(piece: Piece, nulls: Uint8Array, at: number): void {
    const { count } = piece;
    if ((this.#scratch[0]?.length ?? 0) < count) this.#scratch = Array.from(this.#min, () => new Uint32Array(count));
    this.reader.read(piece, this.#scratch, 0);
    for (let index = 0; index < count; index++) if (nulls[index] === 0) this.#value(index, at + index);
  }

  #value(index: number, row: number): void {
    let [one, other, all] = [ONE, OTHER, NAN_WORD];
    for (const words of this.#scratch) {
      const word = words[index] ?? 0;
      one = mixed(one, word);
      other = mixed(other, word);
      all &= word;
    }
    this.counted.add(finished(one), finished(other));
    if (this.floats && all >>> 0 === NAN_WORD) {
      this.notNumbers += 1;
      return;
    }
    if (this.least === undefined || this.#compare(index, this.#min) < 0) {
      this.least = row;
      this.#keep(index, this.#min);
    }
    if (this.greatest === undefined || this.#compare(index, this.#max) >= 0) {
      this.greatest = row;
      this.#keep(index, this.#max);
    }
  }

  #compare(index: number, other: Uint32Array): number {
    for (let word = 0; word < other.length; word++) {
      const difference = (this.#scratch[word]?.[index] ?? 0) - (other[word] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #keep(index: number, into: Uint32Array): void {
    for (let word = 0; word < into.length; word++) into[word] = this.#scratch[word]?.[index] ?? 0;
  }
}

class ByteEnds {
  readonly counted = new HyperLogLog();
  readonly notNumbers = 0;
  least: number | undefined;
  greatest: number | undefined;
  #min = new Uint8Array(0);
  #max = new Uint8Array(0);

  constructor(private readonly reader: Extract<KeyReader, { layout: 'bytes' }>) {}

  take({ data, start, count }: Piece, nulls: Uint8Array, at: number): void {
    for (let index = 0; data && index < count; index++) if (nulls[index] === 0) this.#value(this.reader.bytes(data, start + index), at + index);
  }

  #value(bytes: Uint8Array, row: number): void {
    let [one, other] = [ONE ^ bytes.length, OTHER];
    for (let at = 0; at < bytes.length; at += 4) {
      const word = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
      one = mixed(one, word);
      other = mixed(other, word);
    }
    this.counted.add(finished(one), finished(other));
    if (this.least === undefined || Buffer.compare(bytes, this.#min) < 0) {
      this.least = row;
      this.#min = bytes.slice();
    }
    if (this.greatest === undefined || Buffer.compare(bytes, this.#max) >= 0) {
      this.greatest = row;
      this.#max = bytes.slice();
    }
  }
}
