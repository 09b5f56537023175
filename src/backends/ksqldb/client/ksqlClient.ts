import * as z from 'zod/mini';
import type { ResultHeader } from '../rows/resultMessages';
import { type Entity, readEntities, shapeError } from './entity';
import { type Call, KSQL_JSON, type KsqlHttp } from './http';
import { RefusedError } from './refusal';
import { type ResultOptions, ResultStream } from './resultStream';
import { type QueryWay, queryWay } from './version';

/** What goes along with a statement. The server keeps nothing between two. */
export interface StatementContext {
  /** Overrides such as `auto.offset.reset`. */
  readonly properties: Readonly<Record<string, string>>;
  /** Values of `${name}`. */
  readonly variables: Readonly<Record<string, string>>;
}

export const NO_CONTEXT: StatementContext = { properties: {}, variables: {} };

export interface ServerFacts {
  readonly version: string;
  readonly clusterId: string;
  readonly serviceId: string;
  readonly status: string | undefined;
}

export interface CommandState {
  /** QUEUED PARSING EXECUTING RUNNING TERMINATED SUCCESS ERROR */
  readonly status: string;
  readonly message: string;
  readonly queryId: string | undefined;
}

export interface QueryRequest extends StatementContext {
  /** One SELECT or PRINT, with its semicolon. */
  readonly sql: string;
  /** Continues where another result ended. */
  readonly continuation?: string;
}

const optionalText = z.optional(z.nullable(z.string()));
const serverInfo = z.object({ KsqlServerInfo: z.object({ version: optionalText, kafkaClusterId: optionalText, ksqlServiceId: optionalText, serverStatus: optionalText }) });
const commandState = z.object({ status: z.string(), message: optionalText, queryId: optionalText });
const clusterStatus = z.object({ clusterStatus: z.record(z.string(), z.looseObject({ hostAlive: z.optional(z.boolean()) })) });
const health = z.object({ isHealthy: z.optional(z.boolean()), serverState: optionalText });

const DELIMITED = 'application/vnd.ksqlapi.delimited.v1';
const CONTINUATION = 'request.ksql.query.push.continuation.token';

/** The REST surface of one ksqlDB server, typed. */
export class KsqlClient {
  #way: QueryWay = 'stream';
  /** Whether PRINT is taken by /query-stream; known after the first. */
  #printStreams: boolean | undefined;

  constructor(readonly http: KsqlHttp) {}

  get way(): QueryWay {
    return this.#way;
  }

  /** What the server is. It asks for credentials, which /healthcheck does not. */
  async info(what: string, signal: AbortSignal): Promise<ServerFacts> {
    const { KsqlServerInfo: info } = shaped(what, serverInfo, await this.http.json({ what, method: 'GET', path: '/info' }, signal));
    const version = info.version ?? '';
    this.#way = queryWay(version);
    return { version, clusterId: info.kafkaClusterId ?? '', serviceId: info.ksqlServiceId ?? '', status: info.serverStatus ?? undefined };
  }

  async isHealthy(signal: AbortSignal): Promise<boolean> {
    const what = 'Could not ask for the health of the server';
    return shaped(what, health, await this.http.json({ what, method: 'GET', path: '/healthcheck' }, signal)).isHealthy ?? false;
  }

  /** Hosts of the cluster and whether each is alive. @throws RefusedError where heartbeats are not enabled */
  async hosts(signal: AbortSignal): Promise<readonly { readonly host: string; readonly alive: boolean }[]> {
    const what = 'Could not list the hosts of the cluster';
    const status = shaped(what, clusterStatus, await this.http.json({ what, method: 'GET', path: '/clusterStatus' }, signal));
    return Object.entries(status.clusterStatus).map(([host, { hostAlive }]) => ({ host, alive: hostAlive ?? false }));
  }

  /** Statements of any kind but SELECT and PRINT; each ends with a semicolon. @throws RefusedError where one failed: those before it are done */
  async execute(what: string, sql: string, context: StatementContext, signal: AbortSignal, options: { readonly writing: boolean; readonly after?: number } = { writing: false }): Promise<readonly Entity[]> {
    const { writing, after } = options;
    const json = { ksql: sql, streamsProperties: context.properties, sessionVariables: context.variables, ...(after === undefined ? {} : { commandSequenceNumber: after }) };
    return readEntities(what, await this.http.json({ what, method: 'POST', path: '/ksql', json, writing }, signal), writing);
  }

  /** @param id `type/entity/action`, as the command said it */
  async commandState(what: string, id: string, signal: AbortSignal): Promise<CommandState> {
    const path = `/status/${id.split('/').map(encodeURIComponent).join('/')}`;
    const { status, message, queryId } = shaped(what, commandState, await this.http.json({ what, method: 'GET', path }, signal));
    return { status, message: message ?? '', queryId: queryId ?? undefined };
  }

  /** Whether the server knows a property of this name and lets it be set. */
  async isProperty(name: string, signal: AbortSignal): Promise<boolean> {
    const what = `Could not ask for the property ${name}`;
    try {
      await this.http.json({ what, method: 'GET', path: `/is_valid_property/${encodeURIComponent(name)}` }, signal);
      return true;
    } catch (error) {
      if (error instanceof RefusedError && error.refusal.status === 400) return false;
      throw error;
    }
  }

  /**
   * Ends a push query that this very server runs for us; false where it knows none of this id: it has ended, or, behind a load balancer,
   * another server runs it (CloseQueryHandler.java).
   */
  async closeQuery(queryId: string, signal: AbortSignal): Promise<boolean> {
    try {
      await this.http.json({ what: `Could not close the query ${queryId}`, method: 'POST', path: '/close-query', json: { queryId } }, signal);
      return true;
    } catch (error) {
      if (error instanceof RefusedError && error.refusal.status < 500) return false;
      throw error;
    }
  }

  /** Rows of a SELECT, on a connection of its own. @throws RefusedError where the server refuses it before the first row */
  async query(request: QueryRequest, options: Omit<ResultOptions, 'framing'>, onHeader: (header: ResultHeader) => void, signal: AbortSignal): Promise<ResultStream> {
    for (;;) {
      const way = this.#way;
      try {
        const reply = await this.http.result(queryCall(way, request, options.what), signal);
        return new ResultStream(this.http, reply, { ...options, framing: way === 'lines' ? 'lines' : 'array' }, signal, onHeader);
      } catch (error) {
        const other = error instanceof RefusedError ? otherWay(way, error) : undefined;
        if (other === undefined) throw error;
        this.#way = other;
      }
    }
  }

  /** Lines of a PRINT, as bytes; `close` ends it. Servers that do not take it at /query-stream take it at /query. */
  async print(request: QueryRequest, what: string, signal: AbortSignal) {
    const legacy: Call = { ...queryCall('legacy', request, what), accept: KSQL_JSON };
    if (this.#printStreams === false || this.#way === 'legacy') return this.http.result(legacy, signal);
    try {
      const reply = await this.http.result(queryCall('lines', request, what), signal);
      this.#printStreams = true;
      return reply;
    } catch (error) {
      if (this.#printStreams || !(error instanceof RefusedError) || ![400, 404, 405, 406].includes(error.refusal.status)) throw error;
      const reply = await this.http.result(legacy, signal);
      this.#printStreams = false;
      return reply;
    }
  }
}

function queryCall(way: QueryWay, { sql, properties, variables, continuation }: QueryRequest, what: string): Call {
  const requestProperties = continuation === undefined ? {} : { requestProperties: { [CONTINUATION]: continuation } };
  if (way === 'legacy') return { what, method: 'POST', path: '/query', json: { ksql: sql, streamsProperties: properties, sessionVariables: variables, ...requestProperties } };
  // The name of the overrides differs here, and a wrong one would be ignored in silence (QueryStreamArgs.java).
  return { what, method: 'POST', path: '/query-stream', json: { sql, properties, sessionVariables: variables, ...requestProperties }, accept: way === 'lines' ? DELIMITED : KSQL_JSON };
}

/** What to try where a server refuses the way itself. */
function otherWay(way: QueryWay, { refusal: { status, code } }: RefusedError): QueryWay | undefined {
  if (way !== 'stream') return undefined;
  if (status === 406) return 'lines';
  return code === 40004 || status === 405 || (status === 404 && code === undefined) ? 'legacy' : undefined;
}

function shaped<T>(what: string, shape: z.core.$ZodType<T>, answer: unknown): T {
  const parsed = z.safeParse(shape, answer);
  if (parsed.success) return parsed.data;
  throw shapeError(what, z.prettifyError(parsed.error), false);
}
