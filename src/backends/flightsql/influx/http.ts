import type { Dispatcher } from 'undici';
import { CancelledError, HeadwaterError, isCancelled } from '../../../core/errors';

export interface InfluxHttpOptions {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly token: string | undefined;
  readonly timeoutMs: number;
  readonly proxy: string | undefined;
  /** PEM texts; absent = the system's. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly passphrase?: string; readonly servername?: string; readonly rejectUnauthorized: boolean };
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  /** Seconds, or a date. */
  readonly retryAfter: string | undefined;
}

export interface PostRequest {
  /** The title of a failure. */
  readonly what: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly scheme: 'Bearer' | 'Token';
  readonly signal: AbortSignal;
}

/** Answers are read up to here; nobody reads more of an error. */
const MOST_BYTES = 4 * 1_048_576;

/** InfluxDB's HTTP API. The library is loaded with the first request. */
export class InfluxHttp {
  #dispatcher: Promise<Dispatcher> | undefined;

  constructor(private readonly options: InfluxHttpOptions) {}

  /** @throws HeadwaterError with `outcomeUnknown` where the request was sent and no answer came */
  async post(path: string, { what, headers, body, scheme, signal }: PostRequest): Promise<HttpAnswer> {
    return this.#request('POST', path, { what, signal, body, headers: { ...headers, ...this.#authorization(scheme) } });
  }

  /** @throws HeadwaterError */
  async get(path: string, what: string, signal: AbortSignal): Promise<HttpAnswer> {
    return this.#request('GET', path, { what, signal, headers: { accept: 'application/json', ...this.#authorization('Bearer') } });
  }

  async close(): Promise<void> {
    await this.#dispatcher?.then((dispatcher) => dispatcher.destroy()).catch(() => undefined);
  }

  async #request(method: 'GET' | 'POST', path: string, { what, signal, headers, body }: { readonly what: string; readonly signal: AbortSignal; readonly headers: Readonly<Record<string, string>>; readonly body?: Buffer }): Promise<HttpAnswer> {
    if (signal.aborted) throw new CancelledError();
    this.#dispatcher ??= connectTo(this.options);
    const dispatcher = await this.#dispatcher;
    try {
      const { timeoutMs } = this.options;
      const { origin, pathname } = new URL(this.options.baseUrl);
      const answer = await dispatcher.request({ method, origin, path: `${pathname.replace(/\/$/u, '')}${path}`, headers, body: body ?? null, signal, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
      const { 'retry-after': retryAfter } = answer.headers;
      return { status: answer.statusCode, body: await textOf(answer.body), retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined };
    } catch (error) {
      if (isCancelled(error)) throw new CancelledError();
      throw this.#failure(what, error, method === 'POST');
    }
  }

  #failure(what: string, error: unknown, writes: boolean): HeadwaterError {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
    const never = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'ERR_INVALID_URL'].includes(code) || /CERT|SSL|TLS/u.test(code);
    const detail = error instanceof Error ? error.message : String(error);
    const { baseUrl } = this.options;
    if (never) return new HeadwaterError({ what, why: `${baseUrl} cannot be reached (${code}).`, todo: 'Check the HTTP address of the connection.', kind: 'unreachable', code, detail }, { cause: error });
    return new HeadwaterError(
      { what, why: `${baseUrl} did not answer to the end.`, todo: writes ? 'Look at what was written before you write again.' : 'Try again.', code: code || 'http', detail, ...(writes ? { outcomeUnknown: true } : {}) },
      { cause: error },
    );
  }

  #authorization(scheme: 'Bearer' | 'Token'): Readonly<Record<string, string>> {
    const { token } = this.options;
    return token === undefined || token === '' ? {} : { authorization: `${scheme} ${token}` };
  }
}

async function connectTo({ tls, proxy }: InfluxHttpOptions): Promise<Dispatcher> {
  const { Agent, ProxyAgent } = await import('undici');
  return proxy === undefined ? new Agent({ connect: tls, pipelining: 0 }) : new ProxyAgent({ uri: proxy, requestTls: tls });
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.byteLength;
    if (size <= MOST_BYTES) parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
