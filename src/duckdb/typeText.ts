import duckdb from '@duckdb/node-bindings';
import { OTHER_KEYWORDS, RESERVED_KEYWORDS } from './keywords';

const KEYWORDS: ReadonlySet<string> = new Set([...RESERVED_KEYWORDS, ...OTHER_KEYWORDS]);
/** Enumerations may have thousands of values; a type's text is for a column header. */
const MOST_ENUM_VALUES = 50;

/** The type as DuckDB's `typeof` writes it; of long enumerations only the first values. */
export function typeText(type: duckdb.LogicalType): string {
  return duckdb.logical_type_get_alias(type) ?? plainText(type);
}

function plainText(type: duckdb.LogicalType): string {
  const id = duckdb.get_type_id(type);
  switch (id) {
    case duckdb.Type.DECIMAL:
      return `DECIMAL(${duckdb.decimal_width(type)},${duckdb.decimal_scale(type)})`;
    case duckdb.Type.ENUM:
      return enumText(enumValues(type, MOST_ENUM_VALUES), duckdb.enum_dictionary_size(type));
    case duckdb.Type.LIST:
      return `${typeText(duckdb.list_type_child_type(type))}[]`;
    case duckdb.Type.ARRAY:
      return `${typeText(duckdb.array_type_child_type(type))}[${duckdb.array_type_array_size(type)}]`;
    case duckdb.Type.MAP:
      return `MAP(${typeText(duckdb.map_type_key_type(type))}, ${typeText(duckdb.map_type_value_type(type))})`;
    case duckdb.Type.STRUCT:
      return `STRUCT(${structMembers(type).map(memberText).join(', ')})`;
    case duckdb.Type.UNION:
      return `UNION(${unionMembers(type).map(memberText).join(', ')})`;
    default:
      return LONG_NAMES.get(id) ?? duckdb.Type[id];
  }
}

const LONG_NAMES: ReadonlyMap<duckdb.Type, string> = new Map([
  [duckdb.Type.TIME_TZ, 'TIME WITH TIME ZONE'],
  [duckdb.Type.TIMESTAMP_TZ, 'TIMESTAMP WITH TIME ZONE'],
  [duckdb.Type.SQLNULL, 'NULL'],
]);

export interface Member {
  readonly name: string;
  readonly type: duckdb.LogicalType;
}

export function structMembers(type: duckdb.LogicalType): readonly Member[] {
  return Array.from({ length: duckdb.struct_type_child_count(type) }, (_, index) => ({
    name: duckdb.struct_type_child_name(type, index),
    type: duckdb.struct_type_child_type(type, index),
  }));
}

export function unionMembers(type: duckdb.LogicalType): readonly Member[] {
  return Array.from({ length: duckdb.union_type_member_count(type) }, (_, index) => ({
    name: duckdb.union_type_member_name(type, index),
    type: duckdb.union_type_member_type(type, index),
  }));
}

export function enumValues(type: duckdb.LogicalType, most = Infinity): readonly string[] {
  const length = Math.min(most, duckdb.enum_dictionary_size(type));
  return Array.from({ length }, (_, index) => duckdb.enum_dictionary_value(type, index));
}

function memberText({ name, type }: Member): string {
  return name === '' ? typeText(type) : `${quoted(name)} ${typeText(type)}`;
}

function quoted(name: string): string {
  const plain = /^[a-z_][a-z0-9_]*$/iu.test(name) && !KEYWORDS.has(name.toLowerCase());
  return plain ? name : `"${name.replaceAll('"', '""')}"`;
}

function enumText(values: readonly string[], count: number): string {
  const shown = values.map((value) => `'${value.replaceAll("'", "''")}'`);
  return `ENUM(${shown.join(', ')}${count > values.length ? `, … ${count - values.length} more` : ''})`;
}
