import type { CatalogNode, CatalogPage, ColumnInfo, NodeDetail } from '../../../core/contract/catalog';
import { HeadwaterError } from '../../../core/errors';
import { formatCount } from '../../../core/format/numbers';
import type { DuckDbConnection } from '../../../duckdb/duckdb';
import { quoted } from '../names';
import { databaseId, type NodePath, schemaId, type TablePath, tableId } from './paths';
import { columnNode } from './columnNode';

type DatabasePlace = Exclude<NodePath, { kind: 'root' | 'folder' | 'file' }>;

/** Tables and views alike; `rows` is an estimate, NULL for views. */
const RELATIONS = `SELECT *, CASE WHEN temporary OR (database_name = current_database() AND schema_name = current_schema()) THEN 'name'
    WHEN database_name = current_database() THEN 'schema' ELSE 'database' END AS qualified FROM (
  SELECT database_name, schema_name, table_name AS name, 'table' AS kind, estimated_size AS rows, sql, comment, temporary FROM duckdb_tables() WHERE NOT internal
  UNION ALL
  SELECT database_name, schema_name, view_name, 'view', NULL, sql, comment, temporary FROM duckdb_views() WHERE NOT internal)`;

/** The columns that make a {@link Relation}. */
const RELATION = 'database_name, schema_name, name, kind, rows::VARCHAR, qualified';


/** Databases, schemas, tables and columns, as one connection sees them. */
export class DatabaseTree {
  constructor(
    private readonly connection: DuckDbConnection,
    private readonly signal: AbortSignal,
  ) {}

  async databases(): Promise<readonly CatalogNode[]> {
    const rows = await this.#rows('SELECT database_name, readonly, path FROM duckdb_databases() WHERE NOT internal ORDER BY database_oid', []);
    return rows.map(([name = '', readOnly, path]) => ({
      path: [databaseId(name ?? '')],
      kind: 'database',
      label: name ?? '',
      ...(readOnly === 'true' ? { description: 'read-only' } : {}),
      tooltip: path === null || path === undefined ? 'In memory' : path,
      icon: 'database',
      children: true,
      reference: quoted(name ?? ''),
    }));
  }

  async children(place: DatabasePlace, offset: number, limit: number): Promise<CatalogPage> {
    switch (place.kind) {
      case 'database':
        return this.#schemas(place.database, offset, limit);
      case 'schema':
        return this.#relations(place.database, place.schema, offset, limit);
      case 'table': {
        const columns = await this.#columns(place);
        const nodes = columns.slice(offset, offset + limit).map((column) => columnNode([databaseId(place.database), schemaId(place.schema), tableId(place.table)], column));
        return paged(nodes, offset, limit, columns.length);
      }
      case 'column':
        return { nodes: [], total: 0 };
    }
  }

  async describe(place: DatabasePlace): Promise<NodeDetail> {
    switch (place.kind) {
      case 'database': {
        const node = (await this.databases()).find((candidate) => candidate.label === place.database);
        if (!node) throw gone(place.database);
        return { node, facts: [['File', node.tooltip ?? '']] };
      }
      case 'schema':
        return { node: schemaNode(place.database, place.schema), facts: [] };
      case 'table':
        return this.#describeTable(place);
      case 'column': {
        const column = (await this.#columns({ ...place, kind: 'table' })).find((candidate) => candidate.name === place.column);
        if (!column) throw gone(place.column);
        const node = columnNode([databaseId(place.database), schemaId(place.schema), tableId(place.table)], column);
        return { node, facts: [['Type', column.type], ['Null', column.nullable === false ? 'not allowed' : 'allowed']] };
      }
    }
  }

  async search(text: string, limit: number): Promise<readonly CatalogNode[]> {
    const rows = await this.#rows(
      `SELECT ${RELATION} FROM (${RELATIONS}) WHERE contains(lower(name), lower($1)) ORDER BY NOT starts_with(lower(name), lower($1)), length(name), name LIMIT $2::BIGINT`,
      [text, String(limit)],
    );
    return rows.map((row) => relationNode(relationOf(row)));
  }

  /** The table or view that a name of one to three parts means here. */
  async resolve(names: readonly string[]): Promise<NodeDetail | undefined> {
    const table = names.at(-1) ?? '';
    const [first = '', second = ''] = names;
    const where =
      names.length === 3
        ? 'lower(database_name) = lower($2) AND lower(schema_name) = lower($3)'
        : names.length === 2
          ? "(lower(schema_name) = lower($2) OR (lower(database_name) = lower($2) AND schema_name = 'main'))"
          : 'TRUE';
    const parameters = [table, ...(names.length === 3 ? [first, second] : names.length === 2 ? [first] : [])];
    const [found] = await this.#rows(
      `SELECT database_name, schema_name, name FROM (${RELATIONS}) WHERE lower(name) = lower($1) AND ${where}
       ORDER BY database_name <> current_database(), schema_name <> current_schema(), temporary LIMIT 1`,
      parameters,
    );
    if (!found) return undefined;
    const [database, schema, name] = found;
    return this.#describeTable({ kind: 'table', database: database ?? '', schema: schema ?? '', table: name ?? '' });
  }

  async #schemas(database: string, offset: number, limit: number): Promise<CatalogPage> {
    const rows = await this.#rows(
      `SELECT schema_name, count(*) OVER ()::VARCHAR FROM duckdb_schemas() WHERE database_name = $1 AND NOT internal OR (database_name = $1 AND schema_name = 'main')
       ORDER BY schema_name <> 'main', schema_name LIMIT $2::BIGINT OFFSET $3::BIGINT`,
      [database, String(limit), String(offset)],
    );
    return paged(
      rows.map(([schema]) => schemaNode(database, schema ?? '')),
      offset,
      limit,
      Number(rows[0]?.[1] ?? offset),
    );
  }

  async #relations(database: string, schema: string, offset: number, limit: number): Promise<CatalogPage> {
    const rows = await this.#rows(
      `SELECT ${RELATION}, count(*) OVER ()::VARCHAR FROM (${RELATIONS}) WHERE database_name = $1 AND schema_name = $2
       ORDER BY lower(name), name LIMIT $3::BIGINT OFFSET $4::BIGINT`,
      [database, schema, String(limit), String(offset)],
    );
    return paged(
      rows.map((row) => relationNode(relationOf(row))),
      offset,
      limit,
      Number(rows[0]?.[6] ?? offset),
    );
  }

  async #describeTable(place: TablePath): Promise<NodeDetail> {
    const { database, schema, table } = place;
    const [found] = await this.#rows(`SELECT ${RELATION}, sql, comment, temporary::VARCHAR FROM (${RELATIONS}) WHERE database_name = $1 AND schema_name = $2 AND name = $3`, [database, schema, table]);
    if (!found) throw gone(table);
    const relation = relationOf(found);
    const [sql, comment, temporary] = found.slice(6);
    const facts: (readonly [string, string])[] = [['Kind', `${temporary === 'true' ? 'temporary ' : ''}${relation.kind}`]];
    if (relation.rows !== undefined) facts.push(['Rows (estimate)', formatCount(relation.rows)]);
    if (comment !== null && comment !== undefined) facts.push(['Comment', comment]);
    return { node: relationNode(relation), columns: await this.#columns(place), facts, ...(sql === null || sql === undefined ? {} : { definition: sql }) };
  }

  async #columns({ database, schema, table }: TablePath): Promise<readonly ColumnInfo[]> {
    const [columns, keys] = await Promise.all([
      this.#rows(
        'SELECT column_name, data_type, is_nullable::VARCHAR, comment FROM duckdb_columns() WHERE database_name = $1 AND schema_name = $2 AND table_name = $3 ORDER BY column_index',
        [database, schema, table],
      ),
      this.#rows(
        `SELECT unnest(constraint_column_names), constraint_type FROM duckdb_constraints()
         WHERE database_name = $1 AND schema_name = $2 AND table_name = $3 AND constraint_type IN ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY')`,
        [database, schema, table],
      ),
    ]);
    return columns.map(([name, type, nullable, comment]) => {
      const key = keys.filter(([column]) => column === name).map(([, kind]) => (kind ?? '').toLowerCase());
      return {
        name: name ?? '',
        type: type ?? '',
        nullable: nullable === 'true',
        ...(key.length > 0 ? { key: [...new Set(key)].join(', ') } : {}),
        ...(comment === null || comment === undefined ? {} : { comment }),
      };
    });
  }

  #rows(sql: string, parameters: readonly string[]): Promise<readonly (readonly (string | null)[])[]> {
    return this.connection.rows(
      sql,
      'Could not read the catalog',
      this.signal,
      parameters.map((value, index) => ({ name: String(index + 1), type: 'text', value })),
    );
  }
}

function paged(nodes: readonly CatalogNode[], offset: number, limit: number, total: number): CatalogPage {
  const end = offset + nodes.length;
  return { nodes, total, ...(nodes.length >= limit && end < total ? { next: String(end) } : {}) };
}

function schemaNode(database: string, schema: string): CatalogNode {
  return { path: [databaseId(database), schemaId(schema)], kind: 'schema', label: schema, icon: 'symbol-namespace', children: true, reference: `${quoted(database)}.${quoted(schema)}` };
}

interface Relation {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  readonly rows?: bigint;
  /** What the name must carry to mean this relation on the connection that was asked. */
  readonly qualified: string;
}

function relationOf([database, schema, name, kind, rows, qualified]: readonly (string | null)[]): Relation {
  const plain = { database: database ?? '', schema: schema ?? '', name: name ?? '', kind: kind ?? '', qualified: qualified ?? '' };
  return rows === null || rows === undefined ? plain : { ...plain, rows: BigInt(rows) };
}

function relationNode({ database, schema, name, kind, rows, qualified }: Relation): CatalogNode {
  const isTable = kind === 'table';
  const parts = qualified === 'name' ? [name] : qualified === 'schema' ? [schema, name] : [database, schema, name];
  return {
    path: [databaseId(database), schemaId(schema), tableId(name)],
    kind,
    label: name,
    ...(isTable ? (rows === undefined ? {} : { description: `~${formatCount(rows)} rows` }) : { description: 'view' }),
    tooltip: `${isTable ? 'Table' : 'View'} \`${database}.${schema}.${name}\``,
    icon: isTable ? 'table' : 'eye',
    children: true,
    reference: parts.map(quoted).join('.'),
    selectable: true,
    table: [database, schema, name],
  };
}

function gone(name: string): HeadwaterError {
  return new HeadwaterError({ what: `Could not describe \`${name}\``, why: 'It is not there any more.', todo: 'Refresh the connection.', code: 'no-node' });
}
