import { type Field, Schema } from 'apache-arrow';
import { ArrowDecoder } from '../../core/arrow/decode';
import { encodeSchema } from '../../core/arrow/messages';
import type { ExecutionEvent } from '../../core/contract/execution';
import { ROLE_KEY } from '../../core/format/metadata';
import { CHANGE_COLUMN, CHANGED_COLUMN } from '../../engine/diff/statements';

/** A comparison whose columns say what they are, so that rows and cells are shown by it. */
export async function* markedDifference(events: AsyncIterable<ExecutionEvent>): AsyncGenerator<ExecutionEvent, void, undefined> {
  for await (const event of events) yield event.kind === 'schema' ? encodeSchema(marked(new ArrowDecoder(event.bytes).schema)) : event;
}

/** The first column says what happened to the row, the second what changed in it. */
function marked(schema: Schema): Schema {
  const fields = schema.fields.map((field, index) => {
    if (index === 0 && field.name === CHANGE_COLUMN) return withMetadata(field, ROLE_KEY, 'change');
    return index === 1 && field.name === CHANGED_COLUMN ? withMetadata(field, ROLE_KEY, 'changed') : field;
  });
  return new Schema(fields, schema.metadata, schema.dictionaries);
}

function withMetadata(field: Field, key: string, value: string): Field {
  return field.clone({ metadata: new Map([...field.metadata, [key, value]]) });
}
