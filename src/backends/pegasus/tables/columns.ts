import { type DataType, Field, Int32, Schema, TimestampMicrosecond, Utf8 } from 'apache-arrow';
import type { ColumnInfo } from '../../../core/contract/catalog';
import type { TableDescription } from '../../../core/contract/tables';
import { encodeSchema } from '../../../core/arrow/messages';
import { BYTES_KEY, TYPE_KEY } from '../../../core/format/metadata';
import type { TableEncodings } from '../values/encodings';

/** Columns of every table, in order. */
export const COLUMNS = ['hash_key', 'sort_key', 'value', 'expire_ts', '_partition'] as const;
export type ColumnName = (typeof COLUMNS)[number];
export const HASH_KEY = 0;
export const SORT_KEY = 1;
export const VALUE = 2;
export const EXPIRE_TS = 3;
export const PARTITION = 4;

const typeOf = (column: number): DataType => (column === EXPIRE_TS ? new TimestampMicrosecond('UTC') : column === PARTITION ? new Int32() : new Utf8());

function typeText(column: number, encodings: TableEncodings): string {
  switch (column) {
    case HASH_KEY:
      return encodings.hashKey.id;
    case SORT_KEY:
      return encodings.sortKey.id;
    case VALUE:
      return encodings.value.id;
    case EXPIRE_TS:
      return 'expiry';
    default:
      return 'int32';
  }
}

const NOTES: readonly string[] = ['Decides on the partition', 'Orders the rows of a hash key', '', 'When the row vanishes, in UTC; NULL for never', 'Where the row is'];

export function schemaOf(columns: readonly number[], encodings: TableEncodings): Schema {
  return new Schema(columns.map((column) => new Field(COLUMNS[column] ?? '', typeOf(column), column >= EXPIRE_TS, metadataOf(column, encodings))));
}

/** How texts of an encoding stand for bytes, where a reader of the text alone could find them again. */
const BYTES: Readonly<Partial<Record<string, string>>> = { utf8: 'marked', json: 'marked', zstd: 'marked', hex: 'hex', escaped: 'escaped', asciihex: 'escaped', base64: 'base64' };

function metadataOf(column: number, encodings: TableEncodings): Map<string, string> {
  const type = typeText(column, encodings);
  const bytes = column < EXPIRE_TS ? BYTES[type] : undefined;
  return new Map([[TYPE_KEY, type], ...(bytes === undefined ? [] : [[BYTES_KEY, bytes] as const])]);
}

export function describeTable(appId: number, encodings: TableEncodings): TableDescription {
  const all = COLUMNS.map((_, index) => index);
  const columns = all.map((index): ColumnInfo => {
    const note = NOTES[index] ?? '';
    return { name: COLUMNS[index] ?? '', type: typeText(index, encodings), nullable: index >= EXPIRE_TS, ...(index === HASH_KEY ? { key: 'hash key' } : index === SORT_KEY ? { key: 'sort key' } : {}), ...(note === '' ? {} : { comment: note }) };
  });
  return {
    schemaId: `${appId}/${encodings.hashKey.id}/${encodings.sortKey.id}/${encodings.value.id}`,
    schema: encodeSchema(schemaOf(all, encodings)).bytes,
    columns,
    keys: [{ name: 'hash key + sort key', columns: [HASH_KEY, SORT_KEY], prefix: 1, unique: true }],
    systemColumns: [{ column: PARTITION, role: 'partition' }],
    changes: ['insert', 'upsert', 'update', 'delete'],
  };
}
