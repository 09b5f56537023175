import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { CancelledError, HeadwaterError } from '../../../core/errors';
import { bodyBytes, bodyText, piecesOf } from './body';
import type { BulkGet } from './bulkGet';
import { exchange } from './exchange';
import { errorCode, networkFailure } from './networkFailure';

/** A reply of the block store; its body is still to be read. */
export interface StoreReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
  text(): Promise<string>;
}

/** The store cannot be reached from here, or does not take its own URL: the way through the server may still work. */
export class StoreUnusable extends Error {
  override readonly name = 'StoreUnusable';
}

/**
 * The block store behind presigned URLs. A URL is a secret and proof enough: nothing of the connection's credentials goes along,
 * and it stands in no log and no message.
 */
export class BlockStore {
  constructor(
    private readonly openFor: (origin: URL) => Promise<Dispatcher>,
    private readonly bulkFor: (origin: URL) => BulkGet | undefined,
  ) {}

  readonly #open = new Map<string, Promise<Dispatcher>>();

  /** @param bulk true where it is much, and each piece is done with before the next is asked for: pieces may then share memory */
  async get(what: string, url: string, { range, bulk }: { readonly range: string | undefined; readonly bulk: boolean }, signal: AbortSignal): Promise<StoreReply> {
    const reply = bulk ? await this.#getBulk(what, url, range, signal) : undefined;
    return reply ?? this.#send(what, url, 'GET', range === undefined ? {} : { range }, null, signal);
  }

  /** @param length bytes of the content; object stores take none without it */
  async put(what: string, url: string, content: AsyncIterable<Uint8Array> | Uint8Array, length: number, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<StoreReply> {
    const azure = /\.blob\.core\.windows\.net$/u.test(new URL(url).hostname) ? { 'x-ms-blob-type': 'BlockBlob' } : {};
    const body = content instanceof Uint8Array ? content : Readable.from(content, { objectMode: false, highWaterMark: 256 * 1024 });
    return this.#send(what, url, 'PUT', { 'content-length': String(length), ...azure, ...headers }, body, signal);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map(async (opening) => (await opening).destroy()));
  }

  async #getBulk(what: string, url: string, range: string | undefined, signal: AbortSignal): Promise<StoreReply | undefined> {
    const to = new URL(url);
    const reply = await this.bulkFor(to)?.(to, to.pathname + to.search, range === undefined ? {} : { range }, signal);
    if (signal.aborted) throw new CancelledError();
    if (!reply) return undefined;
    return { ...reply, body: piecesOf(reply.body, what, `the block store ${to.host}`, signal), text: () => Promise.resolve('') };
  }

  async #send(what: string, url: string, method: 'GET' | 'PUT', headers: Readonly<Record<string, string>>, body: Readable | Uint8Array | null, signal: AbortSignal): Promise<StoreReply> {
    const { origin, pathname, search, host } = new URL(url);
    const dispatcher = await this.#dispatcher(origin);
    try {
      signal.throwIfAborted();
      const reply = await exchange(dispatcher, { origin, path: pathname + search, method, headers, body }, signal);
      const where = `the block store ${host}`;
      return { ...reply, body: bodyBytes(reply.body, reply.headers['content-length'], what, where, signal), text: () => bodyText(reply.body, what, where, signal) };
    } catch (error) {
      if (signal.aborted) throw new CancelledError();
      if (error instanceof HeadwaterError || error instanceof CancelledError) throw error;
      // Until the upload is linked nothing of it can be seen: its outcome is known.
      throw new StoreUnusable(errorCode(error) ?? 'broken', { cause: new HeadwaterError(networkFailure(what, `the block store ${host}`, error, false), { cause: error }) });
    }
  }

  #dispatcher(origin: string): Promise<Dispatcher> {
    const known = this.#open.get(origin);
    if (known) return known;
    const opening = this.openFor(new URL(origin));
    this.#open.set(origin, opening);
    return opening;
  }
}

/** Words for a refusal of the store: XML with a code, as S3 and Azure send it. */
export function storeRefusal(what: string, status: number, text: string): HeadwaterError {
  const code = /<Code>([^<]*)<\/Code>/u.exec(text)?.[1] ?? String(status);
  const message = /<Message>([^<]*)<\/Message>/u.exec(text)?.[1] ?? '';
  const expired = /expired/iu.test(message) || code === 'ExpiredToken';
  const why = expired ? 'The presigned URL has expired.' : `The block store answered with ${code}${message === '' ? '' : `: ${message}`}.`;
  return new HeadwaterError({ what, why, todo: expired ? 'Check the clock of this machine, and try again.' : 'Try again, or choose “Through the server” under Transfers of the connection.', code, ...(status === 404 ? { kind: 'notFound' as const } : {}) });
}
