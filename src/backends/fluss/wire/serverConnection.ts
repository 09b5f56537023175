import type { Socket } from 'node:net';
import type { MessageMemory } from '../../../core/contract/memory';
import { CancelledError, HeadwaterError } from '../../../core/errors';
import { ProtoError } from '../../../core/protobuf/reader';
import { type Address, addressText } from './address';
import { type Api, API_VERSIONS, AUTHENTICATE } from './apis';
import { AUTHENTICATE_FAILED, FlussError, RETRIABLE_AUTHENTICATE } from './errorCodes';
import { FrameError, FrameSplitter, readResponse, requestFrame } from './frames';
import { ErrorResponse } from './messages/names';
import { openSocket, type TlsSettings, unreachable } from './socket';
import { setTimeout as delay } from 'node:timers/promises';

export interface ConnectionSettings {
  readonly tls?: TlsSettings;
  /** SASL/PLAIN; absent for PLAINTEXT. */
  readonly login?: { readonly user: string; readonly password: string };
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** Longer responses are refused: servers allow 100 MiB by default. */
  readonly maxFrameBytes: number;
}

export interface RequestOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
  /** A change of data: when no answer comes, it may have happened or not. */
  readonly writes?: boolean;
}

interface Waiting {
  answer(body: Uint8Array): void;
  fail(error: Error): void;
}

/** Back-off after a login that the server wants to be tried again: 100 ms, doubled up to 5 s (ServerConnection.java). */
const LOGIN_BACKOFF_MS = [100, 200, 400, 800, 1600, 3200, 5000];

/** One connection to one server: requests go out at once, answers come in any order. */
export class ServerConnection {
  /** From the server's list; a request that is not in it would never be answered. */
  #versions: ReadonlyMap<number, { readonly min: number; readonly max: number }> = new Map([[API_VERSIONS.key, { min: 0, max: 0 }]]);
  #serverType: number | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;
  #ended: Error | undefined;

  private constructor(
    readonly address: Address,
    private readonly socket: Socket,
    private readonly settings: ConnectionSettings,
  ) {
    socket.on('error', (error) => this.#end(unreachable(address, error.message, error)));
    socket.on('close', () => this.#end(unreachable(address, 'The other side closed the connection')));
  }

  /**
   * Connects, asks for the versions, and logs in.
   * @param memory where answers are put; what is decoded of them are views into it
   */
  static async open(address: Address, settings: ConnectionSettings, memory: MessageMemory, signal: AbortSignal): Promise<ServerConnection> {
    const splitter = new FrameSplitter(settings.maxFrameBytes, memory);
    let receive: (frames: Iterable<Uint8Array>) => void = () => undefined; // a server says nothing before it is asked
    const sink = { space: () => splitter.space(), filled: (count: number) => receive(splitter.filled(count)), push: (bytes: Uint8Array) => receive(splitter.push(bytes)) };
    const socket = await openSocket(address, settings.tls, settings.connectTimeoutMs, sink, signal);
    const connection = new ServerConnection(address, socket, settings);
    receive = (frames) => connection.#receive(frames);
    try {
      await connection.#shakeHands(signal);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  get closed(): boolean {
    return this.#ended !== undefined;
  }

  /** 1 coordinator, 2 tablet server; absent where the server does not say. */
  get serverType(): number | undefined {
    return this.#serverType;
  }

  /** The newest version that both sides speak. */
  version(api: { readonly key: number; readonly maxVersion: number }): number | undefined {
    const range = this.#versions.get(api.key);
    const version = range && Math.min(range.max, api.maxVersion);
    return range !== undefined && version !== undefined && version >= range.min ? version : undefined;
  }

  /** @throws FlussError where the server answers with an error; HeadwaterError where no answer comes */
  async request<Q, A>(api: Api<Q, A>, value: Q, options: RequestOptions): Promise<A> {
    const version = this.version(api);
    if (version === undefined) throw this.#unsupported(api);
    const body = await this.#exchange(api, version, value, options);
    try {
      return api.response.decode(body);
    } catch (error) {
      if (error instanceof ProtoError) throw this.#strange(`its answer to ${api.name} cannot be read: ${error.message}`, error);
      throw error;
    }
  }

  close(): void {
    this.#end(unreachable(this.address, 'The connection was closed'));
  }

  async #shakeHands(signal: AbortSignal): Promise<void> {
    const answer = await this.request(API_VERSIONS, { software: 'headwater', version: '1' }, { signal, timeoutMs: this.settings.connectTimeoutMs }).catch((error: unknown) => {
      throw error instanceof FlussError || signal.aborted ? error : this.#strange('it did not answer as a Fluss server does', error);
    });
    this.#versions = new Map(answer.versions.map(({ key, min, max }) => [key, { min, max }]));
    this.#serverType = answer.serverType;
    const { login } = this.settings;
    if (!login) return;
    const token = new TextEncoder().encode(`\0${login.user}\0${login.password}`); // RFC 4616
    for (const wait of LOGIN_BACKOFF_MS) {
      try {
        await this.request(AUTHENTICATE, { protocol: 'PLAIN', token }, { signal });
        return;
      } catch (error) {
        if (!(error instanceof FlussError) || error.code !== RETRIABLE_AUTHENTICATE) throw error;
        await delay(wait, undefined, { signal }).catch(() => Promise.reject(new CancelledError()));
      }
    }
    throw new FlussError(AUTHENTICATE_FAILED, 'The server asked again and again to retry the login.');
  }

  #exchange<Q>(api: Api<Q, unknown>, version: number, value: Q, { signal, timeoutMs = this.settings.requestTimeoutMs, writes = false }: RequestOptions): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (this.#ended || signal.aborted) {
        reject(signal.aborted ? new CancelledError() : (this.#ended ?? new CancelledError()));
        return;
      }
      const id = this.#nextId;
      this.#nextId = (this.#nextId + 1) & 0x7fff_ffff;
      const settle = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        this.#waiting.delete(id);
      };
      const fail = (error: Error): void => {
        settle();
        reject(writes && error instanceof HeadwaterError ? new HeadwaterError({ ...error.failure, outcomeUnknown: true }, { cause: error }) : error);
      };
      const abort = (): void => fail(new CancelledError());
      // servers answer some requests that they do not like with silence
      const timer = setTimeout(() => fail(this.#silent(api.name, timeoutMs)), timeoutMs);
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.set(id, {
        answer: (body) => {
          settle();
          resolve(body);
        },
        fail,
      });
      this.#send(requestFrame(api.key, version, id, api.request.encode(value)));
    });
  }

  #send(parts: readonly Uint8Array[]): void {
    this.socket.cork();
    for (const part of parts) this.socket.write(part);
    this.socket.uncork();
  }

  #receive(frames: Iterable<Uint8Array>): void {
    try {
      for (const frame of frames) this.#take(frame);
    } catch (error) {
      if (!(error instanceof FrameError) && !(error instanceof ProtoError)) throw error;
      this.#end(this.#strange(error.message, error));
    }
  }

  #take(frame: Uint8Array): void {
    const response = readResponse(frame);
    if (response.kind === 'failure') {
      const { code, message } = ErrorResponse.decode(response.body);
      this.#end(new FlussError(code, message));
      return;
    }
    const waiting = this.#waiting.get(response.id);
    if (!waiting) return; // given up on meanwhile
    if (response.kind === 'success') {
      waiting.answer(response.body);
      return;
    }
    const { code, message } = ErrorResponse.decode(response.body);
    waiting.fail(new FlussError(code, message));
  }

  #end(error: Error): void {
    if (this.#ended) return;
    this.#ended = error;
    this.socket.destroy();
    for (const waiting of [...this.#waiting.values()]) waiting.fail(error);
  }

  #unsupported(api: Api<never, unknown>): HeadwaterError {
    return new HeadwaterError({
      what: `${api.name} is not possible here`,
      why: `The Fluss server ${addressText(this.address)} does not offer this request (${api.key}).`,
      todo: 'A newer version of Fluss may offer it.',
      kind: 'unsupported',
    });
  }

  #silent(name: string, timeoutMs: number): HeadwaterError {
    return new HeadwaterError({
      what: `${name} was not answered`,
      why: `The Fluss server ${addressText(this.address)} said nothing for ${Math.round(timeoutMs / 1000)} s. Fluss servers answer with silence what they cannot read.`,
      todo: 'Try again; the log of the server may say more.',
      kind: 'timeout',
    });
  }

  #strange(why: string, cause: unknown): HeadwaterError {
    return new HeadwaterError(
      {
        what: `${addressText(this.address)} does not speak the protocol of Fluss`,
        why: `${sentenceCase(why)}.`,
        todo: 'Check the port: it should be that of a Fluss coordinator or tablet server (by default 9123), not of ZooKeeper or of a web page.',
        kind: 'unreachable',
      },
      { cause },
    );
  }
}

const sentenceCase = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
