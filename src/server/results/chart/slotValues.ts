import { DataType, type Field } from 'apache-arrow';
import type { Piece } from '../../../core/arrow/pieces';
import { decimalText, doubleText } from '../../../core/format/exact';
import { kindOf } from '../../../core/format/metadata';
import type { BarValue } from '../../../protocol/resultsCharts';
import { keyReader } from '../keys/keyReader';
import { exactAverage } from '../totals/sums';
import type { Positions } from './positions';

/** One number for each slot: the rows of one bar. Exact where the type is. */
export interface SlotValues {
  /** @param slots the slot of each row, −1 for none. @param places of the values; NaN for NULL. @param at row of the first */
  add(piece: Piece, slots: Int32Array, places: Float64Array, at: number): void;
  /** `undefined` where the slot has no values. `row`: where the value stands, if it is one of a row. */
  take(slot: number): { readonly value: number; readonly text?: string; readonly row?: number } | undefined;
}

export function slotValues(value: BarValue, field: Field, positions: Positions, slots: number): SlotValues {
  switch (value) {
    case 'count':
      return new Counts(slots);
    case 'min':
    case 'max':
      return new Ends(field, value === 'min' ? -1 : 1, slots);
    case 'sum':
    case 'average': {
      const words = wordsOf(field);
      return words ? new ExactSums(words, value === 'average', slots) : new DoubleSums(positions, value === 'average', slots);
    }
  }
}

/** Values that are not NULL. */
class Counts implements SlotValues {
  readonly #counts: Float64Array;

  constructor(slots: number) {
    this.#counts = new Float64Array(slots);
  }

  add({ count }: Piece, slots: Int32Array, places: Float64Array): void {
    for (let index = 0; index < count; index++) {
      const slot = slots[index] ?? -1;
      const place = places[index] ?? NaN;
      if (slot >= 0 && place === place) this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
    }
  }

  take(slot: number): { readonly value: number; readonly text: string } {
    const value = this.#counts[slot] ?? 0;
    return { value, text: String(value) };
  }
}

/** The least or the greatest, compared exactly. NaN is passed over: it is no number to draw. */
class Ends implements SlotValues {
  readonly #keys;
  readonly #best: readonly Uint32Array[];
  readonly #rows: Float64Array;
  readonly #values: Float64Array;
  #words: readonly Uint32Array[] = [];

  constructor(
    field: Field,
    private readonly side: 1 | -1,
    slots: number,
  ) {
    this.#keys = keyReader(field);
    const words = this.#keys.layout === 'words' ? this.#keys.words : 0;
    this.#best = Array.from({ length: words }, () => new Uint32Array(slots));
    this.#rows = new Float64Array(slots).fill(-1);
    this.#values = new Float64Array(slots);
  }

  add(piece: Piece, slots: Int32Array, places: Float64Array, at: number): void {
    const { count } = piece;
    const keys = this.#keys;
    if ((this.#words[0]?.length ?? 0) < count) this.#words = this.#best.map(() => new Uint32Array(count));
    if (keys.layout === 'words') keys.read(piece, this.#words, 0);
    for (let index = 0; index < count; index++) {
      const slot = slots[index] ?? -1;
      const place = places[index] ?? NaN;
      if (slot < 0 || place !== place || !this.#better(index, slot, place)) continue;
      this.#words.forEach((word, which) => {
        const best = this.#best[which];
        if (best) best[slot] = word[index] ?? 0;
      });
      this.#rows[slot] = at + index;
      this.#values[slot] = place;
    }
  }

  take(slot: number): { readonly value: number; readonly row: number } | undefined {
    const row = this.#rows[slot] ?? -1;
    return row < 0 ? undefined : { value: this.#values[slot] ?? 0, row };
  }

  #better(index: number, slot: number, place: number): boolean {
    if ((this.#rows[slot] ?? -1) < 0) return true;
    for (let word = 0; word < this.#best.length; word++) {
      const difference = (this.#words[word]?.[index] ?? 0) - (this.#best[word]?.[slot] ?? 0);
      if (difference !== 0) return difference * this.side > 0;
    }
    return this.#best.length === 0 && (place - (this.#values[slot] ?? 0)) * this.side > 0;
  }
}

/** With the error of every addition kept (Neumaier). */
class DoubleSums implements SlotValues {
  readonly #sums: Float64Array;
  readonly #rests: Float64Array;
  readonly #counts: Float64Array;

  constructor(
    private readonly positions: Positions,
    private readonly average: boolean,
    slots: number,
  ) {
    this.#sums = new Float64Array(slots);
    this.#rests = new Float64Array(slots);
    this.#counts = new Float64Array(slots);
  }

  add({ count }: Piece, slots: Int32Array, places: Float64Array): void {
    for (let index = 0; index < count; index++) {
      const slot = slots[index] ?? -1;
      const place = places[index] ?? NaN;
      if (slot < 0 || place !== place) continue;
      const before = this.#sums[slot] ?? 0;
      const sum = before + place;
      this.#rests[slot] = (this.#rests[slot] ?? 0) + (Math.abs(before) >= Math.abs(place) ? before - sum + place : place - sum + before);
      this.#sums[slot] = sum;
      this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
    }
  }

  take(slot: number): { readonly value: number; readonly text: string } | undefined {
    const count = this.#counts[slot] ?? 0;
    if (count === 0) return undefined;
    const sum = this.#sums[slot] ?? 0;
    const value = (Number.isFinite(sum) ? sum + (this.#rests[slot] ?? 0) : sum) / (this.average ? count : 1);
    const text = doubleText(value);
    return { value, text: this.positions.axis === 'number' ? text : `${text} ms` };
  }
}

interface Words {
  readonly width: number;
  readonly signed: boolean;
  readonly scale: number;
}

/** Types whose values are whole numbers of 32-bit words. */
function wordsOf(field: Field): Words | undefined {
  const type: unknown = field.type;
  const kind = kindOf(field);
  if (kind !== undefined && kind !== 'integer') return undefined;
  if (DataType.isDecimal(type)) return { width: type.bitWidth / 32, signed: true, scale: type.scale };
  if (!DataType.isInt(type)) return undefined;
  return type.bitWidth === 64 ? { width: 2, signed: type.isSigned, scale: 0 } : { width: 0, signed: type.isSigned, scale: 0 };
}

/** Additions of 32-bit words that a double holds exactly. */
const EXACT_ADDITIONS = 2 ** 20;

/** Word by word in doubles, which become bigints before they could lose a bit. */
class ExactSums implements SlotValues {
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;
  readonly #totals: bigint[];
  readonly #width: number;
  #added = 0;

  constructor(
    private readonly words: Words,
    private readonly average: boolean,
    private readonly slots: number,
  ) {
    this.#width = Math.max(1, words.width);
    this.#sums = new Float64Array(slots * this.#width);
    this.#counts = new Float64Array(slots);
    this.#totals = new Array<bigint>(slots).fill(0n);
  }

  add({ data, start, count }: Piece, slots: Int32Array, places: Float64Array): void {
    if (this.#added + count > EXACT_ADDITIONS) this.#carry();
    this.#added += count;
    const { width, signed } = this.words;
    const values: unknown = data?.values;
    const all = width > 0 && ArrayBuffer.isView(values) ? new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4) : undefined;
    for (let index = 0; index < count; index++) {
      const slot = slots[index] ?? -1;
      const place = places[index] ?? NaN;
      if (slot < 0 || place !== place) continue;
      this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
      if (!all) {
        this.#sums[slot] = (this.#sums[slot] ?? 0) + place;
        continue;
      }
      for (let word = 0; word < width; word++) {
        const bits = all[(start + index) * width + word] ?? 0;
        const at = slot * width + word;
        this.#sums[at] = (this.#sums[at] ?? 0) + (signed && word === width - 1 ? bits | 0 : bits);
      }
    }
  }

  take(slot: number): { readonly value: number; readonly text: string } | undefined {
    this.#carry();
    const count = this.#counts[slot] ?? 0;
    if (count === 0) return undefined;
    const sum = { unscaled: this.#totals[slot] ?? 0n, scale: this.words.scale };
    const { unscaled, scale } = this.average ? exactAverage(sum.unscaled, sum.scale, BigInt(count)) : sum;
    const text = decimalText(unscaled, scale);
    return { value: Number(text), text };
  }

  #carry(): void {
    if (this.#added === 0) return;
    this.#added = 0;
    for (let slot = 0; slot < this.slots; slot++) {
      let total = this.#totals[slot] ?? 0n;
      for (let word = 0; word < this.#width; word++) total += BigInt(this.#sums[slot * this.#width + word] ?? 0) << BigInt(32 * word);
      this.#totals[slot] = total;
    }
    this.#sums.fill(0);
  }
}
