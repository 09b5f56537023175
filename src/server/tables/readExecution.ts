import { Schema } from 'apache-arrow';
import { encodeSchema } from '../../core/arrow/messages';
import type { Execution, ExecutionEvent } from '../../core/contract/execution';
import type { LookupRequest, Tables } from '../../core/contract/tables';
import { CancelledError, HeadwaterError } from '../../core/errors';
import type { LocateParams, TableRead } from '../../protocol/tables';
import type { LiveSession } from '../sessions/liveSession';
import { tablesOf } from './describe';
import { encodeRows } from './encodeRows';
import { tableType, type TableType } from './tableType';

const NOT_READ = 'Could not read the table';
const NOT_FOUND = 'Could not look up the keys';

/** A read of a table as an execution. The table is described when the first event is asked for. */
export function readExecution(read: TableRead, live: LiveSession, signal: AbortSignal, timeZone: string): Execution {
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  let inner: Execution | undefined;
  const start = async (): Promise<{ readonly type: TableType; readonly execution: Execution }> => {
    const tables = tablesOf(live, NOT_READ);
    const type = tableType(await tables.describe(read.table, ended));
    if (ended.aborted) throw new CancelledError();
    inner = open(read, tables, type, live, ended, timeZone);
    return { type, execution: inner };
  };
  return {
    events: events(read, start),
    cancel: async () => {
      stop.abort();
      await inner?.cancel();
    },
  };
}

async function* events(read: TableRead, start: () => Promise<{ readonly type: TableType; readonly execution: Execution }>): AsyncGenerator<ExecutionEvent, undefined> {
  const { type, execution } = await start();
  for await (const event of execution.events) yield event.kind === 'schema' ? { kind: 'schema', bytes: markedSchema(type), live: read.kind === 'live' } : event;
}

/** The rows' own schema and what the description says of the columns; all columns are read, in the table's order. */
function markedSchema({ schema, marked }: TableType): Uint8Array {
  return encodeSchema(new Schema([...marked], schema.metadata, schema.dictionaries)).bytes;
}

function open(read: TableRead, tables: Tables, type: TableType, { session, profile }: LiveSession, signal: AbortSignal, timeZone: string): Execution {
  const { table } = read;
  const columns = type.schema.fields.map((_, column) => column);
  switch (read.kind) {
    case 'scan':
      return tables.scan({ table, columns, partial: true, signal });
    case 'lookup':
      if (!tables.lookup) throw new HeadwaterError({ what: NOT_FOUND, why: `*${profile.name}* has no lookups by key.`, kind: 'unsupported' });
      return tables.lookup({ ...lookupRequest(read, type, signal, timeZone), columns });
    case 'live':
      if (!session.live) throw new HeadwaterError({ what: NOT_READ, why: `*${profile.name}* has no live reads.`, kind: 'unsupported' });
      return session.live.subscribe({ table, columns, start: read.start, signal });
  }
}

/** @throws HeadwaterError where a value does not fit its column, or too few of a key's columns are given */
export function lookupRequest({ table, key, keys }: Pick<LocateParams, 'table' | 'key' | 'keys'>, { description, schema }: TableType, signal: AbortSignal, timeZone: string): LookupRequest {
  const by = description.keys[key];
  if (!by) throw new HeadwaterError({ what: NOT_FOUND, why: 'The table has no such key.', todo: 'Refresh the connection.', kind: 'notFound' });
  const fields = by.columns.flatMap((column) => schema.fields[column] ?? []);
  const given = Math.min(...keys.map((values) => values.length));
  if (keys.length === 0 || given < by.prefix) throw new HeadwaterError({ what: NOT_FOUND, why: `The ${by.name} needs ${by.prefix === 1 ? 'a value' : `at least ${by.prefix} values`}.`, kind: 'invalid' });
  return { table, key, keys: encodeRows(fields, keys, timeZone, NOT_FOUND), columns: [], signal };
}
