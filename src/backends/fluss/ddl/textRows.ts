import { Bool, Table, Utf8, vectorFromArray } from 'apache-arrow';
import { ArrowEncoder } from '../../../core/arrow/messages';
import type { ExecutionEvent } from '../../../core/contract/execution';

export type TextColumn = readonly [name: string, values: readonly (string | null)[] | readonly boolean[]];

/** A few rows of texts and truth values as a result set. */
export function* textRows(columns: readonly TextColumn[]): Generator<ExecutionEvent> {
  const table = new Table(Object.fromEntries(columns.map(([name, values]) => [name, isTexts(values) ? vectorFromArray(values, new Utf8()) : vectorFromArray(values, new Bool())] as const)));
  const encoder = new ArrowEncoder(table.schema);
  yield encoder.schema();
  for (const batch of table.batches) if (batch.numRows > 0) yield* encoder.write(batch);
  yield { kind: 'done' };
}

const isTexts = (values: TextColumn[1]): values is readonly (string | null)[] => typeof values[0] !== 'boolean';
