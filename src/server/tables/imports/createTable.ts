import { Binary, Bool, type DataType, DateDay, Field, Float64, Int64, Schema, TimestampMicrosecond, Utf8 } from 'apache-arrow';
import { encodeSchema } from '../../../core/arrow/messages';
import { HeadwaterError } from '../../../core/errors';
import type { NewTable, NewType } from '../../../protocol/imports';
import type { TableInfo } from '../../../protocol/tables';
import type { LiveSession } from '../../sessions/liveSession';
import { describeTable, tablesOf } from '../describe';

/** Makes a table beside another, with the columns that a person chose. @throws HeadwaterError, of kind `exists` where there is one of that name */
export async function createTable(live: LiveSession, beside: readonly string[], { name, columns, key }: NewTable, signal: AbortSignal): Promise<TableInfo> {
  const what = `Could not create \`${name}\``;
  const tables = tablesOf(live, what);
  if (!tables.create) throw new HeadwaterError({ what, why: `*${live.profile.name}* makes no tables this way.`, kind: 'unsupported' });
  const table = [...beside.slice(0, -1), name];
  const fields = columns.map((column) => new Field(column.name, typeOf(column.type), !key.includes(column.name)));
  await tables.create({ table, schema: encodeSchema(new Schema(fields)).bytes, key, ifNotExists: false, signal });
  return describeTable(live, table, signal);
}

function typeOf(type: NewType): DataType {
  switch (type) {
    case 'text':
      return new Utf8();
    case 'integer':
      return new Int64();
    case 'double':
      return new Float64();
    case 'boolean':
      return new Bool();
    case 'date':
      return new DateDay();
    case 'timestamp':
      return new TimestampMicrosecond();
    case 'instant':
      return new TimestampMicrosecond('UTC');
    case 'binary':
      return new Binary();
  }
}
