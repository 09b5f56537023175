import type { DuckDbConnection } from '../../duckdb/duckdb';
import { typesOf } from '../names/catalogs';
import type { EngineWorker } from '../engineWorker';
import type { KeySource } from './lookups';

/** Rows of a file above which looking keys up would cost more than it saves. */
const MOST_ROWS = 1_000_000;
const WHAT = 'Could not read the keys';
const WHOLE = /^U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?$/u;
const END_OF_STREAM = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/**
 * The distinct keys that a file has for a join, as one IPC stream. `undefined` where there are too many, where their types are not those of the key,
 * and where the file cannot be read: running the statement says why then. Of an object only parts that the statement needs itself are here; more is not fetched for this.
 */
export async function fileKeys({ names, columns, source, keyColumns, most }: Extract<KeySource, { kind: 'file' }>, worker: EngineWorker, connection: DuckDbConnection, signal: AbortSignal): Promise<Uint8Array | undefined> {
  const rows = async (text: string): Promise<readonly (readonly (string | null)[])[]> => connection.rows(text, WHAT, signal);
  const from = names.map(quoted).join('.');
  try {
    const given = (await rows(`DESCRIBE SELECT ${columns.map(quoted).join(', ')} FROM ${from}`)).map(([, type]) => type ?? '');
    const wanted = await typesOf(worker, source, keyColumns);
    const values = columns.map((column, index) => valueOf(quoted(column), given[index] ?? '', wanted[index] ?? ''));
    if (values.includes(undefined)) return undefined;
    const [[count] = []] = await rows(`SELECT count(*) FROM (SELECT 1 FROM ${from} LIMIT ${MOST_ROWS + 1})`);
    if (Number(count) > MOST_ROWS) return undefined;
    const parts = columns.map((_, index) => `k${index}`);
    const keys = values.map((value, index) => `${value ?? ''} AS ${parts[index] ?? ''}`).join(', ');
    const text = `SELECT DISTINCT * FROM (SELECT ${keys} FROM ${from}) WHERE ${parts.map((name) => `${name} IS NOT NULL`).join(' AND ')} LIMIT ${most + 1}`;
    const bytes: Uint8Array[] = [];
    let found = 0;
    for await (const event of connection.run(text, { signal })) {
      if (event.kind === 'schema' || event.kind === 'batch') bytes.push(event.bytes);
      if (event.kind === 'batch') found += event.rows;
    }
    return found > most ? undefined : Buffer.concat([...bytes, END_OF_STREAM]);
  } catch {
    return undefined;
  }
}

/** A whole number that is too large for the key has no partner. */
function valueOf(column: string, given: string, wanted: string): string | undefined {
  if (given === wanted) return column;
  return WHOLE.test(given) && WHOLE.test(wanted) ? `TRY_CAST(${column} AS ${wanted})` : undefined;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
