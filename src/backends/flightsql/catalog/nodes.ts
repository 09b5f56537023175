import type { CatalogNode, ColumnInfo } from '../../../core/contract/catalog';
import { DATA_TYPES, INFLUXQL } from '../actions/ids';
import type { Dialect } from '../dialect';
import { roleByType, roleIcon, roleOf } from '../influx/columns';
import type { ForeignKey, TableColumn, TableEntry, TableName } from '../metadata/metadata';
import { catalogId, columnId, schemaId, tableId, typeId } from './places';

/** The schema of InfluxDB 3 in which tables have a time. */
const MEASUREMENTS = 'iox';

/** A table's columns with what is known of their keys. */
export interface ColumnFacts {
  readonly columns: readonly TableColumn[];
  readonly primaryKey: readonly string[];
  readonly foreignKeys: readonly ForeignKey[];
}

export interface NodeOptions {
  /** Whether columns are time, tags and fields. */
  readonly roles: boolean;
  /** Whether the session offers tables. */
  readonly tables: boolean;
  /** Whether tables of measurements are asked in InfluxQL too. */
  readonly influxQl: boolean;
  /** Hours that a preview goes back, for tables of measurements; absent = previews are not bound by time. */
  readonly previewHours: number | undefined;
}

export class Nodes {
  constructor(
    private readonly dialect: Dialect,
    private readonly options: NodeOptions,
  ) {}

  catalog(name: string | null, words: { readonly term: string }): CatalogNode {
    const label = name === null || name === '' ? '(no catalog)' : name;
    return { path: [catalogId(name)], kind: 'catalog', label, description: words.term, icon: 'database', children: true, actions: [DATA_TYPES], ...(name === null || name === '' ? {} : { reference: this.dialect.name(name) }) };
  }

  schema(parent: readonly string[], name: string | null, reference: string | undefined): CatalogNode {
    return { path: [...parent, schemaId(name)], kind: 'schema', label: name === null || name === '' ? '(no schema)' : name, icon: 'symbol-namespace', children: true, ...(reference === undefined ? {} : { reference }) };
  }

  type(parent: readonly string[], type: string, count: number): CatalogNode {
    return { path: [...parent, typeId(type)], kind: 'table type', label: typeLabel(type), description: String(count), icon: 'folder', children: true };
  }

  table(parent: readonly string[], entry: TableEntry): CatalogNode {
    const kind = /view/iu.test(entry.type) ? 'view' : 'table';
    return {
      path: [...parent, tableId(entry.table)],
      kind,
      label: entry.table,
      ...(isPlainTable(entry.type) ? {} : { description: entry.type.toLowerCase() }),
      icon: kind === 'view' ? 'eye' : 'table',
      children: true,
      reference: this.dialect.table(entry),
      selectable: true,
      ...this.#preview(entry),
      ...(this.options.tables ? { table: tableNames(entry) } : {}),
      ...(this.options.influxQl && entry.schema === MEASUREMENTS ? { actions: [INFLUXQL] } : {}),
    };
  }

  /** Bound by time: a plain look at a large table can use up a read quota. */
  #preview(entry: TableEntry): { readonly preview?: string } {
    const { previewHours } = this.options;
    if (previewHours === undefined || previewHours <= 0 || entry.schema !== MEASUREMENTS) return {};
    return { preview: `SELECT *\nFROM ${this.dialect.table(entry)}\nWHERE time >= now() - INTERVAL '${previewHours} hours'\nORDER BY time DESC\nLIMIT 100;\n` };
  }

  column(parent: readonly string[], column: TableColumn, facts: ColumnFacts): CatalogNode {
    const { type, nullable, key, comment } = this.columnInfo(column, facts);
    const parts = [type, key, nullable === false && key?.includes('primary key') !== true ? 'not null' : undefined];
    return {
      path: [...parent, columnId(column.name)],
      kind: 'column',
      label: column.name,
      description: parts.filter((part) => part !== undefined).join(' · '),
      ...(comment === undefined ? {} : { tooltip: comment }),
      icon: this.#icon(column, facts),
      children: false,
      reference: this.dialect.name(column.name),
    };
  }

  columnInfo(column: TableColumn, { primaryKey, foreignKeys }: ColumnFacts): ColumnInfo {
    const { name, type, nullable, comment } = column;
    const foreign = foreignKeys.filter((key) => key.column === name).map(({ referenced, referencedColumn }) => `foreign key → ${referenced.table}(${referencedColumn})`);
    const keys = [...(primaryKey.includes(name) ? ['primary key'] : []), ...foreign, ...this.#role(column)];
    return { name, type, nullable, ...(keys.length > 0 ? { key: keys.join(', ') } : {}), ...(comment === undefined ? {} : { comment }) };
  }

  #role(column: TableColumn): readonly string[] {
    if (!this.options.roles) return [];
    const role = roleOf(column.metadata) ?? (column.field ? undefined : roleByType(column.name, column.type));
    return role === undefined ? [] : [role];
  }

  #icon(column: TableColumn, { primaryKey, foreignKeys }: ColumnFacts): string {
    const role = this.options.roles ? (roleOf(column.metadata) ?? (column.field ? undefined : roleByType(column.name, column.type))) : undefined;
    if (role !== undefined) return roleIcon(role);
    if (primaryKey.includes(column.name)) return 'key';
    return foreignKeys.some((key) => key.column === column.name) ? 'references' : 'symbol-field';
  }
}

/** The path by which the session's tables know a table: plain names, empty where there is no such level. */
export function tableNames({ catalog, schema, table }: TableName): readonly string[] {
  return [catalog ?? '', schema ?? '', table];
}

export function isPlainTable(type: string): boolean {
  return /^(?:base )?table$/iu.test(type);
}

function typeLabel(type: string): string {
  if (isPlainTable(type)) return 'Tables';
  const words = type.toLowerCase();
  const plural = /[^s]$/u.test(words) ? `${words}s` : words;
  return plural.charAt(0).toUpperCase() + plural.slice(1);
}
