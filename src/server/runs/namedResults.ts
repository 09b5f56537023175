import { Schema } from 'apache-arrow';
import { encodeSchema } from '../../core/arrow/messages';
import type { ArrowMessage, Execution, RunOptions } from '../../core/contract/execution';
import type { Session } from '../../core/contract/session';
import type { ScanRequest, TableDescription, Tables } from '../../core/contract/tables';
import { HeadwaterError } from '../../core/errors';
import { tableNamesOf } from '../../core/sql/tableNames';
import { ENGINE_RULES } from '../../engine/language';
import type { Engine } from '../../engine/engine';
import { executionOf } from '../../engine/execution';
import type { ResultColumn, StartRun } from '../../protocol/results';
import { engineConnection } from '../engine/openConnections';
import type { LiveSession } from '../sessions/liveSession';

/** What is asked of the results of this process. */
export interface ResultRows {
  /** Settles when all rows are there; of a result that does not end, at once. @throws HeadwaterError where they are not, or where it is gone */
  readAll(resultId: string, signal: AbortSignal): Promise<void>;
  scan(resultId: string, columns: readonly number[], signal: AbortSignal): AsyncIterable<ArrowMessage>;
  columns(params: { readonly resultId: string; readonly from: number; readonly count: number }, signal: AbortSignal): Promise<readonly ResultColumn[]>;
}

/** Columns of a result that a statement can name. */
const MOST_COLUMNS = 10_000;

/** Results as tables of the statements that name them, whichever system they came from. */
export class NamedResults {
  constructor(private readonly rows: ResultRows) {}

  /** The statement over the results that it names; `undefined` where it names none. */
  execution({ statement, named = {} }: Pick<StartRun, 'statement' | 'named'>, live: LiveSession, engine: Pick<Engine, 'run'>, options: RunOptions): Execution | undefined {
    const known = new Map(Object.entries(named).map(([name, resultId]) => [name.toLowerCase(), resultId]));
    if (known.size === 0) return undefined;
    const used = tableNamesOf(statement, ENGINE_RULES).some((name) => name.kind === 'name' && name.parts.length === 1 && known.has((name.parts[0] ?? '').toLowerCase()));
    if (!used) return undefined;
    const bound = engineConnection(live);
    return engine.run(statement, { ...bound, session: beside(bound.session, new ResultTables(known, this.rows, bound.session.tables)) }, options);
  }
}

/** A session whose statements the engine runs itself, since only it knows the results. */
function beside(session: Session, tables: Tables): Session {
  const { server, catalog, objects, live } = session;
  return {
    server,
    catalog,
    tables,
    ...(objects && { objects }),
    ...(live && { live }),
    actions: [],
    ping: (signal) => session.ping(signal),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** First part of the path of a result, which is no name of a table anywhere. */
const RESULT = '\0result';

/** The tables of a session, which may be written, and before them results by their names. */
class ResultTables implements Tables {
  readonly writer?: NonNullable<Tables['writer']>;
  readonly create?: NonNullable<Tables['create']>;

  constructor(
    private readonly named: ReadonlyMap<string, string>,
    private readonly rows: ResultRows,
    private readonly others: Tables | undefined,
  ) {
    if (others?.writer) this.writer = others.writer.bind(others);
    if (others?.create) this.create = others.create.bind(others);
  }

  async resolve(names: readonly string[], signal: AbortSignal): Promise<readonly string[] | undefined> {
    const [name = '', ...others] = names;
    const resultId = others.length === 0 ? this.named.get(name.toLowerCase()) : undefined;
    if (resultId !== undefined) return [RESULT, resultId, name];
    return this.others?.resolve ? this.others.resolve(names, signal) : this.others && names;
  }

  describe(table: readonly string[], signal: AbortSignal): Promise<TableDescription> {
    const resultId = resultOf(table);
    return resultId === undefined ? this.#other().describe(table, signal) : this.#describeResult(resultId, table.at(-1) ?? '', signal);
  }

  async plan(request: ScanRequest): ReturnType<Tables['plan']> {
    return resultOf(request.table) === undefined ? this.#other().plan(request) : { predicate: 'none', limit: false, access: 'result' };
  }

  scan(request: ScanRequest): Execution {
    const resultId = resultOf(request.table);
    if (resultId === undefined) return this.#other().scan(request);
    const { rows } = this;
    return executionOf(request.signal, async function* (signal) {
      yield* rows.scan(resultId, request.columns, signal);
      yield { kind: 'done' };
    });
  }

  async #describeResult(resultId: string, label: string, signal: AbortSignal): Promise<TableDescription> {
    await this.rows.readAll(resultId, signal);
    const infos = await this.rows.columns({ resultId, from: 0, count: MOST_COLUMNS }, signal);
    if (infos.length === 0) throw new HeadwaterError({ what: 'Could not read a result as a table', why: 'Its statement gave no rows.', todo: 'Name the result of a query.', kind: 'invalid' });
    const schema = await this.#schema(resultId, infos.map((_, column) => column), signal);
    return { schemaId: resultId, label, schema, columns: infos.map(({ name, type, nullable }) => ({ name, type, nullable })), keys: [] };
  }

  async #schema(resultId: string, columns: readonly number[], signal: AbortSignal): Promise<Uint8Array> {
    for await (const message of this.rows.scan(resultId, columns, signal)) if (message.kind === 'schema') return message.bytes;
    return encodeSchema(new Schema([])).bytes;
  }

  #other(): Tables {
    if (this.others) return this.others;
    throw new HeadwaterError({ what: 'Could not read the table', why: 'The connection offers no tables.', kind: 'unsupported' });
  }
}

const resultOf = ([first, resultId]: readonly string[]): string | undefined => (first === RESULT ? resultId : undefined);
