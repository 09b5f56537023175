import { DuckDBVector } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import * as arrow from 'apache-arrow';
import { BatchParts, encodeDictionary } from '../../core/arrow/batchMessage';
import { enumValues, type Member, structMembers, typeText, unionMembers } from '../typeText';
import { BoolColumn } from './bool';
import type { Column } from './column';
import { uuidBytes, widen } from './conversions';
import { FixedColumn } from './fixed';
import { wellKnownText } from './geometry';
import { INTERVAL_TYPE, IntervalColumn } from './interval';
import { ListColumn } from './list';
import { ArrayColumn, NullColumn, StructColumn, UnionColumn } from './nested';
import { StringColumn } from './strings';
import { withZero } from './variable';
import { TextColumn, type TextOf } from './text';

/** Makes the columns of one result, and the dictionaries that they need. */
export class ColumnMaker {
  readonly #dictionaries: Uint8Array[] = [];

  /** Dictionary messages of the columns made so far. */
  get dictionaries(): readonly Uint8Array[] {
    return this.#dictionaries;
  }

  make(name: string, type: duckdb.LogicalType): Column {
    const fixed = fixedColumn(name, type);
    if (fixed) return fixed;
    switch (duckdb.get_type_id(type)) {
      case duckdb.Type.BOOLEAN:
        return new BoolColumn(field(name, type, new arrow.Bool()));
      case duckdb.Type.VARCHAR:
        return new StringColumn(duckdb.logical_type_get_alias(type) === 'JSON' ? field(name, type, new arrow.Utf8(), 'json') : field(name, type, new arrow.Utf8()));
      case duckdb.Type.BLOB:
        return new StringColumn(field(name, type, new arrow.Binary()));
      case duckdb.Type.ENUM:
        return this.#enum(name, type);
      case duckdb.Type.LIST:
        return this.#list(name, type);
      case duckdb.Type.ARRAY:
        return this.#array(name, type);
      case duckdb.Type.MAP:
        return this.#map(name, type);
      case duckdb.Type.STRUCT:
        return this.#struct(name, type);
      case duckdb.Type.UNION:
        return this.#union(name, type);
      case duckdb.Type.INTERVAL:
        return new IntervalColumn(field(name, type, INTERVAL_TYPE, 'interval'));
      case duckdb.Type.SQLNULL:
        return new NullColumn(field(name, type, new arrow.Null()));
      default:
        return textColumn(name, type);
    }
  }

  #enum(name: string, type: duckdb.LogicalType): Column {
    const values = enumValues(type);
    const id = this.#dictionaries.length;
    this.#dictionaries.push(dictionaryMessage(id, values));
    const { index, width } = enumIndex(duckdb.enum_internal_type(type));
    return new FixedColumn(field(name, type, new arrow.Dictionary(new arrow.Utf8(), index, id)), width);
  }

  #list(name: string, type: duckdb.LogicalType): Column {
    const child = this.make('item', duckdb.list_type_child_type(type));
    return new ListColumn(field(name, type, new arrow.List(child.field)), child);
  }

  #array(name: string, type: duckdb.LogicalType): Column {
    const child = this.make('item', duckdb.array_type_child_type(type));
    const size = duckdb.array_type_array_size(type);
    return new ArrayColumn(field(name, type, new arrow.FixedSizeList(size, child.field)), child, size);
  }

  #map(name: string, type: duckdb.LogicalType): Column {
    const key = this.make('key', duckdb.map_type_key_type(type));
    const value = this.make('value', duckdb.map_type_value_type(type));
    const entryType = new arrow.Struct<{ key: arrow.DataType; value: arrow.DataType }>([notNull(key.field), value.field]);
    const entries = new arrow.Field('entries', entryType, false);
    return new ListColumn(field(name, type, new arrow.Map_(entries)), new StructColumn(entries, [key, value]));
  }

  #struct(name: string, type: duckdb.LogicalType): Column {
    const children = this.#members(structMembers(type));
    return new StructColumn(field(name, type, new arrow.Struct(children.map((child) => child.field))), children);
  }

  #union(name: string, type: duckdb.LogicalType): Column {
    const members = unionMembers(type);
    // Arrow's type ids are signed bytes.
    if (members.length > 127) return textColumn(name, type);
    const children = this.#members(members);
    const typeIds = Int32Array.from(members, (_, index) => index);
    return new UnionColumn(field(name, type, new arrow.Union(arrow.UnionMode.Sparse, typeIds, children.map((child) => child.field)), 'union'), children);
  }

  #members(members: readonly Member[]): readonly Column[] {
    return members.map((member) => this.make(member.name, member.type));
  }
}

type Kind = 'integer' | 'timetz' | 'interval' | 'bit' | 'json' | 'union';

function field(name: string, type: duckdb.LogicalType, arrowType: arrow.DataType, kind?: Kind, extension?: string): arrow.Field<arrow.DataType> {
  const metadata = new Map([['headwater:type', typeText(type)]]);
  if (kind) metadata.set('headwater:kind', kind);
  if (extension) metadata.set('ARROW:extension:name', extension).set('ARROW:extension:metadata', '');
  return new arrow.Field<arrow.DataType>(name, arrowType, true, metadata);
}

function notNull<T extends arrow.DataType>(nullable: arrow.Field<T>): arrow.Field<T> {
  return new arrow.Field(nullable.name, nullable.type, false, nullable.metadata);
}

function fixedColumn(name: string, type: duckdb.LogicalType): Column | undefined {
  const plain = (arrowType: arrow.DataType, width: number) => new FixedColumn(field(name, type, arrowType), width);
  switch (duckdb.get_type_id(type)) {
    case duckdb.Type.TINYINT:
      return plain(new arrow.Int8(), 1);
    case duckdb.Type.SMALLINT:
      return plain(new arrow.Int16(), 2);
    case duckdb.Type.INTEGER:
      return plain(new arrow.Int32(), 4);
    case duckdb.Type.BIGINT:
      return plain(new arrow.Int64(), 8);
    case duckdb.Type.UTINYINT:
      return plain(new arrow.Uint8(), 1);
    case duckdb.Type.USMALLINT:
      return plain(new arrow.Uint16(), 2);
    case duckdb.Type.UINTEGER:
      return plain(new arrow.Uint32(), 4);
    case duckdb.Type.UBIGINT:
      return plain(new arrow.Uint64(), 8);
    case duckdb.Type.HUGEINT:
      return new FixedColumn(field(name, type, new arrow.Decimal(0, 39, 256), 'integer'), 16, 32, widen(16, 32, true));
    case duckdb.Type.UHUGEINT:
      return new FixedColumn(field(name, type, new arrow.Decimal(0, 39, 256), 'integer'), 16, 32, widen(16, 32, false));
    case duckdb.Type.FLOAT:
      return plain(new arrow.Float32(), 4);
    case duckdb.Type.DOUBLE:
      return plain(new arrow.Float64(), 8);
    case duckdb.Type.DECIMAL:
      return decimalColumn(name, type);
    case duckdb.Type.UUID:
      return new FixedColumn(field(name, type, new arrow.FixedSizeBinary(16), undefined, 'arrow.uuid'), 16, 16, uuidBytes);
    default:
      return timeColumn(name, type);
  }
}

function decimalColumn(name: string, type: duckdb.LogicalType): Column {
  const width = duckdb.decimal_width(type);
  const stored = width <= 4 ? 2 : width <= 9 ? 4 : width <= 18 ? 8 : 16;
  const decimal = field(name, type, new arrow.Decimal(duckdb.decimal_scale(type), width, 128));
  return stored === 16 ? new FixedColumn(decimal, 16) : new FixedColumn(decimal, stored, 16, widen(stored, 16, true));
}

function timeColumn(name: string, type: duckdb.LogicalType): Column | undefined {
  const plain = (arrowType: arrow.DataType, width: number) => new FixedColumn(field(name, type, arrowType), width);
  switch (duckdb.get_type_id(type)) {
    case duckdb.Type.DATE:
      return plain(new arrow.DateDay(), 4);
    case duckdb.Type.TIME:
      return plain(new arrow.TimeMicrosecond(), 8);
    case duckdb.Type.TIME_NS:
      return plain(new arrow.TimeNanosecond(), 8);
    case duckdb.Type.TIME_TZ:
      return new FixedColumn(field(name, type, new arrow.Uint64(), 'timetz'), 8);
    case duckdb.Type.TIMESTAMP_S:
      return plain(new arrow.TimestampSecond(), 8);
    case duckdb.Type.TIMESTAMP_MS:
      return plain(new arrow.TimestampMillisecond(), 8);
    case duckdb.Type.TIMESTAMP:
      return plain(new arrow.TimestampMicrosecond(), 8);
    case duckdb.Type.TIMESTAMP_NS:
      return plain(new arrow.TimestampNanosecond(), 8);
    case duckdb.Type.TIMESTAMP_TZ:
      return plain(new arrow.TimestampMicrosecond('UTC'), 8);
    default:
      return undefined;
  }
}

function enumIndex(type: duckdb.Type): { readonly index: arrow.Uint8 | arrow.Uint16 | arrow.Uint32; readonly width: number } {
  if (type === duckdb.Type.UTINYINT) return { index: new arrow.Uint8(), width: 1 };
  if (type === duckdb.Type.USMALLINT) return { index: new arrow.Uint16(), width: 2 };
  return { index: new arrow.Uint32(), width: 4 };
}

function dictionaryMessage(id: number, values: readonly string[]): Uint8Array {
  const encoded = values.map((value) => new TextEncoder().encode(value));
  const ends = new Int32Array(encoded.length);
  let end = 0;
  encoded.forEach((bytes, index) => (ends[index] = end += bytes.length));
  const data = new Uint8Array(end);
  encoded.forEach((bytes, index) => data.set(bytes, (ends[index] ?? 0) - bytes.length));
  const none = new Uint8Array(0);
  const parts = new BatchParts().node(values.length, 0).buffer(none).buffer(withZero(new Uint8Array(ends.buffer))).buffer(data);
  return encodeDictionary(BigInt(id), values.length, parts);
}

function textColumn(name: string, type: duckdb.LogicalType): Column {
  switch (duckdb.get_type_id(type)) {
    case duckdb.Type.BIT:
      return new TextColumn(field(name, type, new arrow.Utf8(), 'bit'), valueText(String));
    case duckdb.Type.BIGNUM:
      return new TextColumn(field(name, type, new arrow.Utf8(), 'integer'), valueText(String));
    case duckdb.Type.GEOMETRY:
      return new TextColumn(field(name, type, new arrow.Utf8()), valueText(wellKnownText));
    default:
      return new TextColumn(field(name, type, new arrow.Utf8()), valueText(String));
  }
}

/** Through the library's own values: slow, but it knows every type. */
function valueText(write: (value: unknown) => string): TextOf {
  return (vector, rows) => {
    const values = DuckDBVector.create(vector, rows);
    return (row) => write(values.getItem(row));
  };
}
