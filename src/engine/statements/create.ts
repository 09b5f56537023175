import type { ExecutionEvent, RunOptions } from '../../core/contract/execution';
import { HeadwaterError } from '../../core/errors';
import { type ResolverParts, tableSource } from '../names/resolver';
import type { EngineConnection } from '../sources';
import { insertOrder } from './changes';
import { checkWritable } from './target';
import { Federation, type FederationParts } from './federation';
import type { StatementKind } from './kind';
import { built, placedError } from './parts';
import { FederatedRead } from './read';
import { writeRows } from './write';

type CreateAs = Extract<StatementKind, { kind: 'createAs' }>;

/** `CREATE TABLE … AS`: the table with the columns of the query, then its rows. The table stays where the rows fail, and that is said. */
export async function* createTableAs(parts: FederationParts, create: CreateAs, bound: EngineConnection, options: RunOptions, signal: AbortSignal): AsyncGenerator<ExecutionEvent, void, undefined> {
  const { connection, path } = await placeOf(parts, create.target, bound, signal);
  const label = [connection.name, ...path].join('.');
  const what = `Could not create \`${label}\``;
  const { tables } = connection.session;
  if (!tables?.create) throw new HeadwaterError({ what, why: `*${connection.name}* makes no tables this way.`, todo: 'Create it there first, then use INSERT INTO.', kind: 'unsupported' });
  checkWritable(connection, bound, what);
  const before = await tableSource(connection, path, signal);
  if (before && create.ifNotExists) {
    yield { kind: 'message', severity: 'info', text: 'The table is there already; nothing was written.' };
    yield { kind: 'done', rowsAffected: 0n };
    return;
  }
  if (before) throw new HeadwaterError({ what, why: 'There is a table of that name.', todo: 'Choose another name, or use INSERT INTO.', kind: 'exists' });
  await tables.create({ table: path, schema: await schemaOf(parts, create, bound, options, signal), key: [], ifNotExists: create.ifNotExists, signal });
  const target = await tableSource(connection, path, signal);
  if (!target) throw new HeadwaterError({ what, why: 'It was created, and is not there.', todo: 'Look whether it appears later, then use INSERT INTO.' });
  try {
    yield* writeRows(parts, insertOrder(target, { kind: 'insert', target: create.target, columns: undefined, query: create.query, replace: false }), bound, options, signal);
  } catch (error) {
    throw leftBehind(error, label);
  }
}

function leftBehind(error: unknown, label: string): unknown {
  if (!(error instanceof HeadwaterError)) return error;
  return new HeadwaterError({ ...error.failure, why: `${error.failure.why} The table \`${label}\` was created, and stays.` }, { cause: error });
}

async function placeOf(parts: ResolverParts, names: readonly string[], bound: EngineConnection, signal: AbortSignal): Promise<{ readonly connection: EngineConnection; readonly path: readonly string[] }> {
  const [first = '', ...rest] = names;
  const named = rest.length > 0 ? await parts.connections.find(first, signal) : undefined;
  return named ? { connection: named, path: rest } : { connection: bound, path: names };
}

/** The columns that the query gives. */
async function schemaOf(parts: FederationParts, { query }: CreateAs, bound: EngineConnection, options: RunOptions, signal: AbortSignal): Promise<Uint8Array> {
  const text = built`SELECT * FROM (${query}\n) LIMIT 0`;
  await using federation = await Federation.open(parts, text, bound, signal);
  const read = new FederatedRead(federation, text.text, options, signal);
  try {
    for await (const event of read.events()) if (event.kind === 'schema') return event.bytes;
  } catch (error) {
    throw placedError(error, text);
  }
  throw new HeadwaterError({ what: 'Could not create the table', why: 'The query has no columns.' });
}
