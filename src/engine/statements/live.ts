import { Schema } from 'apache-arrow';
import { ArrowDecoder } from '../../core/arrow/decode';
import { encodeSchema } from '../../core/arrow/messages';
import { markedField } from '../../core/arrow/tableFields';
import type { ArrowMessage, Execution, ExecutionEvent, RunOptions } from '../../core/contract/execution';
import type { Live } from '../../core/contract/live';
import type { StartPosition } from '../../core/contract/tables';
import { HeadwaterError } from '../../core/errors';
import { executionOf } from '../execution';
import { fieldsOf } from '../names/fields';
import { operatorsOf } from '../planner/operators';
import { SCAN_OPERATOR } from '../names/scanNames';
import type { EngineConnection, TableSource } from '../sources';
import { Federation, type FederationParts } from './federation';
import { startPositionOf } from './hints';
import { FederatedRead, type ReadEvent } from './read';

const WHAT = 'Could not follow the changes';
/** What can be worked out for each batch alone. */
const ALLOWED: ReadonlySet<string> = new Set([SCAN_OPERATOR, 'FILTER', 'PROJECTION']);

/**
 * `… EMIT CHANGES`: rows of one table as they come, filtered and projected. Each batch is run through the query alone, since a
 * stream of DuckDB hands rows on only when many are there.
 */
export async function* liveRows(parts: FederationParts, text: string, bound: EngineConnection, options: RunOptions, signal: AbortSignal): AsyncGenerator<ExecutionEvent, void, undefined> {
  await using federation = await Federation.open(parts, text, bound, signal);
  const plan = await federation.plan(text, options.parameters ?? [], signal);
  // A text that DuckDB has no plan for is wrong; running it says how.
  if (plan === undefined && federation.tables.length > 0) for await (const event of new FederatedRead(federation, text, options, signal).events()) if (event.kind === 'ended') break;
  const { source, live } = followed(federation, plan);
  const start = startOf(text, live, source);
  const batch = new CurrentBatch(source);
  const once = (): AsyncGenerator<ReadEvent, void, undefined> => new FederatedRead(federation, text, options, signal, batch.source).events();
  let begun = false;
  // Without rows: only running it tells which columns DuckDB asks for, and in which order.
  for await (const made of once()) {
    if (made.kind !== 'schema' || begun) continue;
    begun = true;
    yield liveSchema(made.bytes, source);
  }
  const predicate = federation.planned.get(0)?.predicate;
  const execution = live.subscribe({ table: source.path, columns: batch.columns, ...(predicate ? { predicate } : {}), start, signal });
  try {
    for await (const event of execution.events) {
      if (event.kind === 'progress' || event.kind === 'message') yield event;
      if (!batch.take(event)) continue;
      for await (const made of once()) if (made.kind === 'dictionary' || (made.kind === 'batch' && made.rows > 0)) yield made;
    }
  } finally {
    await execution.cancel();
  }
  yield { kind: 'done' };
}

/** Columns that keep a name of the table's are marked as its own, so that changes and keys are known in what is shown. */
function liveSchema(bytes: Uint8Array, { description }: TableSource): ExecutionEvent {
  const { schema } = new ArrowDecoder(bytes);
  const fields = schema.fields.map((field) => {
    const column = description.columns.findIndex(({ name }) => name === field.name);
    return column < 0 ? field : markedField(field, description, column);
  });
  return { kind: 'schema', bytes: encodeSchema(new Schema(fields, schema.metadata, schema.dictionaries)).bytes, live: true };
}

function followed({ tables, files }: Federation, plan: string | undefined): { readonly source: TableSource; readonly live: Live } {
  const [source, another] = tables;
  if (!source || another || files.length > 0) throw refused('A statement with EMIT CHANGES reads one table of a connection, and this one reads ' + (source ? 'several.' : 'none.'));
  const operator = operatorsOf(plan ?? '[]').find((name) => !ALLOWED.has(name));
  if (operator !== undefined) throw refused(`A result without end can be filtered and projected, but this needs ${operator.toLowerCase().replaceAll('_', ' ')}.`, 'Leave out joins, aggregates, ORDER BY and LIMIT; or leave out EMIT CHANGES to read what is there now.');
  const { live } = source.connection.session;
  if (!live) throw refused(`*${source.connection.name}* does not tell of changes as they happen.`, 'Leave out EMIT CHANGES to read what is there now.');
  return { source, live };
}

function startOf(text: string, live: Live, source: TableSource): StartPosition {
  const wanted = startPositionOf(text);
  const [first = 'latest'] = live.starts;
  if (!wanted) return first === 'timestamp' ? { at: 'timestamp', ms: Date.now() } : { at: first };
  if (!live.starts.includes(wanted.at)) throw refused(`*${source.connection.name}* cannot start at “${wanted.at}”.`, `It can start at: ${live.starts.join(', ')}.`);
  return wanted;
}

/** The table as it is for one run of the query: one batch; for the first run, none. */
class CurrentBatch {
  readonly source: TableSource;
  #asked: readonly number[] | undefined;
  #head: readonly ArrowMessage[] = [];
  #batch: ArrowMessage | undefined;

  constructor(private readonly table: TableSource) {
    this.source = { ...table, tables: { ...table.tables, describe: (...args) => table.tables.describe(...args), plan: (...args) => table.tables.plan(...args), scan: (request) => this.#scan(request.columns, request.signal) } };
  }

  /** What the first run asked for. Where only the rows count, one column counts them. */
  get columns(): readonly number[] {
    return this.#asked && this.#asked.length > 0 ? this.#asked : [0];
  }

  /** True where there is a batch to be run. */
  take(event: ExecutionEvent): boolean {
    switch (event.kind) {
      case 'schema':
        this.#head = [event];
        return false;
      case 'dictionary':
        this.#head = [...this.#head, event];
        return false;
      case 'batch':
        this.#batch = event;
        return event.rows > 0;
      case 'progress':
      case 'message':
      case 'done':
        return false;
    }
  }

  #scan(columns: readonly number[], signal: AbortSignal): Execution {
    this.#asked ??= columns;
    if (this.#head.length === 0) this.#head = [this.#schema()];
    const messages = [...this.#head.map((message) => ({ ...message, bytes: message.bytes.slice() })), ...(this.#batch ? [this.#batch] : [])];
    const same = columns.length === this.#asked.length && columns.every((column, index) => column === this.#asked?.[index]);
    return executionOf(signal, async function* rows(): AsyncGenerator<ExecutionEvent, void, undefined> {
      if (!same) throw refused('DuckDB asked for other columns than at first.');
      yield* messages;
    });
  }

  #schema(): ArrowMessage {
    const fields = fieldsOf(this.table.description.schema);
    return encodeSchema(new Schema(this.columns.flatMap((column) => fields[column] ?? [])));
  }
}

function refused(why: string, todo?: string): HeadwaterError {
  return new HeadwaterError({ what: WHAT, why, kind: 'unsupported', ...(todo === undefined ? {} : { todo }) });
}
