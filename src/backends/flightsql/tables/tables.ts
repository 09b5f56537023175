import { RecordBatchReader, Schema } from 'apache-arrow';
import { encodeSchema } from '../../../core/arrow/messages';
import { plainField } from '../../../core/arrow/plain';
import type { Execution } from '../../../core/contract/execution';
import type { ChangeKind, ChangeRequest, CreateTableRequest, ScanPlan, ScanRequest, TableDescription, Tables, TableWriter, WriteReport, WriteRequest } from '../../../core/contract/tables';
import type { FlightSqlCatalog } from '../catalog/catalog';
import { tableNames } from '../catalog/nodes';
import type { Connected } from '../connected';
import type { Dialect } from '../dialect';
import type { TableName } from '../metadata/metadata';
import type { FlightSqlStatements } from '../statements/statements';
import { executionOf } from '../statements/work';
import { applyInTransaction } from './atomicChanges';
import { conditionOf } from './predicateSql';
import { sqlType } from './sqlTypes';
import { IngestWriter } from './ingestWriter';
import { noUpsert, StatementWriter } from './statementWriter';

export interface TablesParts {
  readonly connected: Connected;
  readonly dialect: Dialect;
  readonly catalog: FlightSqlCatalog;
  readonly statements: FlightSqlStatements;
  readonly readOnly: boolean;
  /** Whether the server takes rows in bulk. */
  readonly ingests: boolean;
  /** Whether several changes can be committed together. */
  readonly transactional: boolean;
  readonly closed: AbortSignal;
}

/** Tables by generated statements, and by bulk ingestion where the server has it. Paths are catalog, schema, table. */
export class FlightSqlTables implements Tables {
  readonly #known = new Map<string, Promise<TableDescription>>();
  readonly writer?: (request: WriteRequest) => TableWriter;
  readonly create?: (request: CreateTableRequest) => Promise<void>;
  readonly applyAtomically?: (request: ChangeRequest) => Promise<WriteReport>;

  constructor(private readonly parts: TablesParts) {
    if (parts.readOnly) return;
    this.writer = (request) => this.#writer(request);
    this.create = (request) => this.#create(request);
    if (parts.transactional) this.applyAtomically = (request) => this.#apply(request);
  }

  async resolve(names: readonly string[], signal: AbortSignal): Promise<readonly string[] | undefined> {
    const entry = await this.parts.catalog.index.find(names, signal);
    return entry && tableNames(entry);
  }

  async describe(table: readonly string[], signal: AbortSignal): Promise<TableDescription> {
    const description = this.#describe(table, signal);
    this.#known.set(JSON.stringify(table), description);
    description.catch(() => this.#known.delete(JSON.stringify(table)));
    return description;
  }

  async plan(request: ScanRequest): Promise<ScanPlan> {
    const { condition, limited } = await this.#query(request);
    return { predicate: condition === undefined ? 'none' : condition.exact ? 'exact' : 'superset', limit: limited, access: condition ? 'SELECT with WHERE on the server' : 'SELECT on the server' };
  }

  scan(request: ScanRequest): Execution {
    return executionOf([request.signal, this.parts.closed], (signal) => this.#rows(request, signal));
  }

  async *#rows(request: ScanRequest, signal: AbortSignal) {
    const { connected, statements } = this.parts;
    const call = { signal, what: `Could not read \`${request.table.at(-1) ?? ''}\`` };
    const { sql } = await this.#query(request);
    yield* statements.read(connected.endpoints.read(await connected.sql.query(sql, call), call));
  }

  async #query(request: ScanRequest) {
    const { table, columns, predicate, limit } = request;
    const { dialect } = this.parts;
    const { fields } = schemaOf(await this.#descriptionOf(request));
    const [first] = fields;
    // Without columns only the number of rows counts; any column has as many.
    const wanted = columns.length > 0 ? columns.flatMap((index) => fields[index] ?? []) : [first].filter((field) => field !== undefined);
    const condition = predicate && conditionOf(predicate, fields, dialect);
    const limited = limit !== undefined && (predicate === undefined || condition?.exact === true);
    const parts = [`SELECT ${wanted.map(({ name }) => dialect.quoted(name)).join(', ')} FROM ${dialect.table(nameOf(table))}`, ...(condition ? [`WHERE ${condition.sql}`] : []), ...(limited ? [`LIMIT ${limit}`] : [])];
    return { sql: parts.join(' '), condition, limited };
  }

  async #describe(table: readonly string[], signal: AbortSignal): Promise<TableDescription> {
    const { catalog, readOnly } = this.parts;
    const facts = await catalog.columns(nameOf(table), signal);
    const known = facts.columns.flatMap(({ field }) => field ?? []);
    // Some servers announce dictionaries and send plain values.
    const fields = (known.length === facts.columns.length ? known : await this.#queried(table, signal)).map(plainField);
    const schema = encodeSchema(new Schema(fields)).bytes;
    const key = facts.primaryKey.map((name) => fields.findIndex((field) => field.name === name));
    const hasKey = key.length > 0 && key.every((index) => index >= 0);
    return {
      schemaId: Buffer.from(schema).toString('base64').slice(0, 4_000),
      schema,
      columns: catalog.infoOf(facts),
      keys: hasKey ? [{ name: 'primary key', columns: key, prefix: key.length, unique: true }] : [],
      ...(readOnly ? {} : { changes: (hasKey ? ['insert', ...(this.parts.dialect.upserts ? (['upsert'] as const) : []), 'update', 'delete'] : ['insert']) satisfies readonly ChangeKind[] }),
    };
  }

  /** Where columns were told without their Arrow types. */
  async #queried(table: readonly string[], signal: AbortSignal) {
    const { connected, dialect } = this.parts;
    return (await connected.fields(`SELECT * FROM ${dialect.table(nameOf(table))} LIMIT 0`, signal, `Could not read the columns of \`${table.at(-1) ?? ''}\``)) ?? [];
  }

  #writer(request: WriteRequest): TableWriter {
    const { connected, dialect, ingests } = this.parts;
    const table = nameOf(request.table);
    const description = this.#descriptionOf(request);
    if (request.kind === 'upsert' && !dialect.upserts) throw noUpsert(table.table);
    if (request.kind === 'insert' && ingests) return new IngestWriter(connected.sql, table, description.then((known) => fieldsAt(known, request.columns)), request.signal);
    return new StatementWriter({ sql: connected.sql, dialect, table, kind: request.kind, signal: request.signal, description, columns: request.columns });
  }

  #apply(request: ChangeRequest): Promise<WriteReport> {
    const { connected, dialect } = this.parts;
    return applyInTransaction({ sql: connected.sql, dialect, table: nameOf(request.table), description: this.#descriptionOf(request) }, request);
  }

  #descriptionOf({ table, signal }: { readonly table: readonly string[]; readonly signal: AbortSignal }): Promise<TableDescription> {
    return this.#known.get(JSON.stringify(table)) ?? this.describe(table, signal);
  }

  async #create({ table, schema, key, ifNotExists, signal }: CreateTableRequest): Promise<void> {
    const { connected, dialect, catalog } = this.parts;
    const name = nameOf(table);
    const { fields } = RecordBatchReader.from(schema).open().schema;
    const columns = fields.map((field) => `${dialect.quoted(field.name)} ${sqlType(field)}${field.nullable ? '' : ' NOT NULL'}`);
    const primary = key.length > 0 ? [`PRIMARY KEY (${key.map((column) => dialect.quoted(column)).join(', ')})`] : [];
    const statement = `CREATE TABLE ${ifNotExists ? 'IF NOT EXISTS ' : ''}${dialect.table(name)} (${[...columns, ...primary].join(', ')})`;
    await connected.sql.update(statement, { signal, what: `Could not create \`${name.table}\``, writes: true });
    catalog.index.forget();
  }
}

function nameOf(path: readonly string[]): TableName {
  const [table = '', schema = '', catalog = ''] = [...path].reverse();
  return { catalog: catalog === '' ? null : catalog, schema: schema === '' ? null : schema, table };
}

function schemaOf({ schema }: TableDescription): Schema {
  return RecordBatchReader.from(schema).open().schema;
}

export function fieldsAt(description: TableDescription, columns: readonly number[]) {
  const { fields } = schemaOf(description);
  return columns.flatMap((index) => fields[index] ?? []);
}
