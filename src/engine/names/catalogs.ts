import type { DuckDbConnection } from '../../duckdb/duckdb';
import { distinctNames } from '../../duckdb/fill/make';
import type { EngineWorker } from '../engineWorker';
import type { EngineConnection, Source, TableSource } from '../sources';
import { fieldsOf } from './fields';
import { MAIN_SCHEMA, type NamedSource } from './resolver';
import { SCAN_FUNCTION } from './scanNames';
import { Plans } from '../statements/plans';
import { HeadwaterError } from '../../core/errors';

const NEVER = new AbortController().signal;
/** Catalogs that every DuckDB has. */
const TAKEN: ReadonlySet<string> = new Set(['memory', 'system', 'temp']);

/** What a worker knows. */
interface Made {
  /** In words that change whenever it does not fit any more. */
  readonly key: string;
  readonly catalogs: readonly string[];
  readonly plans: Plans;
  /** Of the statement before, for the next one. */
  connection: DuckDbConnection | undefined;
}

/** Makes the names of statements known to a worker: one catalog for each connection, one view for each table. What statements need besides is kept as long as the names mean the same. */
export class WorkerCatalogs {
  readonly #made = new WeakMap<EngineWorker, Made>();

  /** @returns a connection on which the names are known; give it back by {@link done} */
  async connect(worker: EngineWorker, named: readonly NamedSource[], bound: EngineConnection): Promise<DuckDbConnection> {
    await this.#prepare(worker, named, bound);
    const made = this.#made.get(worker);
    const kept = hasTexts(named) ? undefined : made?.connection;
    if (made && kept) made.connection = undefined;
    return kept ?? worker.duckDb.connect(connectionSetup(named, bound));
  }

  /** Plans made while the worker's names mean what they mean now. */
  plansOf(worker: EngineWorker): Plans | undefined {
    return this.#made.get(worker)?.plans;
  }

  /** @param idle nothing runs on it any more */
  done(worker: EngineWorker, connection: DuckDbConnection, named: readonly NamedSource[], idle: boolean): void {
    const made = this.#made.get(worker);
    if (idle && made && !made.connection && !hasTexts(named)) made.connection = connection;
    else connection.close();
  }

  async #prepare(worker: EngineWorker, named: readonly NamedSource[], bound: EngineConnection): Promise<void> {
    for (const { source } of named) if (source.kind === 'table') await worker.define(source.id, source.description);
    const views = named.filter((name) => name.kind === 'view');
    const key = JSON.stringify([bound.name, views.map(({ catalog, schema, name, source }) => [catalog, schema, name, source.id, source.kind === 'table' ? source.description.schemaId : source.query])]);
    const before = this.#made.get(worker);
    if (before?.key === key) return;
    before?.connection?.close();
    for (const catalog of before?.catalogs ?? []) await worker.main.rows(`DETACH ${quoted(catalog)}`, WHAT, NEVER);
    this.#made.delete(worker);
    const catalogs = distinct([bound.name, ...views.map(({ catalog }) => catalog)]);
    checkCatalogs(catalogs);
    const schemas = new Map(views.map(({ catalog, schema }) => [`${catalog.toLowerCase()}\0${schema.toLowerCase()}`, `${quoted(catalog)}.${quoted(schema)}`]));
    const statements = [
      ...catalogs.map((catalog) => `ATTACH ':memory:' AS ${quoted(catalog)}`),
      ...[...schemas.values()].map((schema) => `CREATE SCHEMA IF NOT EXISTS ${schema}`),
      ...views.map(({ catalog, schema, name, source }) => `CREATE OR REPLACE VIEW ${quoted(catalog)}.${quoted(schema)}.${quoted(name)}${bodyOf(source)}`),
    ];
    await worker.main.rows(statements.join(';\n'), WHAT, NEVER);
    this.#made.set(worker, { key, catalogs, plans: new Plans(), connection: undefined });
  }
}

/** What a connection of a worker needs beyond the worker's catalogs: the names of the bound connection, and names that are texts. */
function connectionSetup(named: readonly NamedSource[], bound: EngineConnection): readonly string[] {
  const texts = named.flatMap((name) => (name.kind === 'text' ? [`CREATE TEMP VIEW ${quoted(name.text)} AS ${name.source.query}`] : []));
  return [`USE ${quoted(bound.name)}.${MAIN_SCHEMA}`, ...texts];
}

/** Names that are texts are views of one connection. */
function hasTexts(named: readonly NamedSource[]): boolean {
  return named.some(({ kind }) => kind === 'text');
}

function bodyOf(source: Source): string {
  if (source.kind === 'files') return ` AS ${source.query}`;
  const names = distinctNames(fieldsOf(source.description.schema).map((field) => field.name));
  return `(${names.map(quoted).join(', ')}) AS FROM ${SCAN_FUNCTION}('${source.id.replaceAll("'", "''")}')`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
}

function checkCatalogs(catalogs: readonly string[]): void {
  const taken = catalogs.find((catalog) => TAKEN.has(catalog.toLowerCase()));
  if (taken !== undefined) throw new HeadwaterError({ what: WHAT, why: `“${taken}” is a name of DuckDB's own.`, todo: 'Rename the connection.', kind: 'invalid' });
}

const WHAT = 'Could not make the tables of the statement known';

/** DuckDB's types of some columns of a table, as it writes them. */
export async function typesOf(worker: EngineWorker, source: TableSource, columns: readonly number[]): Promise<readonly string[]> {
  await worker.define(source.id, source.description);
  const rows = await worker.main.rows(`DESCRIBE FROM ${SCAN_FUNCTION}('${source.id.replaceAll("'", "''")}')`, WHAT, NEVER);
  return columns.map((column) => rows[column]?.[1] ?? 'VARCHAR');
}
