import { ArrowDecoder } from '../../../core/arrow/decode';
import type { ArrowMessage } from '../../../core/contract/execution';
import type { RecordBatch, Schema } from 'apache-arrow';

/** Rows of a metadata call by the names of their columns; values as the Arrow library gives them. */
export type SmallRow = Readonly<Record<string, unknown>>;

/** More rows than this are not metadata. */
const MOST_ROWS = 2_000_000;

/** Reads a result that is small, such as that of a metadata call, to its end. */
export async function readSmall(messages: AsyncIterable<ArrowMessage>): Promise<{ readonly schema: Schema | undefined; readonly rows: readonly SmallRow[] }> {
  let decoder: ArrowDecoder | undefined;
  const rows: SmallRow[] = [];
  for await (const message of messages) {
    switch (message.kind) {
      case 'schema':
        decoder = new ArrowDecoder(message.bytes);
        break;
      case 'dictionary':
        decoder?.dictionary(message.bytes);
        break;
      case 'batch':
        if (decoder && message.rows > 0) addRows(rows, decoder.batch(message.bytes).recordBatch());
    }
    if (rows.length > MOST_ROWS) break;
  }
  return { schema: decoder?.schema, rows };
}

function addRows(rows: SmallRow[], batch: RecordBatch): void {
  const columns = batch.schema.fields.map((field, index) => ({ name: field.name, vector: batch.getChildAt(index) }));
  for (let row = 0; row < batch.numRows; row++) rows.push(Object.fromEntries(columns.map(({ name, vector }) => [name, vector?.get(row)])));
}

/** A text of a row; `null` where it is null, of another type, or not there. */
export function textAt(row: SmallRow, name: string): string | null {
  const value = row[name];
  return typeof value === 'string' ? value : null;
}

export function bytesAt(row: SmallRow, name: string): Uint8Array | undefined {
  const value = row[name];
  return value instanceof Uint8Array ? value : undefined;
}

export function numberAt(row: SmallRow, name: string): number {
  const value = row[name];
  return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : 0;
}
