import { randomUUID } from 'node:crypto';
import type { ExecutionEvent, RunOptions, Statements } from '../../core/contract/execution';
import { failureOf, HeadwaterError, isCancelled } from '../../core/errors';
import { formatCount } from '../../core/format/numbers';
import { Lexer } from '../../core/sql/lexer';
import type { TableName } from '../../core/sql/tableNames';
import { ENGINE_RULES } from '../language';
import type { NamedPlace } from '../names/resolver';
import type { EngineConnection, Source } from '../sources';
import { createTableAs } from './create';
import type { Federation, FederationParts } from './federation';

/** Rows of one source up to which it is small enough to be uploaded. */
export const OFFLOAD_ROWS = 100_000;
/** Milliseconds for removing what was uploaded. */
const DROP_MS = 10_000;

/** A statement to be run by one of its connections, once rows of the others are there. */
export interface Offload {
  readonly connection: EngineConnection;
  readonly statements: Statements;
  readonly uploads: readonly Upload[];
  /** The statement with names that mean something there. */
  readonly text: string;
}

interface Upload {
  /** For people. */
  readonly label: string;
  /** Made there for this statement; a plain word, so that no dialect has to quote it. */
  readonly table: string;
  /** The columns that the statement needs, of a few more rows than are uploaded. */
  readonly query: string;
}

/** A connection takes a statement where some of its tables are there, where it makes and fills tables, and where the others are small. */
export function offloadOf(federation: Federation, statement: string, connection: EngineConnection): Offload | undefined {
  const { places, planned } = federation;
  const { statements, tables } = connection.session;
  if (!statements || !tables?.create || !tables.writer || connection.protected) return undefined;
  const there = places.filter(({ named }) => named.source.connection.id === connection.id && named.source.kind === 'table');
  const others = places.filter((place) => !there.includes(place));
  if (there.length === 0 || others.length === 0 || others.some(({ place, named }) => !isCertain(place, statement) || rowsOf(named.source) > OFFLOAD_ROWS)) return undefined;
  const needed = (source: Source): readonly string[] | undefined => {
    const scans = [...planned].filter(([reference]) => federation.sourceOf(reference)?.id === source.id).map(([, scan]) => scan.columns);
    if (source.kind === 'files' || scans.length === 0) return undefined;
    const columns = new Set(scans.flatMap((each) => [...each]));
    return source.description.columns.filter((_, index) => columns.has(index)).map(({ name }) => name);
  };
  const uploads = new Map<string, Upload>();
  for (const { place, named } of others) {
    if (uploads.has(named.source.id)) continue;
    const columns = needed(named.source)?.map(quoted).join(', ') ?? '*';
    const name = statement.slice(place.start, place.end);
    uploads.set(named.source.id, { label: named.source.label, table: `headwater_${randomUUID().slice(0, 8)}`, query: `SELECT ${columns} FROM ${name} LIMIT ${OFFLOAD_ROWS + 1}` });
  }
  return { connection, statements, uploads: [...uploads.values()], text: renamed(statement, places, connection, uploads) };
}

/** A name of one part could be that of a table expression; text names are those of files. */
function isCertain(place: TableName, statement: string): boolean {
  return place.kind === 'text' || place.parts.length > 1 || !/\bwith\b/iu.test(statement);
}

function rowsOf(source: Source): number {
  return source.kind === 'table' ? (source.description.estimatedRows ?? 0) : 0;
}

function renamed(statement: string, places: readonly NamedPlace[], { name }: EngineConnection, uploads: ReadonlyMap<string, Upload>): string {
  let text = '';
  let at = 0;
  for (const { place, named } of places) {
    const written = statement.slice(place.start, place.end);
    const upload = uploads.get(named.source.id);
    const own = place.kind === 'name' && place.parts.length > 1 && place.parts[0]?.toLowerCase() === name.toLowerCase();
    text += statement.slice(at, place.start) + (upload ? upload.table + aliasOf(statement, place, written) : own ? written.slice(firstPart(written)) : written);
    at = place.end;
  }
  return text + statement.slice(at);
}

/** Behind the first part of a dotted name, and its dot. */
function firstPart(written: string): number {
  const lexer = new Lexer(written, ENGINE_RULES);
  while (lexer.next()) if (lexer.key === '.') return lexer.end;
  return 0;
}

/** Columns may be qualified with the name that is replaced: it goes on as an alias, where there is none. */
function aliasOf(statement: string, { end }: TableName, written: string): string {
  const next = new Lexer(statement, ENGINE_RULES, end);
  while (next.next() && next.kind === 'comment');
  const named = next.end > next.start && (next.kind === 'identifier' || (next.kind === 'word' && !AFTER_TABLE.has(next.key)));
  if (named || written.startsWith("'")) return '';
  let last = written;
  const lexer = new Lexer(written, ENGINE_RULES);
  while (lexer.next()) if (lexer.kind === 'word' || lexer.kind === 'identifier') last = lexer.value;
  return ` AS ${last}`;
}

/** Words that may follow a table without an alias. */
const AFTER_TABLE: ReadonlySet<string> = new Set(
  'JOIN INNER LEFT RIGHT FULL OUTER CROSS NATURAL SEMI ANTI ASOF POSITIONAL ON USING WHERE GROUP ORDER HAVING LIMIT OFFSET UNION EXCEPT INTERSECT QUALIFY WINDOW TABLESAMPLE FETCH FOR PIVOT UNPIVOT'.split(' '),
);

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * Uploads and runs. What was uploaded is dropped in any case.
 * @throws NotOffloaded where nothing was given out and the statement can run here instead
 */
export async function* offloaded(parts: FederationParts, { connection, statements, uploads, text }: Offload, bound: EngineConnection, options: RunOptions, signal: AbortSignal): AsyncGenerator<ExecutionEvent, void, undefined> {
  const made: Upload[] = [];
  const facts: [string, string][] = [['Run by', connection.name]];
  let given = false;
  try {
    for (const upload of uploads) {
      made.push(upload);
      const rows = await uploadRows(parts, upload, connection, bound, options, signal);
      if (rows > OFFLOAD_ROWS) throw new HeadwaterError({ what: 'Not uploaded', why: `\`${upload.label}\` has more than ${formatCount(OFFLOAD_ROWS)} rows.` });
      facts.push([upload.label, `${formatCount(rows)} ${rows === 1n ? 'row' : 'rows'} uploaded`]);
    }
    for await (const event of statements.run(text, { ...options, signal }).events) {
      given ||= event.kind === 'schema' || event.kind === 'done';
      yield event.kind === 'done' ? { ...event, facts: [...facts, ...(event.facts ?? [])] } : event;
    }
  } catch (error) {
    if (given || isCancelled(error) || signal.aborted) throw error;
    throw new NotOffloaded(connection.name, failureOf(error, '').why);
  } finally {
    yield* await dropped(made, connection.name, statements);
  }
}

/** Another server cannot run the statement: told, and no failure. */
export class NotOffloaded extends Error {
  override readonly name = 'NotOffloaded';
  constructor(connection: string, why: string) {
    super(`*${connection}* does not run this statement, so it runs here: ${why}`);
  }
}

async function uploadRows(parts: FederationParts, { table, query }: Upload, connection: EngineConnection, bound: EngineConnection, options: RunOptions, signal: AbortSignal): Promise<bigint> {
  const target = [connection.name, table];
  let rows = 0n;
  for await (const event of createTableAs(parts, { kind: 'createAs', target, ifNotExists: false, query: { text: query, start: 0 } }, bound, { ...options, parameters: [] }, signal)) {
    if (event.kind === 'done') rows = event.rowsAffected ?? 0n;
  }
  return rows;
}

/** Drops the tables; those that stay are named. */
async function dropped(uploads: readonly Upload[], name: string, statements: Statements): Promise<readonly ExecutionEvent[]> {
  const told: ExecutionEvent[] = [];
  for (const { table } of uploads) {
    try {
      for await (const event of statements.run(`DROP TABLE IF EXISTS ${table}`, { signal: AbortSignal.timeout(DROP_MS) }).events) if (event.kind === 'done') break;
    } catch (error) {
      told.push({ kind: 'message', severity: 'warning', text: `The table ${table} on *${name}* was made for this statement and stays: ${failureOf(error, '').why}` });
    }
  }
  return told;
}
