import type { Execution, ExecutionEvent, RunOptions, Statements } from '../../../core/contract/execution';
import { CancelledError, HeadwaterError } from '../../../core/errors';
import type { Prepared } from '../client/sqlClient';
import type { ArrowRows, CallOptions, FlightInfo } from '../client/types';
import type { Connected } from '../connected';
import type { Dialect } from '../dialect';
import { statisticsOf } from '../influx/statistics';
import { queryTicket } from '../influx/ticket';
import { OptionalCalls, saysUnimplemented } from '../metadata/absent';
import type { FlightSqlTransactions } from '../transactions';
import { classify } from './classify';
import { hasFields, jsonParameters, namedByPlace, parameterMessages } from './parameters';
import { placed } from './position';
import { namedColumns } from './rows';
import { headersOf, type StatementSettings, statementSettings } from './settings';
import { executionOf } from './work';

const WHAT = 'Could not run the statement';

export interface StatementParts {
  readonly connected: Connected;
  readonly dialect: Dialect;
  /** Absent where the server has none. */
  readonly transactions: FlightSqlTransactions | undefined;
  /** Whether the server takes changes at all. */
  readonly readOnly: boolean;
  /** Whether it has InfluxDB's own tickets, and which database they name. */
  readonly tickets: { readonly database: string | undefined; readonly always: boolean } | undefined;
  /** Whether it says that it can cancel. */
  readonly cancels: boolean;
  /** Told when a statement may have made or removed tables, however it ended. */
  readonly changed: () => void;
  /** Fires when the session ends. */
  readonly closed: AbortSignal;
}

/** How the rows of a statement are to be had. */
export type Source =
  | { readonly kind: 'info'; readonly info: FlightInfo }
  | { readonly kind: 'ticket'; readonly ticket: Uint8Array }
  | { readonly kind: 'affected'; readonly rows: bigint | undefined };

/** One statement at work on the server. */
interface Running {
  readonly text: string;
  readonly options: RunOptions;
  readonly settings: StatementSettings;
  readonly call: CallOptions;
  /** Once known, for asking the server to stop. */
  info?: FlightInfo;
  prepared?: Prepared;
}

/** Runs statements of one session. */
export class FlightSqlStatements implements Statements {
  readonly #optional = new OptionalCalls();

  constructor(private readonly parts: StatementParts) {}

  run(text: string, options: RunOptions): Execution {
    let running: Running | undefined;
    const work = (signal: AbortSignal) => this.#events(text, options, signal, (started) => (running = started));
    return executionOf([options.signal, this.parts.closed], work, async () => {
      if (running?.info && this.parts.cancels) await this.parts.connected.sql.cancel(running.info, this.parts.connected.brief(AbortSignal.timeout(2_000)));
    });
  }

  /** Rows of something that is known already, with the facts that came with them. */
  async *read(rows: ArrowRows): AsyncGenerator<ExecutionEvent, void, undefined> {
    yield* namedColumns(rows.messages);
    yield { kind: 'done', facts: statisticsOf(Object.fromEntries(rows.trailers)) };
  }

  /** Has the server plan a statement, as {@link run} does. @throws HeadwaterError */
  async plan(text: string, options: RunOptions, signal: AbortSignal): Promise<FlightInfo> {
    const running = this.#begin(text, options, signal);
    const source = this.#ticket(running, false) ?? (await this.#source(running, async () => undefined));
    if (source.kind === 'info') return source.info;
    throw new HeadwaterError({ what: 'Could not inspect the statement', why: source.kind === 'affected' ? 'It gives no rows; it was run.' : 'It is sent as a ticket, of which the server tells nothing.', kind: 'unsupported', code: 'no-info' });
  }

  async *#events(text: string, options: RunOptions, signal: AbortSignal, started: (running: Running) => void): AsyncGenerator<ExecutionEvent, void, undefined> {
    const running = this.#begin(text, options, signal);
    started(running);
    const kind = classify(text, this.parts.dialect.language);
    try {
      if (kind.kind === 'transaction' && this.parts.transactions) yield* this.#transaction(kind.verb, options, signal);
      else yield* this.#rowsOf(running);
    } catch (error) {
      if (signal.aborted && !(error instanceof HeadwaterError && error.failure.outcomeUnknown)) throw new CancelledError();
      throw placed(error, text);
    } finally {
      const { prepared } = running;
      if (prepared) this.parts.connected.sql.closePrepared(prepared, this.parts.connected.brief(this.parts.closed)).catch(() => undefined);
      if (kind.kind !== 'query') this.parts.changed();
    }
  }

  async *#transaction(verb: 'begin' | 'commit' | 'rollback', { scope = '' }: RunOptions, signal: AbortSignal): AsyncGenerator<ExecutionEvent, void, undefined> {
    const { transactions } = this.parts;
    if (verb === 'begin') await transactions?.begin(scope, signal);
    else await transactions?.end(scope, verb, signal);
    yield { kind: 'message', severity: 'info', text: { begin: 'Transaction begun for this document.', commit: 'Transaction committed.', rollback: 'Transaction rolled back.' }[verb] };
    yield { kind: 'done' };
  }

  async *#rowsOf(running: Running): AsyncGenerator<ExecutionEvent, void, undefined> {
    const told: ExecutionEvent[] = [];
    const source = this.#ticket(running, true) ?? (await this.#source(running, async (event) => void told.push(event)));
    yield* told;
    const { endpoints } = this.parts.connected;
    switch (source.kind) {
      case 'affected':
        yield { kind: 'done', ...(source.rows === undefined ? {} : { rowsAffected: source.rows }) };
        return;
      case 'ticket':
        yield* this.read(endpoints.readEndpoint({ ticket: source.ticket, locations: [], appMetadata: new Uint8Array(0) }, running.call));
        return;
      case 'info': {
        running.info = source.info;
        yield* this.read(endpoints.read(onlyEndpoint(source.info, running.settings.endpoint), running.call));
      }
    }
  }

  /**
   * InfluxDB's own way, where it says more than Flight SQL: values by name; and InfluxQL, which Flight SQL has no word for, so that the header
   * that says it there is known to newer versions only.
   * @param influxQl whether InfluxQL goes this way
   */
  #ticket({ text, options, settings }: Running, influxQl: boolean): Source | undefined {
    const { tickets } = this.parts;
    const parameters = options.parameters ?? [];
    const database = settings.database ?? tickets?.database;
    const language = settings.language ?? 'sql';
    if (!tickets || database === undefined) return undefined;
    if (!tickets.always && parameters.length === 0 && !(influxQl && language === 'influxql')) return undefined;
    return { kind: 'ticket', ticket: queryTicket(database, text, language, jsonParameters(parameters)) };
  }

  async #source(running: Running, tell: (event: ExecutionEvent) => Promise<void>): Promise<Source> {
    const { text, options, settings, call } = running;
    const { connected } = this.parts;
    const parameters = options.parameters ?? [];
    const transaction = this.parts.transactions?.idOf(options.scope);
    const own = { ...call, ...(transaction ? { transaction } : {}) };
    if (parameters.length > 0) return this.#prepared(running, own);
    if (this.#isUpdate(running)) {
      const updated = await this.#update(text, own);
      if (updated) return updated;
    }
    if (settings.poll) {
      const info = await this.#optional.try('poll', () => connected.sql.pollQuery(text, own, (fraction) => void tell({ kind: 'progress', ...(fraction === undefined ? {} : { fraction }) })));
      if (info) return { kind: 'info', info };
    }
    return { kind: 'info', info: await connected.sql.query(text, { ...own, writes: this.#writes(running) }) };
  }

  /** `undefined` where the server has no such call: it may take changes as queries. */
  async #update(text: string, options: CallOptions): Promise<Source | undefined> {
    if (!this.#optional.has('update')) return undefined;
    try {
      return { kind: 'affected', rows: await this.parts.connected.sql.update(text, { ...options, writes: true }) };
    } catch (error) {
      // Only this code says for certain that nothing has happened.
      if (!saysUnimplemented(error)) throw error;
      this.#optional.forget('update');
      return undefined;
    }
  }

  async #prepared(running: Running, options: CallOptions & { readonly transaction?: Uint8Array }): Promise<Source> {
    const { sql } = this.parts.connected;
    const { prepared, parameters } = await this.#prepare(running, options);
    const messages = parameterMessages(parameters, prepared.parameterSchema);
    const { call } = running;
    if (prepared.isUpdate ?? this.#isUpdate(running)) return { kind: 'affected', rows: await sql.updatePrepared(prepared, messages, { ...call, writes: true }) };
    const bound = await sql.bind(prepared, messages, { ...call, writes: false });
    running.prepared = bound;
    return { kind: 'info', info: await sql.queryPrepared(bound, { ...call, writes: this.#writes(running) }) };
  }

  /** Names of parameters are known to servers that tell them; others take values by place only, and get the statement with plain marks. */
  async #prepare(running: Running, options: CallOptions & { readonly transaction?: Uint8Array }) {
    const { sql } = this.parts.connected;
    const { language } = this.parts.dialect;
    const given = running.options.parameters ?? [];
    const byPlace = namedByPlace(running.text, given, language);
    let prepared: Prepared | undefined;
    try {
      prepared = await sql.prepare(running.text, options);
    } catch (error) {
      if (!byPlace || !(error instanceof HeadwaterError)) throw error;
    }
    if (prepared && (!byPlace || hasFields(prepared.parameterSchema))) {
      running.prepared = prepared;
      return { prepared, parameters: given };
    }
    if (prepared) await sql.closePrepared(prepared, this.parts.connected.brief(this.parts.closed)).catch(() => undefined);
    const plain = await sql.prepare(byPlace?.text ?? running.text, options);
    running.prepared = plain;
    return { prepared: plain, parameters: byPlace?.parameters ?? given };
  }

  #begin(text: string, options: RunOptions, signal: AbortSignal): Running {
    const settings = statementSettings(options.settings);
    return { text, options, settings, call: { what: WHAT, signal, metadata: headersOf(settings) } };
  }

  #isUpdate({ text, settings }: Running): boolean {
    if (settings.as !== undefined) return settings.as === 'update';
    return !this.parts.readOnly && settings.language !== 'influxql' && classify(text, this.parts.dialect.language).kind === 'update';
  }

  #writes({ text }: Running): boolean {
    return classify(text, this.parts.dialect.language).kind === 'update';
  }
}

function onlyEndpoint(info: FlightInfo, endpoint: number | undefined): FlightInfo {
  if (endpoint === undefined) return info;
  const only = info.endpoints[endpoint - 1];
  if (only) return { ...info, endpoints: [only] };
  throw new HeadwaterError({ what: WHAT, why: `The result has ${info.endpoints.length} endpoints; the document asks for number ${endpoint}.`, kind: 'notFound', code: 'no-endpoint' });
}
