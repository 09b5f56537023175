import { BatchParts, encodeBatch } from '../../../core/arrow/batchMessage';
import { gather } from '../../../core/arrow/gather';
import { encodeSchema } from '../../../core/arrow/messages';
import { plainField } from '../../../core/arrow/plain';
import { Schema } from 'apache-arrow';
import type { BatchRows, Rows } from './rows';

/** The schema message of rows as {@link pickRows} and {@link pickBatch} give them: dictionaries as their values. */
export function plainSchema({ schema }: Pick<Rows, 'schema'>): Uint8Array {
  return encodeSchema(new Schema(schema.fields.map(plainField), schema.metadata)).bytes;
}

/** Some rows with all their columns, in the order asked for, as a schema message and a batch message. Rows that are not there are left out. */
export async function pickRows(rows: Rows, wanted: readonly number[]): Promise<{ readonly schema: Uint8Array; readonly batch: Uint8Array }> {
  const spans = (await Promise.all(wanted.map((row) => rows.spans(row, 1)))).flat();
  return { schema: plainSchema(rows), batch: encodeBatch(spans.length, partsOf(rows, spans)) };
}

/** The batch message of a range of rows. */
export async function pickBatch(rows: Rows, row: number, count: number): Promise<{ readonly rows: number; readonly bytes: Uint8Array }> {
  const spans = await rows.spans(row, count);
  const total = totalOf(spans);
  return { rows: total, bytes: encodeBatch(total, partsOf(rows, spans)) };
}

/** A range of rows with some of their columns, in the order asked for, as a schema message and a batch message. */
export async function pickColumns(rows: Rows, columns: readonly number[], row: number, count: number): Promise<{ readonly rows: number; readonly schema: Uint8Array; readonly batch: Uint8Array }> {
  const spans = await rows.spans(row, count);
  const total = totalOf(spans);
  const fields = columns.flatMap((column) => rows.schema.fields[column] ?? []);
  return { rows: total, schema: encodeSchema(new Schema(fields.map(plainField))).bytes, batch: encodeBatch(total, partsOf(rows, spans, columns)) };
}

const totalOf = (spans: readonly BatchRows[]): number => spans.reduce((sum, span) => sum + span.count, 0);

function partsOf({ schema }: Rows, spans: readonly BatchRows[], columns: readonly number[] = schema.fields.map((_, column) => column)): BatchParts {
  const parts = new BatchParts();
  for (const column of columns) {
    const field = schema.fields[column];
    if (field) gather(field, spans.map(({ batch, start, count }) => ({ data: batch.column(column), start, count })), parts);
  }
  return parts;
}
