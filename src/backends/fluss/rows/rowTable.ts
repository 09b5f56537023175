import { BatchParts, encodeBatch } from '../../../core/arrow/batchMessage';
import type { RowFormat, TableSchema } from '../types/table';
import { type ColumnBuilder } from './columns';
import { openRow } from './openRow';
import { type ColumnReader, columnReader } from './readColumn';
import { RowError } from './rowError';
import { typeText } from '../types/dataType';

/** A column of a schema as a value of it is met: kept, or read over. */
interface Field {
  readonly reader: ColumnReader;
  readonly kept: boolean;
}

/**
 * Collects rows of a table, in whatever schema they were written, as columns of the schema that is wanted.
 * Columns are found by id; what a row does not have is null.
 */
export class RowTable {
  readonly #columns: readonly ColumnReader[];
  /** By schema id. */
  readonly #plans = new Map<number, { readonly fields: readonly Field[]; readonly missing: readonly ColumnBuilder[] }>();
  #rows = 0;

  /** @param columns indexes into the wanted schema, in the order of the batch */
  constructor(
    private readonly wanted: TableSchema,
    private readonly columns: readonly number[],
    private readonly format: RowFormat,
  ) {
    this.#columns = columns.map((index) => columnReader(columnAt(wanted, index).type, format));
  }

  get rows(): number {
    return this.#rows;
  }

  append(row: Uint8Array, schemaId: number, schema: TableSchema): void {
    const { fields, missing } = this.#plan(schemaId, schema);
    const types = schema.columns.map((column) => column.type);
    const open = openRow(row, types, this.format);
    fields.forEach(({ reader, kept }, index) => {
      if (open.isNull(index)) {
        if (kept) reader.column.appendNull();
      } else reader.read(open.reader);
      if (!kept) reader.column.clear();
    });
    for (const column of missing) column.appendNull();
    this.#rows += 1;
  }

  /** Nodes and buffers of one column; the memory is this table's until {@link clear}. */
  putColumn(index: number, out: BatchParts): void {
    this.#columns[index]?.column.finish(out);
  }

  /** One batch of what was collected, which is then forgotten. */
  take(): Uint8Array {
    const out = new BatchParts();
    for (const { column } of this.#columns) column.finish(out);
    const batch = encodeBatch(this.#rows, out);
    this.clear();
    return batch;
  }

  clear(): void {
    for (const { column } of this.#columns) column.clear();
    this.#rows = 0;
  }

  #plan(schemaId: number, schema: TableSchema): { readonly fields: readonly Field[]; readonly missing: readonly ColumnBuilder[] } {
    const known = this.#plans.get(schemaId);
    if (known) return known;
    const used = new Set<ColumnReader>();
    const fields = schema.columns.map((column): Field => {
      const place = this.columns.findIndex((index) => columnAt(this.wanted, index).id === column.id);
      const reader = this.#columns[place];
      if (!reader) return { reader: columnReader(column.type, this.format), kept: false };
      const target = columnAt(this.wanted, this.columns[place] ?? 0);
      if (typeText({ ...target.type, nullable: true }) !== typeText({ ...column.type, nullable: true })) throw new RowError(`the column ${column.name} has changed its type`);
      used.add(reader);
      return { reader, kept: true };
    });
    const plan = { fields, missing: this.#columns.filter((reader) => !used.has(reader)).map((reader) => reader.column) };
    this.#plans.set(schemaId, plan);
    return plan;
  }
}

function columnAt(schema: TableSchema, index: number): TableSchema['columns'][number] {
  const column = schema.columns[index];
  if (!column) throw new RangeError(`there is no column ${index}`);
  return column;
}
