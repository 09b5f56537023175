import { ArrowDecoder } from '../../../src/core/arrow/decode';
import type { ArrowMessage } from '../../../src/core/contract/execution';
import { makeCellFormatter } from '../../../src/core/format/cell';

/** The rows of a stream as texts, in order, as the grid shows them. */
export function rowTexts(messages: readonly ArrowMessage[]): readonly (readonly string[])[] {
  const [schema, ...rest] = messages;
  if (!schema) return [];
  const decoder = new ArrowDecoder(schema.bytes.slice());
  const formatters = decoder.schema.fields.map((field) => makeCellFormatter(field, { timeZone: 'UTC' }));
  const rows: (readonly string[])[] = [];
  for (const message of rest) {
    if (message.kind === 'dictionary') decoder.dictionary(message.bytes.slice());
    if (message.kind !== 'batch') continue;
    const batch = decoder.batch(message.bytes.slice());
    const columns = formatters.map((_, index) => batch.column(index));
    for (let row = 0; row < batch.rows; row++) rows.push(formatters.map((formatter, index) => formatter.format(columns[index]!, row).text));
  }
  return rows;
}
