import { Binary, type Data, DataType, Field, Float32, Precision, Schema, Utf8 } from 'apache-arrow';
import { BatchParts, encodeBatch } from '../../../core/arrow/batchMessage';
import { ArrowDecoder } from '../../../core/arrow/decode';
import { encodeSchema } from '../../../core/arrow/messages';
import { HeadwaterError } from '../../../core/errors';
import { typeLabel } from '../../../core/format/column';
import { dictionaryField } from '../../../core/format/buffers';
import { BadValue } from '../../tables/values/badValue';
import { ColumnWriter } from '../../tables/values/columnWriter';
import { valueReader } from '../../tables/values/reader';

/** Values that were read from texts, one row each. */
export interface ReadValues {
  readonly field: Field;
  readonly data: Data;
}

/** Texts as values of a column; `undefined` where its type's values cannot be written as text. @throws HeadwaterError where a text is no such value */
export function readValues(column: Field, texts: readonly string[], timeZone: string): ReadValues | undefined {
  const field = readableField(column);
  const reader = valueReader(field, timeZone);
  if (!reader) return undefined;
  const writer = new ColumnWriter(reader);
  for (const text of texts) {
    try {
      writer.add(text);
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      throw new HeadwaterError({ what: `Could not filter \`${column.name}\``, why: error.message, todo: `Write a value of the type ${typeLabel(column)}.`, kind: 'invalid' });
    }
  }
  const parts = new BatchParts();
  writer.write(parts);
  const decoder = new ArrowDecoder(encodeSchema(new Schema([field])).bytes);
  return { field, data: decoder.batch(encodeBatch(texts.length, parts)).column(0) };
}

/** The field with a type of the same keys that values are read for. */
function readableField(field: Field): Field {
  const type: unknown = field.type;
  if (DataType.isDictionary(type)) return readableField(dictionaryField(field, type));
  if (DataType.isUtf8View(type)) return withType(field, new Utf8());
  if (DataType.isBinaryView(type)) return withType(field, new Binary());
  return DataType.isFloat(type) && type.precision === Precision.HALF ? withType(field, new Float32()) : field;
}

function withType(field: Field, type: DataType): Field {
  return new Field(field.name, type, field.nullable, field.metadata);
}
