import { type Field, tableFromIPC } from 'apache-arrow';
import { makeCellFormatter } from '../../../src/core/format/cell';
import type { Texts } from './store';

/** The rows of an IPC stream as text. */
export function textsOf(stream: Uint8Array): readonly Texts[] {
  const table = tableFromIPC(stream);
  return table.batches.flatMap((batch) =>
    Array.from({ length: batch.numRows }, (_, row) =>
      batch.schema.fields.map((field: Field, column) => {
        const data = batch.data.children[column];
        const cell = data && makeCellFormatter(field, { timeZone: 'UTC' }).format(data, row);
        return !cell || cell.kind === 'null' ? null : cell.text.replace(/\+00(?::00)?$/u, '');
      }),
    ),
  );
}
