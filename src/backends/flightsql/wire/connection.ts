import http2 from 'node:http2';
import { type Address, openSocket, type TlsOptions } from './openSocket';
import { FrameTap } from './frameTap';
import { NetworkError, networkErrorOf } from './network';
import type { Proxy } from './proxy';

/**
 * How data is received. `direct`: DATA frames are taken out below node:http2 and land in memory that is used again.
 * `plain`: node:http2's own events and new memory only; slower, for runtimes that forbid the first.
 */
export type Receive = 'direct' | 'plain';

export interface ConnectionOptions {
  readonly address: Address;
  readonly tls?: TlsOptions;
  readonly proxy?: Proxy;
  /** For connecting, TLS included. */
  readonly connectTimeoutMs: number;
  /** A ping is sent when calls are at work and nothing came for so long; 0 = none. */
  readonly keepaliveMs: number;
  readonly keepaliveTimeoutMs: number;
  readonly receive: Receive;
}

/** On a link of 50 ms this allows 160 MB/s for a stream; more gains nothing on a local one. */
export const STREAM_WINDOW = 8 << 20;
const CONNECTION_WINDOW = 16 << 20;
const LARGEST_FRAME = 2 ** 24 - 1;
/** Bytes of headers that the server may send. nghttp2 gives the whole connection up over a value of more than 64 KiB, such as a status with a very long statement in it. */
const LARGEST_HEADERS = 60_000;

/** One HTTP/2 connection. It never comes back once it is {@link ended}. */
export class Connection {
  #end: NetworkError | undefined;
  #draining = false;
  /** Before the server's greeting no call was sent. */
  #greetedOnce = false;
  #keepalive: NodeJS.Timeout | undefined;
  #calls = 0;
  readonly #onEnd = new Set<() => void>();

  private constructor(
    private readonly session: http2.ClientHttp2Session,
    readonly tap: FrameTap,
    private readonly options: ConnectionOptions,
  ) {
    tap.once('close', () => this.#ended(this.#closed()));
    tap.on('error', (error) => this.#ended(networkErrorOf(error, this.#greetedOnce)));
    session.on('error', (error) => this.#ended(networkErrorOf(error, this.#greetedOnce)));
    session.once('close', () => this.#ended(this.#closed()));
    session.on('goaway', (code: number, _last: number, data?: Uint8Array) => this.#goaway(code, data));
  }

  /** @throws NetworkError; what `signal` says where it was aborted */
  static async open(options: ConnectionOptions, signal: AbortSignal): Promise<Connection> {
    let tap: FrameTap | undefined;
    let early: unknown;
    await openSocket(
      { ...options, timeoutMs: options.connectTimeoutMs, reuseBuffer: options.receive === 'direct' },
      (socket) => {
        const made = new FrameTap(socket, { takesData: options.receive === 'direct', streamWindow: STREAM_WINDOW, connectionWindow: CONNECTION_WINDOW });
        made.on('error', (error) => (early ??= error));
        socket.on('error', (error) => made.destroy(error));
        socket.once('end', () => made.receiveEnd());
        socket.once('close', () => made.destroy());
        return (tap = made);
      },
      signal,
    );
    if (!tap || tap.destroyed) throw networkErrorOf(early ?? new Error('closed'), false);
    const transport = tap;
    const session = http2.connect(authorityOf(options), {
      createConnection: () => transport,
      settings: { initialWindowSize: STREAM_WINDOW, maxFrameSize: LARGEST_FRAME, maxHeaderListSize: LARGEST_HEADERS, enablePush: false },
      maxSessionMemory: 256,
    });
    const connection = new Connection(session, transport, options);
    await connection.#greeted(signal);
    return connection;
  }

  /** Why nothing works here any more; `undefined` while it does. */
  get ended(): NetworkError | undefined {
    return this.#end;
  }

  /** Whether new calls can be made. */
  get usable(): boolean {
    return this.#end === undefined && !this.#draining && !this.session.closed && !this.session.destroyed;
  }

  get receive(): Receive {
    return this.options.receive;
  }

  /** Begins a call. @throws NetworkError where the connection has just ended */
  request(path: string, headers: http2.OutgoingHttpHeaders): http2.ClientHttp2Stream {
    if (!this.usable) throw this.#end ?? new NetworkError({ kind: 'lost', text: 'The connection is being closed.' });
    const stream = this.session.request({ ':method': 'POST', ':path': path, te: 'trailers', 'content-type': 'application/grpc+proto', ...headers });
    this.#calls++;
    stream.once('close', () => {
      this.#calls--;
      this.#armKeepalive();
    });
    this.#armKeepalive();
    return stream;
  }

  /** Milliseconds to the server and back. @throws NetworkError */
  ping(signal?: AbortSignal): Promise<number> {
    return new Promise((resolve, reject) => {
      const failed = () => reject(this.#end ?? new NetworkError({ kind: 'lost', text: 'The connection was closed.' }));
      if (!this.usable) {
        failed();
        return;
      }
      const aborted = () => reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
      signal?.addEventListener('abort', aborted, { once: true });
      this.#onEnd.add(failed);
      const settle = () => {
        signal?.removeEventListener('abort', aborted);
        this.#onEnd.delete(failed);
      };
      this.session.ping((error, ms) => {
        settle();
        if (error) failed();
        else resolve(ms);
      });
    });
  }

  /** Ends all calls. */
  close(): void {
    this.#ended(new NetworkError({ kind: 'lost', text: 'The connection was closed.' }));
  }

  /** Resolves once the server's first frame came: only then it is known to speak HTTP/2. */
  #greeted(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error?: Error) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', aborted);
        this.#onEnd.delete(failed);
        if (!error) {
          resolve();
          return;
        }
        this.close();
        reject(error);
      };
      const failed = () => settle(this.#end);
      const aborted = () => settle(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      const { connectTimeoutMs } = this.options;
      const timer = setTimeout(() => settle(new NetworkError({ kind: 'slowConnect', afterMs: connectTimeoutMs })), connectTimeoutMs);
      signal.addEventListener('abort', aborted, { once: true });
      this.#onEnd.add(failed);
      this.session.once('connect', () => this.session.setLocalWindowSize(CONNECTION_WINDOW));
      this.session.once('remoteSettings', () => {
        this.#greetedOnce = true;
        settle();
      });
      if (this.#end) failed();
    });
  }

  #closed(): NetworkError {
    const text = 'The connection was closed.';
    return new NetworkError(this.#greetedOnce ? { kind: 'lost', text } : { kind: 'connect', code: 'ECONNRESET', text });
  }

  #goaway(code: number, data: Uint8Array | undefined): void {
    const text = data ? Buffer.from(data).toString('utf8').slice(0, 200) : '';
    this.#draining = true;
    if (code !== 0) this.#ended(new NetworkError({ kind: 'goaway', code, text }));
  }

  #ended(error: NetworkError): void {
    if (this.#end) return;
    this.#end = error;
    clearTimeout(this.#keepalive);
    this.session.destroy();
    this.tap.destroy();
    for (const listener of [...this.#onEnd]) listener();
    this.#onEnd.clear();
  }

  /** Quiet connections are asked now and then, while somebody waits for an answer. */
  #armKeepalive(): void {
    clearTimeout(this.#keepalive);
    const { keepaliveMs } = this.options;
    if (keepaliveMs === 0 || this.#calls === 0 || this.#end) return;
    const { received } = this.tap;
    this.#keepalive = setTimeout(() => {
      if (this.tap.received === received) this.#ask();
      else this.#armKeepalive();
    }, keepaliveMs).unref();
  }

  #ask(): void {
    const { keepaliveTimeoutMs } = this.options;
    const { received } = this.tap;
    const timer = setTimeout(() => {
      // On a slow line the answer may stand behind much data.
      if (this.tap.received === received) this.#ended(new NetworkError({ kind: 'silent', afterMs: keepaliveTimeoutMs }));
      else this.#armKeepalive();
    }, keepaliveTimeoutMs);
    this.ping().then(
      () => {
        clearTimeout(timer);
        this.#armKeepalive();
      },
      () => clearTimeout(timer),
    );
  }
}

export function authorityOf({ address, tls }: Pick<ConnectionOptions, 'address' | 'tls'>): string {
  const scheme = tls ? 'https' : 'http';
  if ('path' in address) return `${scheme}://localhost`;
  return `${scheme}://${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
}
