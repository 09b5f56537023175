import duckdb from '@duckdb/node-bindings';
import type { Data } from 'apache-arrow';
import { fillStrings, HeaderRoom, textRows } from './strings';
import { isNull, put, putValidity, type VectorFill } from './vectorFill';

const ENTRY_WORDS = 4;

/** Lists of any offsets, fixed-size lists and maps. */
export class ListFill implements VectorFill {
  constructor(
    readonly type: duckdb.LogicalType,
    private readonly child: VectorFill,
    private readonly rangeOf: (data: Data, row: number) => number,
  ) {}

  fill(vector: duckdb.Vector, data: Data, from: number, count: number): void {
    const start = this.rangeOf(data, from);
    const end = this.rangeOf(data, from + count);
    duckdb.list_vector_reserve(vector, Math.max(1, end - start));
    duckdb.list_vector_set_size(vector, end - start);
    const entries = new Uint32Array(count * ENTRY_WORDS);
    for (let row = 0; row < count; row++) {
      const first = this.rangeOf(data, from + row);
      entries[row * ENTRY_WORDS] = first - start;
      entries[row * ENTRY_WORDS + 2] = this.rangeOf(data, from + row + 1) - first;
    }
    put(vector, 0, new Uint8Array(entries.buffer));
    const items = data.children[0];
    if (items && end > start) this.child.fill(duckdb.list_vector_get_child(vector), items, start, end - start);
    putValidity(vector, data, from, count);
  }
}

export class StructFill implements VectorFill {
  constructor(
    readonly type: duckdb.LogicalType,
    private readonly children: readonly VectorFill[],
  ) {}

  fill(vector: duckdb.Vector, data: Data, from: number, count: number): void {
    this.children.forEach((child, index) => {
      const values = data.children[index];
      if (values) child.fill(duckdb.struct_vector_get_child(vector, index), values, from, count);
    });
    putValidity(vector, data, from, count);
  }
}

/** A column without values. */
export class NullFill implements VectorFill {
  constructor(readonly type: duckdb.LogicalType) {}

  fill(vector: duckdb.Vector, _data: Data, _from: number, count: number): void {
    duckdb.vector_ensure_validity_writable(vector);
    const bits = new Uint8Array((count + 7) >> 3);
    duckdb.copy_data_to_vector_validity(vector, 0, bits.buffer, 0, bits.length);
  }
}

/** Values as text, one by one; `undefined` is NULL. */
export class TextFill implements VectorFill {
  readonly #headers = new HeaderRoom();

  constructor(
    readonly type: duckdb.LogicalType,
    private readonly textOf: (data: Data, row: number) => string | undefined,
  ) {}

  fill(vector: duckdb.Vector, data: Data, from: number, count: number): void {
    const texts = Array.from({ length: count }, (_, row) => (isNull(data, from + row) ? undefined : this.textOf(data, from + row)));
    const rows = textRows(texts.map((text) => text ?? ''));
    fillStrings(vector, rows, count, true, this.#headers);
    const bits = new Uint8Array((count + 7) >> 3);
    texts.forEach((text, row) => {
      if (text !== undefined) bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7));
    });
    duckdb.vector_ensure_validity_writable(vector);
    duckdb.copy_data_to_vector_validity(vector, 0, bits.buffer, 0, bits.length);
  }
}
