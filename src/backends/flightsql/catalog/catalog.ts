import type { Catalog, CatalogNode, CatalogPage, NodeDetail } from '../../../core/contract/catalog';
import { HeadwaterError } from '../../../core/errors';
import type { Dialect } from '../dialect';
import type { InfluxDatabase } from '../influx/databases';
import type { Metadata, SchemaName, TableEntry, TableName } from '../metadata/metadata';
import { type ColumnFacts, isPlainTable, Nodes } from './nodes';
import { databaseId, DATABASES, parsePlace, type Place, schemaId, tablePath } from './places';
import { referencedNames } from './reference';
import { TableIndex } from './tableIndex';

export interface CatalogParts {
  readonly metadata: Metadata;
  readonly dialect: Dialect;
  /** The server's word for a catalog. */
  readonly catalogTerm: string;
  /** Whether columns are time, tags and fields. */
  readonly roles: boolean;
  /** Whether tables of measurements are asked in InfluxQL too. */
  readonly influxQl?: boolean;
  /** Hours that previews of measurements go back. */
  readonly previewHours?: number;
  /** Whether the session offers tables. */
  readonly tables: boolean;
  /** Databases beside the connection's own, where the system lists them. */
  readonly databases?: (signal: AbortSignal) => Promise<readonly InfluxDatabase[]>;
}

/** Catalogs, schemas, tables by type, columns: walked level by level, since servers answer questions without a catalog differently. */
export class FlightSqlCatalog implements Catalog {
  readonly #nodes: Nodes;
  readonly index: TableIndex;

  constructor(private readonly parts: CatalogParts) {
    this.#nodes = new Nodes(parts.dialect, { roles: parts.roles, tables: parts.tables, influxQl: parts.influxQl === true, previewHours: parts.previewHours });
    this.index = new TableIndex(parts.metadata);
  }

  async children(path: readonly string[], page: { readonly cursor?: string; readonly limit: number }, signal: AbortSignal): Promise<CatalogPage> {
    return pageOf(await this.#children(path, this.#place(path, 'Could not list what is in here'), signal), page);
  }

  async describe(path: readonly string[], signal: AbortSignal): Promise<NodeDetail> {
    const place = this.#place(path, 'Could not read the details');
    if (place.kind === 'table') return this.#tableDetail(path.slice(0, -1), place, signal);
    const parent = await this.#children(path.slice(0, -1), this.#place(path.slice(0, -1), 'Could not read the details'), signal);
    const node = parent.find((one) => one.path.at(-1) === path.at(-1));
    if (!node && place.kind !== 'root') throw nothingAt(path, 'Could not read the details');
    return { node: node ?? { path: [], kind: 'connection', label: 'Server', icon: 'server', children: true }, facts: node?.tooltip === undefined ? [] : [['About', node.tooltip]] };
  }

  async search(text: string, limit: number, signal: AbortSignal): Promise<readonly CatalogNode[]> {
    const wanted = text.toLowerCase();
    const found = (await this.index.all(signal)).filter(({ table }) => table.toLowerCase().includes(wanted));
    return found.slice(0, limit).map((entry) => this.#tableNode(entry));
  }

  async resolve(reference: string, signal: AbortSignal): Promise<NodeDetail | undefined> {
    const names = referencedNames(reference);
    const entry = names && (await this.index.find(names, signal));
    return entry && this.#tableDetail(tablePath(entry).slice(0, -1), entry, signal);
  }

  /** A table's columns with their keys. @throws HeadwaterError with kind `notFound` */
  async columns(table: TableName, signal: AbortSignal): Promise<ColumnFacts> {
    const { metadata } = this.parts;
    const [columns, primaryKey, foreignKeys] = await Promise.all([metadata.columns(table, signal), metadata.primaryKey(table, signal), metadata.foreignKeys(table, signal)]);
    if (columns) return { columns, primaryKey, foreignKeys };
    throw new HeadwaterError({ what: `Could not read the columns of \`${table.table}\``, why: 'The server does not tell them, or there is no such table.', kind: 'notFound', code: 'no-columns' });
  }

  infoOf(facts: ColumnFacts) {
    return facts.columns.map((column) => this.#nodes.columnInfo(column, facts));
  }

  async #children(path: readonly string[], place: Place, signal: AbortSignal): Promise<readonly CatalogNode[]> {
    switch (place.kind) {
      case 'root':
        return this.#root(signal);
      case 'databases':
        return (await (this.parts.databases?.(signal) ?? [])).map(databaseNode);
      case 'catalog':
        return this.#schemas(path, place.catalog, signal);
      case 'schema':
        return this.#tables(path, place, undefined, signal);
      case 'type':
        return this.#tables(path, place, place.type, signal);
      case 'table': {
        const facts = await this.columns(place, signal);
        return facts.columns.map((column) => this.#nodes.column(path, column, facts));
      }
      case 'column':
      case 'database':
        return [];
    }
  }

  async #root(signal: AbortSignal): Promise<readonly CatalogNode[]> {
    const catalogs = await this.parts.metadata.catalogs(signal);
    const databases = this.parts.databases ? [databasesNode()] : [];
    if (!catalogs && databases.length === 0) {
      throw new HeadwaterError({ what: 'Could not list the catalogs', why: 'This server tells nothing of its tables, and has no information_schema.', todo: 'Statements run all the same.', kind: 'unsupported', code: 'no-metadata' });
    }
    this.index.forget();
    const list = catalogs ?? [];
    // Servers without catalogs answer with none: their schemas stand at the top.
    const named = list.length === 0 && catalogs ? [null] : list;
    const words = { term: this.parts.catalogTerm };
    return [...named.map((name) => this.#nodes.catalog(name, words)), ...databases];
  }

  async #schemas(path: readonly string[], catalog: string | null, signal: AbortSignal): Promise<readonly CatalogNode[]> {
    const schemas = distinct((await this.parts.metadata.schemas(catalog, signal)) ?? [{ catalog, schema: null }]);
    const [only] = schemas;
    // A server without schemas gives one without a name: its tables stand directly below.
    if (schemas.length <= 1 && !only?.schema) {
      const place = { catalog, schema: only?.schema ?? null };
      return this.#tables([...path, schemaId(place.schema)], place, undefined, signal);
    }
    return schemas.map(({ schema }) => this.#nodes.schema(path, schema, schema === null || schema === '' ? undefined : this.#schemaReference(catalog, schema)));
  }

  async #tables(path: readonly string[], { catalog, schema }: SchemaName, type: string | undefined, signal: AbortSignal): Promise<readonly CatalogNode[]> {
    const all = (await this.parts.metadata.tables(catalog, schema, signal)) ?? [];
    const entries = [...all].sort((one, other) => one.table.localeCompare(other.table));
    if (type !== undefined) return entries.filter((entry) => entry.type === type).map((entry) => this.#nodes.table(path, entry));
    const types = [...new Set(entries.map((entry) => entry.type))].sort((one, other) => Number(isPlainTable(other)) - Number(isPlainTable(one)) || one.localeCompare(other));
    if (types.length <= 1) return entries.map((entry) => this.#nodes.table(path, entry));
    return types.map((one) => this.#nodes.type(path, one, entries.filter((entry) => entry.type === one).length));
  }

  async #tableDetail(parent: readonly string[], table: TableName, signal: AbortSignal): Promise<NodeDetail> {
    const known = await this.index.entry(table, signal);
    const entry: TableEntry = known ?? { ...table, type: 'TABLE' };
    const [facts, referencing] = await Promise.all([this.columns(entry, signal), this.parts.metadata.referencingKeys(entry, signal)]);
    const pointing = referencing.map(({ column, referencing: { table: other }, referencingColumn }) => ['Referenced by', `${other}(${referencingColumn}) → ${column}`] as const);
    const levels: readonly (readonly [string, string | null])[] = [['Catalog', entry.catalog], ['Schema', entry.schema], ['Type', known ? entry.type.toLowerCase() : null]];
    return {
      node: this.#nodes.table(parent, entry),
      columns: this.infoOf(facts),
      facts: [...levels.flatMap(([label, value]) => (value === null || value === '' ? [] : [[label, value] as const])), ...pointing],
    };
  }

  #tableNode(entry: TableEntry): CatalogNode {
    return this.#nodes.table(tablePath(entry).slice(0, -1), entry);
  }

  #schemaReference(catalog: string | null, schema: string): string {
    const { dialect } = this.parts;
    return catalog === null || catalog === '' ? dialect.name(schema) : `${dialect.name(catalog)}.${dialect.name(schema)}`;
  }

  #place(path: readonly string[], what: string): Place {
    const place = parsePlace(path);
    if (!place || (place.kind === 'databases' && !this.parts.databases)) throw nothingAt(path, what);
    return place;
  }
}

function nothingAt(path: readonly string[], what: string): HeadwaterError {
  return new HeadwaterError({ what, why: `There is nothing at “${path.join(' › ').slice(0, 200)}”.`, todo: 'Refresh the connection.', kind: 'notFound', code: 'no-node' });
}

function databasesNode(): CatalogNode {
  return { path: [DATABASES], kind: 'databases', label: 'Databases', icon: 'server', children: true, tooltip: 'Databases of the server. A connection has one: its tables stand in the catalog.' };
}

function databaseNode({ name, facts }: InfluxDatabase): CatalogNode {
  const told = facts.map(([label, value]) => `${label}: ${value}`);
  return { path: [DATABASES, databaseId(name)], kind: 'database', label: name, icon: 'database', children: false, ...(told.length > 0 ? { description: told.join(' · '), tooltip: told.join('  \n') } : {}) };
}

function distinct(schemas: readonly SchemaName[]): readonly SchemaName[] {
  const byName = new Map(schemas.map((schema) => [schema.schema, schema]));
  return [...byName.values()].sort((one, other) => (one.schema ?? '').localeCompare(other.schema ?? ''));
}

function pageOf(nodes: readonly CatalogNode[], { cursor, limit }: { readonly cursor?: string; readonly limit: number }): CatalogPage {
  const asked = Number(cursor ?? 0);
  const from = Number.isSafeInteger(asked) && asked > 0 ? asked : 0;
  const end = from + Math.max(1, limit);
  return { nodes: nodes.slice(from, end), total: nodes.length, ...(end < nodes.length ? { next: String(end) } : {}) };
}

