// A double of ksqlDB. It cannot prove that a server reads SQL as it does, plans and partitions as it does, or how fast Kafka is; nobody but
// its documentation judges application/vnd.ksql.v1+json on /query-stream. There is no /ws/query, no protobuf and no continuation token.
import { setTimeout as delay } from 'node:timers/promises';
import { Engine, type Request, StatementRefusal } from './engine/engine';
import { Exchange } from './http/exchange';
import { type Fault, Faults } from './http/faults';
import { listen, type TlsOptions } from './http/listener';
import { Refusal } from './refusal';
import type { Generator } from './routes/context';
import { routeOf, SKIPS_AUTHENTICATION } from './routes/table';

export interface KsqldbOptions {
  readonly port?: number;
  /** For Basic authentication; without these everybody is let in. */
  readonly user?: string;
  readonly password?: string;
  readonly tls?: TlsOptions;
  /** As behind a proxy that speaks no HTTP/2. */
  readonly http1Only?: boolean;
  /** What stands before each path: `/ksqldb`. */
  readonly pathPrefix?: string;
  /** What it says it is, and in some things does: before 0.24 queries need HTTP/2. */
  readonly version?: string;
  readonly maxPushQueries?: number;
  readonly commandDelayMs?: number;
}

/** A request as it came. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly http: '1.1' | '2';
  readonly accept: string | undefined;
  readonly contentType: string | undefined;
  readonly authorization: string | undefined;
}

export interface KsqldbServer {
  readonly url: string;
  readonly port: number;
  /** Statements without a client between; entities as /ksql gives them. */
  execute(sql: string, request?: Partial<Omit<Request, 'sql'>>): readonly unknown[];
  /** Makes the next requests at a path go wrong. */
  fault(path: string, fault: Fault, times?: number): void;
  clearFaults(): void;
  /** From now on push queries on this source give made-up rows as fast as they are read, then what else comes. */
  generate(source: string, generator: Generator): void;
  /** Push queries that run now. */
  pushQueries(): readonly string[];
  /** Rows of queries that were written to sockets so far. */
  rowsSent(): number;
  connections(): number;
  requests(): readonly Seen[];
  /** Ends as a crash would: all connections break. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** A ksqlDB without rows on a free port of 127.0.0.1. */
export async function startKsqldb(options: KsqldbOptions = {}): Promise<KsqldbServer> {
  const engine = new Engine({ maxPushQueries: options.maxPushQueries ?? 100, commandDelayMs: options.commandDelayMs ?? 0 });
  const faults = new Faults();
  const generators = new Map<string, Generator>();
  const seen: Seen[] = [];
  let rowsSent = 0;
  const handle = async (exchange: Exchange): Promise<void> => {
    const path = pathWithin(exchange.path, options.pathPrefix);
    seen.push({ method: exchange.method, path: exchange.path, http: exchange.isHttp2 ? '2' : '1.1', accept: exchange.header('accept'), contentType: exchange.header('content-type'), authorization: exchange.header('authorization') });
    if (seen.length > 10_000) seen.shift();
    const fault = faults.take(path ?? exchange.path);
    if (fault && (await instead(fault, exchange))) return;
    const route = path === undefined ? undefined : routeOf(exchange.method, path);
    if (!route) {
      exchange.send(404, 'text/plain', 'Not Found');
      return;
    }
    if (!SKIPS_AUTHENTICATION.has(path ?? '') && !allowed(options, exchange.header('authorization'))) {
      exchange.json(401, { '@type': 'generic_error', error_code: 40100, message: 'Unauthorized' }, { 'www-authenticate': 'Basic realm="ksql"' });
      return;
    }
    await route({ engine, exchange, version: options.version ?? '0.29.0', fault, generators, sent: (rows) => void (rowsSent += rows) });
  };
  const listener = await listen({
    port: options.port ?? 0,
    http1Only: options.http1Only ?? false,
    ...(options.tls ? { tls: options.tls } : {}),
    handle: (request, response) => {
      const exchange = new Exchange(request, response);
      handle(exchange).catch((error: unknown) => refuse(exchange, error));
    },
  });
  const stop = async (): Promise<void> => {
    engine.close();
    await listener.close();
  };
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${listener.port}${options.pathPrefix ?? ''}`,
    port: listener.port,
    execute: (sql, request = {}) => engine.execute({ sql, properties: {}, variables: {}, ...request }),
    fault: (path, fault, times) => faults.arm(path, fault, times),
    clearFaults: () => faults.clear(),
    generate: (source, generator) => void generators.set(source, generator),
    pushQueries: () => [...engine.pushes.keys()],
    rowsSent: () => rowsSent,
    connections: () => listener.connections(),
    requests: () => [...seen],
    kill: stop,
    stop,
  };
}

function pathWithin(path: string, prefix: string | undefined): string | undefined {
  if (prefix === undefined) return path;
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : undefined;
}

function allowed({ user, password }: KsqldbOptions, authorization: string | undefined): boolean {
  return user === undefined || authorization === `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`;
}

/** Whether the fault has taken the place of the answer. */
async function instead(fault: Fault, exchange: Exchange): Promise<boolean> {
  switch (fault.kind) {
    case 'answer':
      exchange.send(fault.status, fault.type, fault.body, fault.headers);
      return true;
    case 'slow':
      await delay(fault.ms);
      return false;
    case 'silent':
      await exchange.gone();
      return true;
    case 'reset':
      exchange.destroy();
      return true;
    default:
      return false;
  }
}

/** Before the answer has begun: status and body. After that there is nothing but its end. */
function refuse(exchange: Exchange, error: unknown): void {
  if (exchange.hasBegun) {
    exchange.destroy();
    return;
  }
  const refusal = error instanceof Refusal ? error : new Refusal(String(error), 50000);
  if (refusal.status === 406) exchange.send(406, undefined, '');
  else if (refusal instanceof StatementRefusal) exchange.json(refusal.status, { '@type': 'statement_error', error_code: refusal.code, message: refusal.message, statementText: refusal.statementText, entities: refusal.entities });
  else exchange.json(refusal.status, { '@type': 'generic_error', error_code: refusal.code, message: refusal.message });
}
