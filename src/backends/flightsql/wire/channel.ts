import { Call } from './call';
import { Connection, type ConnectionOptions } from './connection';
import { CookieJar } from './cookies';
import { type MessageBuilder, WholeMessage } from './framing';
import { type Metadata, outgoing } from './metadata';
import { NetworkError } from './network';
import { GrpcError } from './status';

export interface ChannelOptions extends ConnectionOptions {
  /** Sent with every call. */
  readonly metadata: Metadata;
  /** Whether cookies that the server sets are sent back. */
  readonly cookies: boolean;
  /** Messages of more bytes are refused. */
  readonly mostBytes: number;
  /** Whether what is sent is compressed. */
  readonly gzip: boolean;
}

export interface RequestOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
  /** Sent besides the channel's own; a name here replaces the channel's. */
  readonly metadata?: Metadata;
  /** Another limit than the channel's. */
  readonly mostBytes?: number;
}

/** Waits between attempts to connect, in milliseconds: they grow while attempts fail. */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 5_000;

/**
 * Calls to one server over one connection at a time. The connection is made on the first call, and again after it was lost;
 * a call that the server never processed is made again once, since nothing can have happened.
 */
export class Channel {
  #connection: Promise<Connection> | undefined;
  #present: Connection | undefined;
  /** Also those that take no more calls and still have some at work. */
  readonly #open = new Set<Connection>();
  #wait = 0;
  #notBefore = 0;
  readonly #closing = new AbortController();
  readonly #cookies = new CookieJar();

  constructor(readonly options: ChannelOptions) {}

  /** Begins a call. @throws GrpcError, NetworkError, CancelledError */
  async start<T>(path: string, builder: () => MessageBuilder<T>, options: RequestOptions): Promise<Call<T>> {
    const headers = this.#headers(options);
    const connection = await this.#connected(options.signal);
    const stream = connection.request(path, headers);
    const { timeoutMs } = options;
    return new Call(connection, stream, builder, {
      signal: options.signal,
      mostBytes: options.mostBytes ?? this.options.mostBytes,
      gzip: this.options.gzip,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      // Arrow's servers set cookies in trailers too: what a call has changed is known when it ends.
      ...(this.options.cookies ? { onMetadata: (received: Metadata) => this.#cookies.take(received) } : {}),
    });
  }

  /** One message out, one in. @throws GrpcError, NetworkError, CancelledError */
  async unary(path: string, request: readonly Uint8Array[], options: RequestOptions): Promise<{ readonly message: Uint8Array; readonly call: Call<Uint8Array> }> {
    return this.#again(async () => {
      const call = await this.#begin(path, request, () => new WholeMessage(), options);
      const message = await call.next();
      if (message === undefined) throw new GrpcError({ code: 'INTERNAL', message: 'The server sent no answer.' }, 'protocol');
      // The status comes after the message.
      if ((await call.next()) !== undefined) throw new GrpcError({ code: 'INTERNAL', message: 'The server sent more than one answer.' }, 'protocol');
      return { message, call };
    });
  }

  /** One message out, any number in. The first is waited for, so that a call that was refused can be made again. */
  async serverStream<T>(path: string, request: readonly Uint8Array[], builder: () => MessageBuilder<T>, options: RequestOptions): Promise<Call<T>> {
    return this.#again(async () => {
      const call = await this.#begin(path, request, builder, options);
      await call.headers();
      const { failure } = call;
      if (failure instanceof GrpcError && failure.origin === 'unsent') throw failure;
      return call;
    });
  }

  /** Milliseconds to the server and back. @throws NetworkError */
  async ping(signal: AbortSignal): Promise<number> {
    return (await this.#connected(signal)).ping(signal);
  }

  /** Ends all calls and the connection; the channel cannot be used afterwards. */
  close(): void {
    this.#closing.abort(new NetworkError({ kind: 'lost', text: 'The connection was closed.' }));
    for (const connection of this.#open) connection.close();
    this.#open.clear();
    this.#present = undefined;
    this.#cookies.clear();
  }

  async #begin<T>(path: string, request: readonly Uint8Array[], builder: () => MessageBuilder<T>, options: RequestOptions): Promise<Call<T>> {
    const call = await this.start(path, builder, options);
    // Where sending fails, so does receiving, with a better reason.
    await call.send(request).catch(() => undefined);
    call.endSending();
    return call;
  }

  async #again<R>(attempt: () => Promise<R>): Promise<R> {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof GrpcError && error.origin === 'unsent') return attempt();
      throw error;
    }
  }

  #headers({ metadata = [], timeoutMs }: RequestOptions): ReturnType<typeof outgoing> {
    const replaced = new Set(metadata.map(([name]) => name.toLowerCase()));
    const own = this.options.metadata.filter(([name]) => !replaced.has(name.toLowerCase()));
    return {
      ...outgoing([...own, ...this.#cookies.header(), ...metadata]),
      'user-agent': 'headwater',
      'grpc-accept-encoding': 'identity,gzip',
      ...(this.options.gzip ? { 'grpc-encoding': 'gzip' } : {}),
      ...(timeoutMs === undefined ? {} : { 'grpc-timeout': timeoutText(timeoutMs) }),
    };
  }

  async #connected(signal: AbortSignal): Promise<Connection> {
    for (;;) {
      this.#closing.signal.throwIfAborted();
      if (this.#present?.usable) return this.#present;
      // Several calls wait for one attempt; the attempt is given up only with the channel.
      const attempt = (this.#connection ??= this.#connect().finally(() => (this.#connection = undefined)));
      await raceAbort(attempt, signal);
    }
  }

  async #connect(): Promise<Connection> {
    const { signal } = this.#closing;
    const rest = this.#notBefore - Date.now();
    if (rest > 0) await raceAbort(new Promise((resolve) => setTimeout(resolve, rest)), signal);
    try {
      const connection = await Connection.open(this.options, signal);
      this.#wait = 0;
      this.#notBefore = 0;
      for (const older of this.#open) if (older.ended) this.#open.delete(older);
      this.#open.add(connection);
      return (this.#present = connection);
    } catch (error) {
      this.#wait = Math.min(LONGEST_WAIT, this.#wait === 0 ? FIRST_WAIT : this.#wait * 1.6);
      // Not all at once, where many lost the same server.
      this.#notBefore = Date.now() + this.#wait * (0.8 + Math.random() * 0.4);
      throw error;
    }
  }
}

/** At most eight digits and a unit. Source: gRPC over HTTP/2, "Timeout". */
function timeoutText(ms: number): string {
  const whole = Math.max(1, Math.ceil(ms));
  return whole < 1e8 ? `${whole}m` : `${Math.ceil(whole / 1000)}S`;
}

async function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let aborted: (() => void) | undefined;
  const abortion = new Promise<never>((_, reject) => {
    aborted = () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    signal.addEventListener('abort', aborted, { once: true });
  });
  try {
    return await Promise.race([work, abortion]);
  } finally {
    if (aborted) signal.removeEventListener('abort', aborted);
  }
}
