import type { Dispatcher } from 'undici';
import type { ConnectionLog } from '../../../core/contract/backend';
import { CancelledError, HeadwaterError } from '../../../core/errors';
import type { Address } from './address';
import { errorCode, networkFailure } from './networkFailure';
import { readRefusal, RefusedError, refusalFailure } from './refusal';

/** One call. */
export interface Call {
  /** What a person reads where it fails: "Could not list the streams". */
  readonly what: string;
  readonly method: 'GET' | 'POST';
  /** Below the prefix, with its slash, encoded. */
  readonly path: string;
  readonly json?: unknown;
  /** Media type of the reply. */
  readonly accept?: string;
  /** Whether the call may change something. */
  readonly writing?: boolean;
}

/** The reply to a call, its body still to be read. */
export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: Dispatcher.ResponseData['body'];
}

/** Bytes of an error's body that are read. */
const ERROR_BYTES = 64 * 1024;
/** Bytes of a reply that is read whole. */
const LARGEST_REPLY = 256 * 1024 * 1024;

export const KSQL_JSON = 'application/vnd.ksql.v1+json';

/** Sends calls to one server. Nothing is sent twice by itself. */
export class KsqlHttp {
  /** Where people's words say the calls go: host and port. */
  readonly where: string;

  /**
   * @param calls connections for short replies
   * @param openResult makes a connection for one result alone
   * @param headers of every call, names in lower case
   */
  constructor(
    private readonly calls: Dispatcher,
    private readonly openResult: () => Promise<Dispatcher>,
    private readonly address: Address,
    private readonly headers: Readonly<Record<string, string>>,
    private readonly log: ConnectionLog,
  ) {
    this.where = address.origin.host;
  }

  /** The JSON that answers; `undefined` for an empty body. @throws RefusedError, HeadwaterError, CancelledError */
  async json(call: Call, signal: AbortSignal): Promise<unknown> {
    const reply = await this.#send(this.calls, call, signal);
    const text = await this.#text(call, reply, LARGEST_REPLY, signal);
    if (text.trim() === '') return undefined;
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new HeadwaterError(
        {
          what: call.what,
          why: `${this.where} answered with ${reply.contentType.split(';')[0] || 'something unnamed'}, not as ksqlDB does.`,
          todo: 'Check the address of the connection: it is that of the ksqlDB server, with the path before its API where it has one.',
          detail: text.slice(0, 300),
          ...(call.writing ? { outcomeUnknown: true } : {}),
        },
        { cause: error },
      );
    }
  }

  /** A reply on a connection of its own; `close` ends that connection, and with it what the server does for it. */
  async result(call: Call, signal: AbortSignal): Promise<Reply & { close(): Promise<void> }> {
    const dispatcher = await this.openResult();
    const close = (): Promise<void> => dispatcher.destroy().catch(() => undefined);
    try {
      return { ...(await this.#send(dispatcher, call, signal)), close };
    } catch (error) {
      await close();
      throw error;
    }
  }

  /** What a person is told where the body of a reply breaks off. */
  broken(what: string, error: unknown, writing = false): HeadwaterError {
    return new HeadwaterError(networkFailure(what, this.where, error, writing), { cause: error });
  }

  async close(): Promise<void> {
    await this.calls.destroy();
  }

  async #send(dispatcher: Dispatcher, call: Call, signal: AbortSignal): Promise<Reply> {
    const started = performance.now();
    let data: Dispatcher.ResponseData;
    try {
      signal.throwIfAborted();
      data = await dispatcher.request({
        origin: this.address.origin,
        path: this.address.prefix + call.path,
        method: call.method,
        headers: {
          ...this.headers,
          accept: call.accept ?? KSQL_JSON,
          ...(call.json === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: call.json === undefined ? null : JSON.stringify(call.json),
        signal,
      });
    } catch (error) {
      this.log.wire(() => `${call.method} ${call.path}: ${errorCode(error) ?? String(error)}`);
      if (signal.aborted) throw new CancelledError();
      throw this.broken(call.what, error, call.writing);
    }
    const { statusCode: status, headers, body } = data;
    this.log.wire(() => `${call.method} ${call.path}: ${status} in ${(performance.now() - started).toFixed(0)} ms`);
    const type = headers['content-type'];
    const reply: Reply = { status, contentType: typeof type === 'string' ? type : '', body };
    if (status >= 200 && status < 300) return reply;
    const text = await this.#text(call, reply, ERROR_BYTES, signal).catch(() => '');
    const refusal = readRefusal(status, text);
    const location = headers['location'];
    const failure = refusalFailure(call.what, this.where, refusal, call.writing ?? false);
    throw new RefusedError(typeof location === 'string' && status < 400 ? { ...failure, detail: `${failure.detail ?? ''}\nLocation: ${location}` } : failure, refusal);
  }

  async #text(call: Call, { body }: Reply, largest: number, signal: AbortSignal): Promise<string> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const chunk of body) {
        if (!(chunk instanceof Uint8Array)) continue;
        chunks.push(chunk);
        size += chunk.byteLength;
        if (size > largest) break;
      }
    } catch (error) {
      if (signal.aborted) throw new CancelledError();
      throw this.broken(call.what, error, call.writing);
    }
    return Buffer.concat(chunks).toString('utf8');
  }
}
