import { brokenArrow } from './broken';

/** Where the items of a flatbuffers vector stand. */
export interface FlatVector {
  readonly at: number;
  readonly length: number;
}

const EMPTY: FlatVector = { at: 0, length: 0 };

/**
 * A table of a flatbuffer, read in place. Nothing is decoded ahead, so that a batch of thousands of columns costs nothing until a column is asked.
 * Reads outside the view throw RangeError.
 */
export class FlatTable {
  private constructor(
    readonly view: DataView,
    /** Place of the table in the view. */
    readonly at: number,
  ) {}

  static root(view: DataView): FlatTable {
    return new FlatTable(view, view.getUint32(0, true));
  }

  /** Place of a field's value; `undefined` where it has its default. */
  place(field: number): number | undefined {
    const vtable = this.at - this.view.getInt32(this.at, true);
    const slot = 4 + field * 2;
    if (slot >= this.view.getUint16(vtable, true)) return undefined;
    const offset = this.view.getUint16(vtable + slot, true);
    return offset === 0 ? undefined : this.at + offset;
  }

  byte(field: number): number {
    const place = this.place(field);
    return place === undefined ? 0 : this.view.getUint8(place);
  }

  short(field: number): number {
    const place = this.place(field);
    return place === undefined ? 0 : this.view.getInt16(place, true);
  }

  /** A 64-bit count that must fit into a double. */
  count(field: number): number {
    const place = this.place(field);
    return place === undefined ? 0 : countAt(this.view, place);
  }

  int(field: number, initial: number): number {
    const place = this.place(field);
    return place === undefined ? initial : this.view.getInt32(place, true);
  }

  table(field: number): FlatTable | undefined {
    const place = this.place(field);
    return place === undefined ? undefined : this.tableAt(place);
  }

  /** The table that the offset at a place points at. */
  tableAt(place: number): FlatTable {
    return new FlatTable(this.view, place + this.view.getUint32(place, true));
  }

  /** @param stride bytes of an item */
  vector(field: number, stride: number): FlatVector {
    const place = this.place(field);
    if (place === undefined) return EMPTY;
    const start = place + this.view.getUint32(place, true);
    const length = this.view.getUint32(start, true);
    const at = start + 4;
    if (at + length * stride > this.view.byteLength) throw brokenArrow('a list in a header is longer than the header.');
    return { at, length };
  }
}

/** A 64-bit number that cannot be negative or beyond 2⁵³. */
export function countAt(view: DataView, at: number): number {
  const low = view.getUint32(at, true);
  const high = view.getInt32(at + 4, true);
  if (high < 0 || high > 0x1f_ffff) throw brokenArrow('a length in a header is impossible.');
  return high * 0x1_0000_0000 + low;
}
