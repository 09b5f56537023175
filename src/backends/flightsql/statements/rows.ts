import { Field, RecordBatchReader, Schema } from 'apache-arrow';
import { encodeSchema } from '../../../core/arrow/messages';
import type { ArrowMessage } from '../../../core/contract/execution';
import { typeLabel } from '../../../core/format/column';
import { KEY_KEY, TYPE_KEY } from '../../../core/format/metadata';
import { roleOf } from '../influx/columns';

/** Rows whose columns say their type in the system's own words, and what they are in it. */
export async function* namedColumns(messages: AsyncIterable<ArrowMessage>): AsyncGenerator<ArrowMessage, void, undefined> {
  for await (const message of messages) yield message.kind === 'schema' ? withTypes(message.bytes) : message;
}

function withTypes(message: Uint8Array): ArrowMessage {
  const { schema } = RecordBatchReader.from(message).open();
  const fields = schema.fields.map((field) => new Field(field.name, field.type, field.nullable, new Map([...field.metadata, ...told(field)])));
  return encodeSchema(new Schema(fields, schema.metadata, schema.dictionaries));
}

function told(field: Field): readonly (readonly [string, string])[] {
  const type = field.metadata.get(TYPE_KEY) ?? field.metadata.get('ARROW:FLIGHT:SQL:TYPE_NAME') ?? typeLabel(field);
  const role = roleOf(field.metadata);
  // Points are told apart by time and tags; fields are what they hold.
  return [[TYPE_KEY, type], ...(role === 'time' || role === 'tag' ? [[KEY_KEY, role] as const] : [])];
}
