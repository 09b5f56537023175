import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { ConnectionLog } from '../../../core/contract/backend';
import { CancelledError, HeadwaterError } from '../../../core/errors';
import type { Authorizer } from './authorizer';
import { bodyBytes, bodyText, piecesOf } from './body';
import type { BulkGet, BulkReply } from './bulkGet';
import { type Call, type CallBody, HEAD_MS, type Reply, SLOW_HEAD_MS, target } from './call';
import { type Exchanged, exchange } from './exchange';
import { errorCode, networkFailure, neverSent } from './networkFailure';
import { isRouteClosed, replyFailure, type Refusal, RouteClosed } from './replyFailure';
import { isBusy, pause, RETRIES, type RetryPolicy, waitFor } from './retry';

/** Bytes of an error's body that are read. */
const ERROR_BYTES = 64 * 1024;

export interface ClientExtras {
  /** For calls that ask for much; absent where the server is not reached directly. */
  readonly bulk?: BulkGet | undefined;
  readonly retries?: RetryPolicy | undefined;
}

const IDENTITY = { 'x-lakefs-client': 'headwater-vscode', accept: 'application/json, */*' };

/** Sends calls to one server. Only what reads is sent again by itself. */
export class HttpClient {
  /** Where people's words say the calls go: host and port. */
  readonly where: string;

  /**
   * @param base the endpoint's path, without a slash at the end
   */
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly origin: URL,
    private readonly base: string,
    private readonly authorizer: Authorizer,
    private readonly log: ConnectionLog,
    private readonly extra: ClientExtras = {},
  ) {
    this.where = origin.host;
  }

  /**
   * The reply with a 2xx status, or one that the call accepts.
   * @throws HeadwaterError, or CancelledError where the signal says so
   */
  async send(call: Call, signal: AbortSignal): Promise<Reply> {
    const { retries = RETRIES } = this.extra;
    const again = call.method === 'GET' || call.method === 'HEAD';
    for (let attempt = 0; ; attempt++) {
      const last = !again || attempt + 1 >= retries.attempts;
      const outcome = await this.#attempt(call, signal);
      if (outcome.kind === 'reply') return outcome.reply;
      if (last || !outcome.temporary) throw outcome.error;
      this.log.info(`${call.method} ${call.path.join('/')}: ${outcome.error.failure.why} Trying again.`);
      await waitFor(pause(retries, attempt, outcome.retryAfter, Date.now()), signal);
    }
  }

  /** A GET of much, whose pieces share memory. `undefined` where it has to be sent the usual way, which tells what is wrong. */
  async getBulk(call: Call, signal: AbortSignal): Promise<BulkReply | undefined> {
    const { bulk } = this.extra;
    if (!bulk) return undefined;
    const requested = targetOf(call);
    const reply = await bulk(this.origin, this.base + requested, { ...IDENTITY, ...(await this.authorizer.headers(signal)), ...call.headers }, signal);
    if (signal.aborted) throw new CancelledError();
    if (!reply) return undefined;
    this.log.wire(() => `GET ${requested}: ${reply.status} over a connection of its own, request ${reply.headers['x-request-id'] ?? '?'}`);
    return { ...reply, body: piecesOf(reply.body, call.what, this.where, signal) };
  }

  async close(): Promise<void> {
    await this.dispatcher.destroy();
  }

  async #attempt(call: Call, signal: AbortSignal): Promise<Attempt> {
    const writing = call.method !== 'GET' && call.method !== 'HEAD';
    const requested = targetOf(call);
    const authorization = await this.authorizer.headers(signal);
    const started = performance.now();
    let data: Exchanged;
    try {
      signal.throwIfAborted();
      data = await exchange(
        this.dispatcher,
        {
          origin: this.origin,
          path: this.base + requested,
          method: call.method,
          headers: { ...IDENTITY, ...authorization, ...bodyHeaders(call.body), ...call.headers },
          body: call.body === undefined ? null : bodyOf(call.body),
          headersTimeout: call.slow === true ? SLOW_HEAD_MS : HEAD_MS,
        },
        signal,
      );
    } catch (error) {
      this.log.wire(() => `${call.method} ${requested}: ${errorCode(error) ?? String(error)}`);
      if (signal.aborted) throw new CancelledError();
      if (error instanceof HeadwaterError || error instanceof CancelledError) throw error;
      const failure = new HeadwaterError(networkFailure(call.what, this.where, error, writing), { cause: error });
      return { kind: 'failed', error: failure, temporary: !neverSent(error) };
    }
    const reply = replyOf(call, this.where, data, signal);
    this.log.wire(() => `${call.method} ${requested}: ${reply.status} in ${(performance.now() - started).toFixed(0)} ms, request ${reply.headers['x-request-id'] ?? '?'}`);
    if ((reply.status >= 200 && reply.status < 300) || call.accept?.includes(reply.status) === true) return { kind: 'reply', reply };
    const refusal = await this.#refusal(reply);
    const failure = replyFailure(call.what, refusal, writing);
    return { kind: 'failed', error: isRouteClosed(refusal) ? new RouteClosed(failure) : new HeadwaterError(failure), temporary: isBusy(refusal.status, refusal.message), retryAfter: reply.headers['retry-after'] };
  }

  async #refusal(reply: Reply): Promise<Refusal> {
    const text = await reply.text().catch(() => '');
    const requestId = reply.headers['x-request-id'];
    return { status: reply.status, message: messageIn(text, reply.headers['content-type']), ...(requestId === undefined ? {} : { requestId }) };
  }
}

type Attempt =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'failed'; readonly error: HeadwaterError; readonly temporary: boolean; readonly retryAfter?: string | undefined };

function targetOf({ what, path, query }: Call): string {
  try {
    return target(path, query);
  } catch (error) {
    throw new HeadwaterError({ what, why: 'A name in it is not valid Unicode.', kind: 'invalid' }, { cause: error });
  }
}

function bodyHeaders(body: CallBody | undefined): Record<string, string> {
  if (body === undefined) return {};
  if ('json' in body) return { 'content-type': 'application/json' };
  const length = 'bytes' in body ? body.bytes.byteLength : body.length;
  return { 'content-type': 'application/octet-stream', ...(length === undefined ? {} : { 'content-length': String(length) }) };
}

function bodyOf(body: CallBody): string | Uint8Array | Readable {
  if ('json' in body) return JSON.stringify(body.json);
  if ('bytes' in body) return body.bytes;
  return Readable.from(body.stream, { objectMode: false, highWaterMark: 256 * 1024 });
}

function replyOf(call: Call, where: string, { status, headers, body }: Exchanged, signal: AbortSignal): Reply {
  return {
    status,
    headers,
    body: bodyBytes(body, headers['content-length'], call.what, where, signal),
    text: () => bodyText(body, call.what, where, signal),
    discard: () => body.discard(ERROR_BYTES),
  };
}

/** The message of an error body: JSON as lakeFS sends it, or a short text. Pages of something else say nothing of use. */
function messageIn(text: string, type: string | undefined): string {
  if (type?.includes('html') === true) return '';
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string') return value.message.trim();
    return '';
  } catch {
    return text.slice(0, 1_000).trim();
  }
}
