import type { Socket } from 'node:net';
import { CancelledError, HeadwaterError } from '../../../core/errors';
import { type Address, addressText } from './address';
import { PegasusError } from './errors';
import { type Destination, readReply, readResult, type Reply, writeRequest } from './frames';
import { FrameSplitter } from './frameSplitter';
import type { Rpc } from './rpcs';
import { openSocket, unreachable } from './socket';
import { ThriftError } from './thriftError';
import { ThriftWriter } from './thriftWriter';

export interface ConnectionSettings {
  readonly connectTimeoutMs: number;
  /** Longer answers are refused. */
  readonly maxFrameBytes: number;
}

export interface RequestOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

interface Waiting {
  readonly name: string;
  answer(reply: Reply): void;
  fail(error: Error): void;
}

/** So much is put together before it is sent at the end of a turn. */
const SEND_AT = 65_536;
/** A server that says nothing at all for so long is given up on. */
const SILENCE_MS = 10_000;

/** One connection to one server, shared by all tables: requests go out at once, answers come in any order. */
export class ServerConnection {
  readonly #waiting = new Map<number, Waiting>();
  readonly #splitter: FrameSplitter;
  readonly #out = new ThriftWriter(16_384);
  #scheduled = false;
  #nextSeqid = 1;
  #ended: Error | undefined;
  #heardMs = Date.now();

  private constructor(
    readonly address: Address,
    private readonly socket: Socket,
    settings: ConnectionSettings,
  ) {
    this.#splitter = new FrameSplitter(settings.maxFrameBytes);
    // no Buffer: its slice() is a view, and not a copy as that of other byte arrays
    socket.on('data', (chunk) => this.#receive(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)));
    socket.on('error', (error) => this.#end(unreachable(address, error.message, error)));
    socket.on('close', () => this.#end(unreachable(address, 'The other side closed the connection')));
  }

  static async open(address: Address, settings: ConnectionSettings, signal?: AbortSignal): Promise<ServerConnection> {
    return new ServerConnection(address, await openSocket(address, settings.connectTimeoutMs, signal), settings);
  }

  get closed(): boolean {
    return this.#ended !== undefined;
  }

  /**
   * @throws PegasusError where the server answers with an error of the first layer; HeadwaterError where no answer comes,
   * with `outcomeUnknown` where a change may have happened
   */
  request<Q, A>(rpc: Rpc<Q, A>, destination: Omit<Destination, 'timeoutMs'>, argument: Q, { timeoutMs, signal }: RequestOptions): Promise<A> {
    return new Promise((resolve, reject) => {
      if (this.#ended || signal?.aborted) {
        reject(signal?.aborted ? new CancelledError() : (this.#ended ?? new CancelledError()));
        return;
      }
      const seqid = this.#seqid();
      const settle = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        this.#waiting.delete(seqid);
      };
      const fail = (error: Error): void => {
        settle();
        reject(rpc.writes && error instanceof HeadwaterError ? new HeadwaterError({ ...error.failure, outcomeUnknown: true }, { cause: error }) : error);
      };
      const abort = (): void => fail(new CancelledError());
      const timer = setTimeout(() => {
        fail(this.#silent(rpc, timeoutMs));
        if (Date.now() - this.#heardMs > SILENCE_MS) this.#end(unreachable(this.address, 'It has not answered for a long time'));
      }, timeoutMs);
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.set(seqid, {
        name: rpc.name,
        answer: (reply) => {
          if (reply.error !== 'ERR_OK') {
            settle();
            reject(new PegasusError('replica', reply.error, rpc.name));
            return;
          }
          const result = readResult(reply, rpc.response);
          settle();
          resolve(result);
        },
        fail,
      });
      this.#send(rpc, seqid, { ...destination, timeoutMs }, argument);
    });
  }

  /** For the one call that is never answered. */
  tell<Q>(rpc: Rpc<Q, unknown>, destination: Omit<Destination, 'timeoutMs'>, argument: Q): void {
    if (!this.#ended) this.#send(rpc, this.#seqid(), { ...destination, timeoutMs: 0 }, argument);
  }

  close(): void {
    this.#flush();
    this.#end(unreachable(this.address, 'The connection was closed'));
  }

  #seqid(): number {
    const seqid = this.#nextSeqid;
    this.#nextSeqid = seqid === 0x7fff_ffff ? 1 : seqid + 1;
    return seqid;
  }

  /** Requests of one turn go out in one piece. */
  #send<Q>(rpc: Rpc<Q, unknown>, seqid: number, destination: Destination, argument: Q): void {
    writeRequest(this.#out, rpc, seqid, destination, argument);
    if (this.#out.length >= SEND_AT) this.#flush();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      // when all that waited for the answers of one turn have gone on
      process.nextTick(() => this.#flush());
    }
  }

  #flush(): void {
    this.#scheduled = false;
    if (!this.#ended && this.#out.length > 0) this.socket.write(this.#out.take());
  }

  #receive(chunk: Uint8Array): void {
    this.#heardMs = Date.now();
    try {
      for (const frame of this.#splitter.push(chunk)) this.#take(frame);
    } catch (error) {
      if (!(error instanceof ThriftError)) throw error;
      this.#end(this.#strange(error));
    }
  }

  #take(frame: Uint8Array): void {
    const reply = readReply(frame);
    const waiting = this.#waiting.get(reply.seqid);
    if (!waiting) return; // given up on meanwhile
    if (reply.name !== `${waiting.name}_ACK` && reply.error === 'ERR_OK') throw new ThriftError(`${waiting.name} was answered by ${reply.name}`);
    waiting.answer(reply);
  }

  #end(error: Error): void {
    if (this.#ended) return;
    this.#ended = error;
    this.socket.end();
    this.socket.destroySoon();
    for (const waiting of [...this.#waiting.values()]) waiting.fail(error);
  }

  #silent({ name, writes }: Rpc<never, unknown>, timeoutMs: number): HeadwaterError {
    return new HeadwaterError({
      what: `${name} was not answered`,
      why: `The Pegasus server ${addressText(this.address)} said nothing for ${timeoutMs >= 1000 ? `${Math.round(timeoutMs / 100) / 10} s` : `${timeoutMs} ms`}.`,
      todo: writes ? 'Read the key before you write again: the change may have been made.' : 'Try again; a longer timeout can be set in the connection.',
      kind: 'timeout',
      code: 'ERR_TIMEOUT',
    });
  }

  #strange(cause: ThriftError): HeadwaterError {
    return new HeadwaterError(
      {
        what: `${addressText(this.address)} does not speak the protocol of Pegasus`,
        why: `Its answer cannot be read: ${cause.message}.`,
        todo: 'Check the port: meta servers listen on 34601 by default, replica servers on 34801.',
        kind: 'unreachable',
        code: 'protocol',
      },
      { cause },
    );
  }
}
