import { connect, type ClientHttp2Session, type ClientHttp2Stream, constants } from 'node:http2';
import * as z from 'zod/mini';
import { CancelledError, HeadwaterError } from '../../../core/errors';
import type { Address } from './address';
import { networkFailure } from './networkFailure';
import { readRefusal, RefusedError, refusalFailure } from './refusal';
import { type TlsSettings, tlsOptions } from './transport';

/** What the server says of one row, counted from 0 in the order in which rows were sent. */
export type RowAck = { readonly seq: number } & ({ readonly status: 'ok' } | { readonly status: 'error'; readonly message: string });

export interface InsertTarget {
  readonly what: string;
  readonly address: Address;
  readonly tls: TlsSettings;
  readonly headers: Readonly<Record<string, string>>;
  /** Name of the stream or table, quoted where needed. */
  readonly target: string;
}

/** Milliseconds until the other side must have said that it speaks HTTP/2. */
const SETTINGS_MS = 10_000;
/** Bytes of one acknowledgement at most. */
const LARGEST_ACK = 1024 * 1024;

const ack = z.object({ status: z.string(), seq: z.number(), message: z.optional(z.nullable(z.string())) });

/**
 * Rows to one stream or table over POST /inserts-stream, which exists over HTTP/2 only: one request, whose body are the rows and whose
 * reply are their acknowledgements, both at the same time. After the first error the server ends its reply (AcksSubscriber.java).
 */
export class InsertStream {
  /** Settles when the reply has ended; rejects where it broke off. */
  readonly ended: Promise<void>;
  #rest: Buffer = Buffer.alloc(0);
  #failure: Error | undefined;
  #done = false;

  private constructor(
    private readonly about: InsertTarget,
    private readonly session: ClientHttp2Session,
    private readonly stream: ClientHttp2Stream,
    private readonly onAck: (ack: RowAck) => void,
  ) {
    this.ended = new Promise((resolve, reject) => {
      stream.on('data', (chunk: Buffer) => this.#take(chunk));
      stream.on('end', () => {
        this.#done = true;
        if (this.#rest.toString('utf8').trim() !== '') this.#line(this.#rest);
        if (this.#failure) reject(this.#failure);
        else resolve();
      });
      const broken = (error: unknown): void => {
        this.#done = true;
        reject(this.#failure ?? new HeadwaterError(networkFailure(about.what, about.address.origin.host, error, true), { cause: error }));
      };
      stream.on('error', broken);
      session.on('error', broken);
      stream.on('close', () => broken(undefined));
    });
    this.ended.catch(() => undefined);
  }

  /** @throws RefusedError; HeadwaterError with kind `unsupported` where the other side speaks no HTTP/2, and then nothing was sent */
  static async open(about: InsertTarget, onAck: (ack: RowAck) => void, signal: AbortSignal): Promise<InsertStream> {
    const session = await http2Session(about, signal);
    try {
      const stream = session.request({
        [constants.HTTP2_HEADER_METHOD]: 'POST',
        [constants.HTTP2_HEADER_PATH]: `${about.address.prefix}/inserts-stream`,
        'content-type': 'application/json',
        accept: 'application/vnd.ksqlapi.delimited.v1',
        ...about.headers,
      });
      // Bytes, not text: Node 20 damages text that is written behind what was not sent yet.
      stream.write(Buffer.from(`${JSON.stringify({ target: about.target })}\n`));
      await replyHead(about, stream, signal);
      return new InsertStream(about, session, stream, onAck);
    } catch (error) {
      session.destroy();
      throw error;
    }
  }

  /** True once the server takes no more rows. */
  get done(): boolean {
    return this.#done;
  }

  /** Sends lines of rows; settles when more can be sent. */
  async send(lines: Uint8Array): Promise<void> {
    if (this.#done || this.stream.write(lines)) return;
    await Promise.race([
      new Promise<void>((resolve) => {
        this.stream.once('drain', resolve);
      }),
      this.ended.catch(() => undefined),
    ]);
  }

  /** No more rows follow: the server ends its reply once all are acknowledged. */
  finish(): void {
    this.stream.end();
  }

  close(): void {
    this.stream.close(constants.NGHTTP2_CANCEL);
    this.session.destroy();
  }

  #take(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const end = bytes.indexOf(10);
      if (end < 0) break;
      this.#line(bytes.subarray(0, end));
      bytes = bytes.subarray(end + 1);
    }
    this.#rest = bytes;
    if (bytes.length > LARGEST_ACK) this.#break('one of its acknowledgements has no end');
  }

  #line(line: Uint8Array): void {
    const text = Buffer.from(line).toString('utf8').trim();
    if (text === '' || this.#failure) return;
    const parsed = z.safeParse(ack, parse(text));
    if (!parsed.success) {
      const refusal = readRefusal(400, text);
      if (refusal.code === undefined) this.#break(`one of its acknowledgements is none (${text.slice(0, 80)})`);
      else this.#failure = new RefusedError(refusalFailure(this.about.what, this.about.address.origin.host, refusal, true), refusal);
      return;
    }
    const { status, seq, message } = parsed.data;
    this.onAck(status === 'ok' ? { seq, status } : { seq, status: 'error', message: message ?? 'The server gives no reason.' });
  }

  #break(why: string): void {
    this.#failure = new HeadwaterError({ what: this.about.what, why: `The answer of ${this.about.address.origin.host} cannot be read: ${why}.`, outcomeUnknown: true });
    this.close();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A session over which the other side has said that it speaks HTTP/2. */
async function http2Session({ what, address, tls }: InsertTarget, signal: AbortSignal): Promise<ClientHttp2Session> {
  if (signal.aborted) throw new CancelledError();
  const session = connect(address.origin, { ...(address.origin.protocol === 'https:' ? { ...tlsOptions(tls), ALPNProtocols: ['h2'] } : {}) });
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancelled);
      session.destroy();
      reject(error);
    };
    const unsupported = (cause: unknown): void => fail(new HeadwaterError({ what, why: `${address.origin.host} does not speak HTTP/2, or a proxy before it does not.`, kind: 'unsupported', code: 'no-http2' }, { cause }));
    const cancelled = (): void => fail(new CancelledError());
    const timer = setTimeout(() => unsupported(undefined), SETTINGS_MS);
    signal.addEventListener('abort', cancelled, { once: true });
    session.once('error', (error) => unsupported(error));
    session.once('close', () => unsupported(undefined));
    session.once('remoteSettings', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancelled);
      session.removeAllListeners('error');
      session.removeAllListeners('close');
      session.on('error', () => undefined); // the stream tells of it
      resolve(session);
    });
  });
}

/** Waits until the server has begun its reply: it takes the rows then. @throws RefusedError */
function replyHead({ what, address }: InsertTarget, stream: ClientHttp2Stream, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancelled = (): void => {
      stream.close(constants.NGHTTP2_CANCEL);
      reject(new CancelledError());
    };
    signal.addEventListener('abort', cancelled, { once: true });
    const settled = (): void => signal.removeEventListener('abort', cancelled);
    const broken = (error?: unknown): void => {
      settled();
      reject(new HeadwaterError(networkFailure(what, address.origin.host, error, false), { cause: error }));
    };
    stream.once('error', broken);
    stream.once('close', broken);
    stream.once('response', (headers) => {
      settled();
      stream.removeListener('error', broken);
      stream.removeListener('close', broken);
      const status = headers[':status'] ?? 0;
      if (status >= 200 && status < 300) {
        resolve();
        return;
      }
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', () => undefined);
      stream.once('close', () => {
        const refusal = readRefusal(status, Buffer.concat(chunks).toString('utf8'));
        reject(new RefusedError(refusalFailure(what, address.origin.host, refusal, false), refusal));
      });
      stream.end();
    });
  });
}
