import type { ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import { CancelledError } from '../../../core/errors';
import type { Connection } from './connection';
import { broken, Framing, gzipped, type MessageBuilder, prefixOf } from './framing';
import { binaryOf, headerOf, incoming, type Metadata } from './metadata';
import { NetworkError } from './network';
import { codeOf, codeOfHttp, codeOfReset, decodeMessage, GrpcError } from './status';

export interface CallOptions {
  readonly signal: AbortSignal;
  /** The call ends after so long with DEADLINE_EXCEEDED; absent = never. */
  readonly timeoutMs?: number;
  /** Larger messages are refused. */
  readonly mostBytes: number;
  /** Whether messages are sent compressed: the call must have said so in its headers. */
  readonly gzip?: boolean;
  /** Gets the headers and then the trailers, before whoever waits for the call goes on. */
  readonly onMetadata?: (metadata: Metadata) => void;
}

const END_STREAM = 0x1;
const CANCEL = 0x8;

/** What is read ahead while nobody asks, beyond what flow control lets the server send. */
const AHEAD = 4 << 20;

/**
 * One gRPC call at work, of any kind. Messages are pulled with {@link next}; the server is held back while nobody pulls.
 * Source: gRPC over HTTP/2.
 */
export class Call<T> {
  readonly #framing: Framing<T>;
  readonly #queue: { readonly message: T | Promise<T>; readonly bytes: number }[] = [];
  #queued = 0;
  #held = false;
  #wake: (() => void) | undefined;
  readonly #finished: Promise<void>;
  #finish: () => void = () => undefined;
  #done = false;
  #completed = false;
  #failure: Error | undefined;
  /** Bytes that cannot be messages, seen before the headers that may explain them. */
  #nonsense: GrpcError | undefined;
  #status: number | undefined;
  #headers: Metadata = [];
  #trailers: Metadata = [];
  #streamError: unknown;
  #deadline: NodeJS.Timeout | undefined;
  readonly #answered: Promise<void>;
  #answer: () => void = () => undefined;

  constructor(
    private readonly connection: Connection,
    private readonly stream: ClientHttp2Stream,
    builder: () => MessageBuilder<T>,
    private readonly options: CallOptions,
  ) {
    this.#finished = new Promise((resolve) => (this.#finish = resolve));
    this.#answered = new Promise((resolve) => (this.#answer = resolve));
    this.#framing = new Framing({
      builder,
      mostBytes: options.mostBytes,
      encoding: async () => headerOf(await this.headers(), 'grpc-encoding'),
      onMessage: (message, bytes) => this.#received(message, bytes),
    });
    const sink = { add: (bytes: Uint8Array, from: number, to: number) => this.#data(bytes, from, to) };
    if (connection.receive === 'direct') {
      connection.tap.tap(this.#id, sink);
      stream.resume();
    } else stream.on('data', (chunk: Uint8Array) => sink.add(chunk, 0, chunk.byteLength));
    stream.on('response', (headers: IncomingHttpHeaders, flags: number) => this.#response(headers, (flags & END_STREAM) !== 0));
    stream.once('trailers', (trailers: IncomingHttpHeaders) => {
      this.#trailers = incoming(trailers);
      options.onMetadata?.(this.#trailers);
      this.#complete(connection.receive === 'direct' || stream.readableEnded);
    });
    stream.once('end', () => this.#complete(this.#trailers.length > 0));
    stream.on('error', (error: Error) => (this.#streamError ??= error));
    stream.once('close', () => this.#end(this.#outcome()));
    options.signal.addEventListener('abort', this.#aborted, { once: true });
    if (options.timeoutMs !== undefined) this.#deadline = setTimeout(() => this.#late(), Math.min(options.timeoutMs, 2 ** 31 - 1));
    if (options.signal.aborted) this.cancel();
  }

  /** Resolves when the response's headers are there, or the call is over. */
  async headers(): Promise<Metadata> {
    await this.#answered;
    return this.#headers;
  }

  /** What came after the last message; empty until then. */
  get trailers(): Metadata {
    return this.#trailers;
  }

  /** Why the call failed, once it has. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Sends one message, given in parts. Resolves when more can be sent. @throws like {@link next} */
  async send(parts: readonly Uint8Array[]): Promise<void> {
    if (this.#done) throw this.#failure ?? ended();
    const { stream } = this;
    const compressed = this.options.gzip === true ? await gzipped(parts) : undefined;
    if (this.#isDone()) throw this.#failure ?? ended();
    const sent = compressed ? [compressed] : parts;
    stream.cork();
    stream.write(prefixOf(sent.reduce((sum, part) => sum + part.byteLength, 0), compressed !== undefined));
    let room = true;
    for (const part of sent) if (part.byteLength > 0) room = stream.write(part);
    process.nextTick(() => stream.uncork());
    if (room) return;
    await Promise.race([this.#finished, new Promise<void>((resolve) => stream.once('drain', resolve))]);
    if (this.failure) throw this.failure;
  }

  /** Nothing more will be sent. */
  endSending(): void {
    if (!this.#done) this.stream.end();
  }

  /**
   * The next message; `undefined` after the last one of a call that succeeded. Messages that came before a failure are given first.
   * @throws GrpcError, NetworkError, CancelledError
   */
  async next(): Promise<T | undefined> {
    for (;;) {
      const first = this.#queue.shift();
      if (first) {
        this.#queued -= first.bytes;
        this.#hold();
        return first.message;
      }
      if (this.#done) {
        if (this.#failure) throw this.#failure;
        return undefined;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Ends the call here and on the server. Waiting messages are dropped. */
  cancel(): void {
    this.#drop();
    this.#end(new CancelledError());
  }

  /** A method, since it changes behind every await. */
  #isDone(): boolean {
    return this.#done;
  }

  get #id(): number {
    return this.stream.id ?? 0;
  }

  readonly #aborted = () => this.cancel();

  #late(): void {
    this.#end(new GrpcError({ code: 'DEADLINE_EXCEEDED', message: `There was no end after ${this.options.timeoutMs ?? 0} ms.` }, 'deadline'));
  }

  #response(headers: IncomingHttpHeaders, last: boolean): void {
    const status = Number(headers[':status']);
    this.#status = status;
    this.#headers = incoming(headers);
    this.options.onMetadata?.(this.#headers);
    this.#answer();
    const type = headerOf(this.#headers, 'content-type') ?? '';
    if (status === 200 && !type.startsWith('application/grpc')) this.#end(notGrpc(type));
    else if (status !== 200 && headerOf(this.#headers, 'grpc-status') === undefined) this.#end(httpError(status));
    else if (this.#nonsense) this.#end(this.#nonsense);
    else if (last) this.#complete(true);
  }

  /** The server has said all; we need not have. */
  #complete(all: boolean): void {
    if (!all || this.#done) return;
    this.#completed = true;
    this.#end(this.#outcome());
  }

  #data(bytes: Uint8Array, from: number, to: number): void {
    if (this.#done || this.#nonsense) return;
    try {
      this.#framing.add(bytes, from, to);
    } catch (error) {
      const failure = error instanceof GrpcError ? error : broken(error instanceof Error ? error.message : 'it cannot be read', error);
      if (this.#status === undefined) this.#nonsense = failure;
      else this.#end(failure);
    }
  }

  #received(message: T | Promise<T>, bytes: number): void {
    if (message instanceof Promise) message.catch(() => undefined); // thrown to whoever takes it
    this.#queue.push({ message, bytes });
    this.#queued += bytes;
    this.#hold();
    this.#wakeUp();
  }

  #hold(): void {
    const hold = this.#queued >= AHEAD;
    if (hold === this.#held || this.#done) return;
    this.#held = hold;
    if (this.connection.receive === 'direct') this.connection.tap.hold(this.#id, hold);
    else if (hold) this.stream.pause();
    else this.stream.resume();
  }

  /** The error that the stream's end means; `undefined` = all went well. */
  #outcome(): Error | undefined {
    if (this.#nonsense) return this.#nonsense;
    const ending = headerOf(this.#trailers, 'grpc-status') === undefined ? this.#headers : this.#trailers;
    const status = headerOf(ending, 'grpc-status');
    if (status === undefined) return this.#broken();
    const code = codeOf(status);
    if (code === 'OK') return this.#framing.within ? broken('the last message is cut off') : undefined;
    const details = headerOf(ending, 'grpc-status-details-bin');
    return new GrpcError({ code, message: decodeMessage(headerOf(ending, 'grpc-message') ?? ''), ...(details === undefined ? {} : { details: binaryOf(details) }) }, 'server');
  }

  /** The stream ended without a status. */
  #broken(): Error {
    const reset = this.stream.rstCode;
    const refused = reset === 0x7;
    // When a connection dies, node:http2 closes its streams as if they were cancelled.
    if (this.connection.ended && !refused) return this.connection.ended;
    if (reset !== 0) {
      const { code, origin, message } = codeOfReset(reset);
      return new GrpcError({ code, message }, origin, { cause: this.#streamError });
    }
    if (this.#streamError instanceof NetworkError) return this.#streamError;
    return new GrpcError({ code: 'UNKNOWN', message: 'The call ended without a status.' }, 'broken', { cause: this.#streamError });
  }

  #end(failure: Error | undefined): void {
    if (this.#done) return;
    this.#done = true;
    this.#failure = failure;
    clearTimeout(this.#deadline);
    this.options.signal.removeEventListener('abort', this.#aborted);
    // First no more data, then the reset: a frame that is half read must not reach us.
    if (this.connection.receive === 'direct') this.connection.tap.untap(this.#id);
    if (!this.stream.closed && !(this.#completed && this.stream.writableEnded)) this.stream.close(CANCEL);
    if (this.connection.receive === 'plain') this.stream.removeAllListeners('data').resume();
    this.#answer();
    this.#finish();
    this.#wakeUp();
  }

  #drop(): void {
    this.#queue.length = 0;
    this.#queued = 0;
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

function ended(): Error {
  return new GrpcError({ code: 'CANCELLED', message: 'The server ended the call before all was sent.' }, 'server');
}

function notGrpc(type: string): GrpcError {
  return new GrpcError({ code: 'UNKNOWN', message: `The answer is no gRPC${type === '' ? '' : ` but ${type}`}.` }, 'protocol');
}

function httpError(status: number): GrpcError {
  return new GrpcError({ code: codeOfHttp(status), message: `The answer is HTTP status ${status}, without a gRPC status.` }, 'protocol');
}
