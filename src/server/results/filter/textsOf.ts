import { type Data, DataType, type Field } from 'apache-arrow';
import { utf8Text } from '../../../core/format/bytes';
import { makeCellFormatter } from '../../../core/format/cell';
import { kindOf } from '../../../core/format/metadata';
import { keyReader } from '../keys/keyReader';

/** The whole text of each value, as it is shown. Values must not be NULL. */
export type TextOf = (data: Data, index: number) => string;

export function textsOf(field: Field, timeZone: string): TextOf {
  const bytes = textBytes(field);
  if (bytes) return (data, index) => utf8Text(bytes(data, index));
  const formatter = makeCellFormatter(field, { timeZone });
  return (data, index) => formatter.format(data, index).text;
}

/** The UTF-8 of columns that are shown as they are. */
export function textBytes(field: Field): ((data: Data, index: number) => Uint8Array) | undefined {
  const type: unknown = field.type;
  const values: unknown = DataType.isDictionary(type) ? type.dictionary : type;
  if (kindOf(field) !== undefined || !(DataType.isUtf8(values) || DataType.isLargeUtf8(values) || DataType.isUtf8View(values))) return undefined;
  const reader = keyReader(field);
  return reader.layout === 'bytes' ? (data, index) => reader.bytes(data, index) : undefined;
}
