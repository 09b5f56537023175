import { Schema } from 'apache-arrow';
import { BatchParts, encodeBatch } from '../../../core/arrow/batchMessage';
import { ArrowDecoder } from '../../../core/arrow/decode';
import { encodeSchema } from '../../../core/arrow/messages';
import { readStream } from '../../../core/arrow/readStream';
import type { ColumnInfo, NodeDetail } from '../../../core/contract/catalog';
import type { Execution, ExecutionEvent } from '../../../core/contract/execution';
import type { ChangeRequest, CreateTableRequest, LookupRequest, ScanPlan, ScanRequest, TableDescription, TableKey, Tables, TableWriter, WriteReport, WriteRequest } from '../../../core/contract/tables';
import { HeadwaterError } from '../../../core/errors';
import type { DuckDbConnection } from '../../../duckdb/duckdb';
import type { LocalCatalog } from '../catalog/catalog';
import { parsePath } from '../catalog/paths';
import type { SessionConnections } from '../connections';
import { identifier } from '../names';
import { LocalChanges } from './apply';
import { conditionOf } from './condition';
import { functionName, lookupText, scanText, tableText } from './texts';
import { LocalWriter } from './writer';

/** Tables and views of the databases of a session. What a transaction or a temporary object holds is not seen here. */
export class LocalTables implements Tables {
  /** @param connections gives those of the open database, opening it anew where it was lost */
  constructor(
    private readonly connections: () => Promise<SessionConnections>,
    private readonly catalog: Pick<LocalCatalog, 'resolve'>,
    private readonly readOnly: boolean,
  ) {}

  async resolve(names: readonly string[], signal: AbortSignal): Promise<readonly string[] | undefined> {
    return pathOf(await this.#find(names, signal));
  }

  async describe(table: readonly string[], signal: AbortSignal): Promise<TableDescription> {
    const { node, columns = [], facts } = await this.#detail(table, signal);
    const schema = await this.#schema(table, columns, signal);
    const keys = keysOf(columns);
    const rows = Number(facts.find(([label]) => label.startsWith('Rows'))?.[1].replaceAll(',', ''));
    const writable = node.kind === 'table' && !this.readOnly;
    return {
      schemaId: JSON.stringify(columns.map(({ name, type, key }) => [name, type, key])),
      schema,
      columns,
      keys,
      ...(writable ? { changes: keys.length > 0 ? ['insert', 'upsert', 'update', 'delete'] : ['insert'] } : {}),
      ...(Number.isSafeInteger(rows) ? { estimatedRows: rows } : {}),
    };
  }

  async plan({ table, predicate, limit, signal }: ScanRequest): Promise<ScanPlan> {
    const { columns = [] } = await this.#detail(table, signal);
    const condition = predicate && conditionOf(predicate, columns);
    return { predicate: condition === undefined ? 'none' : 'exact', limit: limit !== undefined && (predicate === undefined || condition !== undefined), access: 'table scan' };
  }

  scan(request: ScanRequest): Execution {
    return this.#execution(request.signal, request.columns.length === 0, async (_, signal) => scanText(request, (await this.#detail(request.table, signal)).columns ?? []));
  }

  lookup(request: LookupRequest): Execution {
    return this.#execution(request.signal, false, async (connection, signal) => {
      const { schema, batches } = readStream(request.keys);
      const given = { name: functionName(), messages: [encodeSchema(schema).bytes, ...batches] };
      await connection.rows(`CREATE TEMP TABLE headwater_wanted AS FROM ${given.name}()`, 'Could not look the keys up', signal, [], given);
      return lookupText(request, await this.describe(request.table, signal), 'headwater_wanted', schema.fields.length);
    });
  }

  writer(request: WriteRequest): TableWriter {
    const described = this.describe(request.table, request.signal);
    described.catch(() => undefined);
    return new LocalWriter(request, () => described, async () => (await this.connections()).separate(), projected);
  }

  async applyAtomically(request: ChangeRequest): Promise<WriteReport> {
    const description = await this.describe(request.table, request.signal);
    const connection = await (await this.connections()).separate();
    try {
      return await new LocalChanges(connection, description, (columns) => projected(description, columns)).apply(request);
    } finally {
      connection.close();
    }
  }

  async create({ table, schema, key, ifNotExists, signal }: CreateTableRequest): Promise<void> {
    const connections = await this.connections();
    const connection = await connections.separate();
    const { fields } = new ArrowDecoder(schema).schema;
    const columns = fields.map((field, index) => `c${index} AS ${identifier(field.name)}`);
    const name = tableText(table);
    const given = { name: functionName(), messages: [schema] };
    const what = `Could not create \`${table.join('.')}\``;
    try {
      const make = `CREATE TABLE ${ifNotExists ? 'IF NOT EXISTS ' : ''}${name} AS SELECT ${columns.join(', ')} FROM ${given.name}() LIMIT 0`;
      await connection.rows(make, what, signal, [], given);
      if (key.length > 0) await connection.rows(`ALTER TABLE ${name} ADD PRIMARY KEY (${key.map(identifier).join(', ')})`, what, signal);
    } finally {
      connection.close();
    }
  }

  async #schema(table: readonly string[], columns: readonly ColumnInfo[], signal: AbortSignal): Promise<Uint8Array> {
    const reader = await this.connections();
    const text = scanText({ table, columns: columns.map((_, index) => index), limit: 0, signal }, columns);
    return reader.read(async (connection) => {
      for await (const event of connection.run(text, { signal })) if (event.kind === 'schema') return event.bytes;
      throw new HeadwaterError({ what: `Could not read \`${table.join('.')}\``, why: 'DuckDB told no columns.' });
    });
  }

  async #detail(table: readonly string[], signal: AbortSignal): Promise<NodeDetail> {
    const detail = await this.#find(table, signal);
    if (detail && pathOf(detail)) return detail;
    throw new HeadwaterError({ what: `Could not read \`${table.join('.')}\``, why: 'There is no such table or view.', todo: 'Check the name. Temporary tables are seen by statements of their own connection only.', kind: 'notFound' });
  }

  #find(names: readonly string[], signal: AbortSignal): Promise<NodeDetail | undefined> {
    return this.catalog.resolve(names.map((name) => identifier(name)).join('.'), signal);
  }

  /** @param counted only the number of rows is wanted */
  #execution(outer: AbortSignal, counted: boolean, textOf: (connection: DuckDbConnection, signal: AbortSignal) => Promise<string>): Execution {
    const controller = new AbortController();
    const signal = AbortSignal.any([outer, controller.signal]);
    return {
      events: this.#events(signal, counted, textOf),
      cancel: async () => {
        controller.abort();
      },
    };
  }

  async *#events(signal: AbortSignal, counted: boolean, textOf: (connection: DuckDbConnection, signal: AbortSignal) => Promise<string>): AsyncGenerator<ExecutionEvent, void, undefined> {
    const connection = await (await this.connections()).separate();
    try {
      for await (const event of connection.run(await textOf(connection, signal), { signal })) {
        if (event.kind === 'ended') yield { kind: 'done' };
        else yield counted ? withoutColumns(event) : event;
      }
    } finally {
      connection.close();
    }
  }
}

/** As the catalog names it; `undefined` for files. */
function pathOf(detail: NodeDetail | undefined): readonly string[] | undefined {
  const place = detail && parsePath(detail.node.path);
  return place?.kind === 'table' ? [place.database, place.schema, place.table] : undefined;
}

function withoutColumns(event: ExecutionEvent): ExecutionEvent {
  if (event.kind === 'schema') return encodeSchema(new Schema([]));
  return event.kind === 'batch' ? { ...event, bytes: encodeBatch(event.rows, new BatchParts()) } : event;
}

function keysOf(columns: readonly ColumnInfo[]): readonly TableKey[] {
  const key = columns.flatMap((column, index) => (column.key?.includes('primary key') === true ? [index] : []));
  return key.length === 0 ? [] : [{ name: 'primary key', columns: key, prefix: key.length, unique: true }];
}

function projected({ schema }: TableDescription, columns: readonly number[]): Uint8Array {
  const { fields } = new ArrowDecoder(schema).schema;
  return encodeSchema(new Schema(columns.flatMap((column) => fields[column] ?? []))).bytes;
}
