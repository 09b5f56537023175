import { type Schema, Table, tableFromIPC, tableToIPC } from 'apache-arrow';
import type { DataType } from '../../../src/backends/fluss/types/dataType';
import type { TableDescriptor } from '../../../src/backends/fluss/types/table';
import { ArrowEncoder } from '../../../src/core/arrow/messages';

/** A stream taken apart: its schema, its batches as messages, and a stream of its first column. */
export function schemaAndBatches(stream: Uint8Array): { readonly schema: Schema; readonly batches: readonly Uint8Array[]; readonly firstColumn: Uint8Array } {
  const table = tableFromIPC(stream);
  const encoder = new ArrowEncoder(table.schema);
  const batches = table.batches.flatMap((batch) => encoder.write(batch).map(({ bytes }) => bytes));
  return { schema: table.schema, batches, firstColumn: tableToIPC(new Table(table.selectAt([0]).batches), 'stream') };
}

/** A table of these columns, without partitions. */
export function descriptorOf(columns: readonly (readonly [name: string, type: DataType])[], primaryKey: readonly string[]): TableDescriptor {
  return {
    schema: { columns: columns.map(([name, type], id) => ({ name, type, id })), primaryKey, autoIncrement: [] },
    partitionKeys: [],
    bucketKeys: [],
    properties: {},
    customProperties: {},
  };
}
