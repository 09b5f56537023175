import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { GrpcError } from './status';

/** Takes the bytes of one message after another and makes a value of each. */
export interface MessageBuilder<T> {
  /** A message of `length` bytes (more than 0) is coming. */
  begin(length: number): void;
  /** Bytes `from` to `to` of `bytes`; they are only there during the call. */
  add(bytes: Uint8Array, from: number, to: number): void;
  /** All bytes of the message were given. @throws where they are no such message */
  end(): T;
}

/** A message in a buffer of its own. */
export class WholeMessage implements MessageBuilder<Uint8Array> {
  #message = new Uint8Array(0);
  #have = 0;

  begin(length: number): void {
    this.#message = new Uint8Array(length);
    this.#have = 0;
  }

  add(bytes: Uint8Array, from: number, to: number): void {
    this.#message.set(bytes.subarray(from, to), this.#have);
    this.#have += to - from;
  }

  end(): Uint8Array {
    return this.#message;
  }
}

export interface FramingOptions<T> {
  /** Another builder for messages that came compressed. */
  readonly builder: () => MessageBuilder<T>;
  /** Messages of more bytes are refused, compressed or not. */
  readonly mostBytes: number;
  /** A message of `bytes` bytes on the wire; a promise where it is still being decompressed. */
  readonly onMessage: (message: T | Promise<T>, bytes: number) => void;
  /** `grpc-encoding` of the response, asked when a compressed message came: its headers may be noticed after the first data. */
  readonly encoding: () => Promise<string | undefined>;
}

const PREFIX = 5;

/** Cuts the bytes of a stream into messages. Source: gRPC over HTTP/2, "Length-Prefixed-Message". */
export class Framing<T> {
  readonly #prefix = new Uint8Array(PREFIX);
  #prefixBytes = 0;
  /** Bytes of the present message that are still to come. */
  #left = 0;
  #length = 0;
  #compressed: WholeMessage | undefined;
  readonly #builder: MessageBuilder<T>;

  constructor(private readonly options: FramingOptions<T>) {
    this.#builder = options.builder();
  }

  /** Whether a message has begun and not ended. */
  get within(): boolean {
    return this.#prefixBytes > 0;
  }

  /** @throws GrpcError */
  add(bytes: Uint8Array, from: number, to: number): void {
    let at = from;
    while (at < to) {
      if (this.#prefixBytes < PREFIX) {
        this.#prefix[this.#prefixBytes++] = bytes[at++] ?? 0;
        if (this.#prefixBytes === PREFIX) this.#begin();
        continue;
      }
      const end = Math.min(to, at + this.#left);
      (this.#compressed ?? this.#builder).add(bytes, at, end);
      this.#left -= end - at;
      at = end;
      if (this.#left === 0) this.#end();
    }
  }

  #begin(): void {
    const view = new DataView(this.#prefix.buffer);
    const flag = view.getUint8(0);
    this.#length = this.#left = view.getUint32(1);
    if (flag > 1) throw broken('a message has an unknown flag');
    if (this.#length > this.options.mostBytes) throw tooLarge(this.#length, this.options.mostBytes);
    this.#compressed = flag === 1 ? new WholeMessage() : undefined;
    (this.#compressed ?? this.#builder).begin(this.#length);
    if (this.#length === 0) this.#end();
  }

  #end(): void {
    this.#prefixBytes = 0;
    const compressed = this.#compressed?.end();
    this.options.onMessage(compressed ? this.#inflate(compressed) : this.#builder.end(), this.#length);
  }

  async #inflate(compressed: Uint8Array): Promise<T> {
    const { mostBytes } = this.options;
    const encoding = await this.options.encoding();
    if (encoding !== 'gzip') throw new GrpcError({ code: 'UNIMPLEMENTED', message: `The server compresses its messages in a way that was not offered (${encoding ?? 'not named'}).` }, 'protocol');
    const message = await new Promise<Uint8Array>((resolve, reject) => {
      gunzip(compressed, { maxOutputLength: mostBytes }, (error, whole) => {
        if (!error) resolve(whole);
        else if ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') reject(tooLarge(undefined, mostBytes));
        else reject(broken('a message cannot be decompressed', error));
      });
    });
    const builder = this.options.builder();
    builder.begin(message.byteLength);
    if (message.byteLength > 0) builder.add(message, 0, message.byteLength);
    return builder.end();
  }
}

/** The prefix of a message that is sent, not compressed or already compressed. */
export function prefixOf(length: number, compressed: boolean): Uint8Array {
  const prefix = new Uint8Array(PREFIX);
  const view = new DataView(prefix.buffer);
  view.setUint8(0, compressed ? 1 : 0);
  view.setUint32(1, length);
  return prefix;
}

/** Shorter messages do not get shorter. */
const WORTH_COMPRESSING = 512;

/** The parts of a message as one, compressed; `undefined` where that is not worth it. */
export async function gzipped(parts: readonly Uint8Array[]): Promise<Uint8Array | undefined> {
  const whole = Buffer.concat(parts);
  return whole.byteLength < WORTH_COMPRESSING ? undefined : promisify(gzip)(whole, { level: 1 });
}

/** Names a message beyond the limit in the form that callers turn into advice. */
export class TooLarge extends GrpcError {
  constructor(
    readonly bytes: number | undefined,
    readonly mostBytes: number,
  ) {
    super({ code: 'RESOURCE_EXHAUSTED', message: `A message${bytes === undefined ? '' : ` of ${bytes} bytes`} is larger than the limit of ${mostBytes} bytes.` }, 'protocol');
  }
}

function tooLarge(bytes: number | undefined, mostBytes: number): GrpcError {
  return new TooLarge(bytes, mostBytes);
}

export function broken(what: string, cause?: unknown): GrpcError {
  return new GrpcError({ code: 'INTERNAL', message: `What the server sent is damaged: ${what}.` }, 'protocol', { cause });
}
