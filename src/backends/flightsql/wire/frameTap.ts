import { Duplex } from 'node:stream';
import { type NetworkProblem, NetworkError } from './network';

/** What is needed of a socket. */
export interface Outlet {
  write(bytes: Uint8Array, done?: (error?: Error | null) => void): unknown;
  cork(): void;
  uncork(): void;
  end(done?: () => void): unknown;
  destroy(): unknown;
}

/** Takes the data of one HTTP/2 stream. */
export interface DataSink {
  /** Bytes `from` to `to` of `bytes`; they are only there during the call. */
  add(bytes: Uint8Array, from: number, to: number): void;
}

interface TappedStream {
  sink: DataSink | undefined;
  /** Whether the response's headers came: data before them is refused. */
  answered: boolean;
  ended: boolean;
  /** Bytes received for which no credit was given back. */
  uncredited: number;
  held: boolean;
}

export interface TapOptions {
  /** True: DATA goes to the sinks and never to node:http2. False: everything passes through. */
  readonly takesData: boolean;
  /** Flow-control window of a stream, in bytes, as told to the server. */
  readonly streamWindow: number;
  /** The same of the connection. */
  readonly connectionWindow: number;
}

/** Source of all that follows: RFC 9113 §4.1, §6. */
const HEADER = 9;
const DATA = 0;
const HEADERS = 1;
const SETTINGS = 4;
const WINDOW_UPDATE = 8;
const END_STREAM = 0x1;
const PADDED = 0x8;
/** No frame but DATA needs to be longer; one that is would only fill memory. */
const LONGEST_CONTROL_FRAME = 1 << 20;

/**
 * Stands between the socket and node:http2. It takes the DATA frames out of what comes in, hands their bytes to the sinks of their streams
 * (without a copy and without an event for each frame), and gives the flow-control credit for them back itself.
 * All other frames go to node:http2 as they are. What node:http2 writes goes to the socket as it is.
 */
export class FrameTap extends Duplex {
  readonly #streams = new Map<number, TappedStream>();
  /** The highest stream that was ever tapped. */
  #highest = 0;
  #uncredited = 0;
  #started = false;
  #received = 0;

  readonly #header = new Uint8Array(HEADER);
  #headerBytes = 0;
  /** Of the present frame. */
  #type = 0;
  #flags = 0;
  #id = 0;
  #length = 0;
  #left = 0;
  #stream: TappedStream | undefined;
  #padding = 0;
  #paddingKnown = true;
  #forwarded: Uint8Array | undefined;

  constructor(
    private readonly socket: Outlet,
    private readonly options: TapOptions,
  ) {
    super({ allowHalfOpen: false });
  }

  /** Bytes that have come so far. */
  get received(): number {
    return this.#received;
  }

  /** Data of this stream goes to `sink` from now on. */
  tap(id: number, sink: DataSink): void {
    this.#highest = Math.max(this.#highest, id);
    this.#streams.set(id, { sink, answered: false, ended: false, uncredited: 0, held: false });
  }

  /** Data that still comes for this stream is dropped; also of a frame that is half read. */
  untap(id: number): void {
    const stream = this.#streams.get(id);
    if (!stream) return;
    stream.sink = undefined;
    this.#streams.delete(id);
  }

  /** While held, the server gets no more credit for this stream: it stops when the window is used up. */
  hold(id: number, held: boolean): void {
    const stream = this.#streams.get(id);
    if (!stream) return;
    stream.held = held;
    if (!held) this.#creditStream(id, stream, 1);
  }

  /** Bytes as the socket gives them; they are only there during the call. */
  receive(bytes: Uint8Array, length: number): void {
    this.#received += length;
    let at = 0;
    while (at < length && !this.destroyed) {
      if (this.#headerBytes === 0 && length - at >= HEADER) {
        this.#headerBytes = HEADER;
        if (!this.#begin(bytes, at)) return;
        at += HEADER;
      } else if (this.#headerBytes < HEADER) {
        const count = Math.min(HEADER - this.#headerBytes, length - at);
        this.#header.set(bytes.subarray(at, at + count), this.#headerBytes);
        this.#headerBytes += count;
        at += count;
        if (this.#headerBytes < HEADER) {
          this.#checkStart(this.#header.subarray(0, this.#headerBytes));
          return;
        }
        if (!this.#begin(this.#header, 0)) return;
      }
      const count = Math.min(this.#left, length - at);
      if (count > 0 && !this.#payload(bytes, at, at + count)) return;
      at += count;
      this.#left -= count;
      if (this.#left === 0) this.#end();
    }
  }

  /** The socket has no more. */
  receiveEnd(): void {
    if (!this.destroyed) this.push(null);
  }

  override _read(): void {}

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.socket.write(chunk, done);
  }

  override _writev(chunks: { readonly chunk: Uint8Array }[], done: (error?: Error | null) => void): void {
    this.socket.cork();
    chunks.forEach(({ chunk }, index) => this.socket.write(chunk, index === chunks.length - 1 ? done : undefined));
    this.socket.uncork();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.socket.destroy();
    this.#streams.clear();
    done(error);
  }

  /** Reads the header of a frame, which is at `at`. No view is made of it: there are thousands of frames in a large result. */
  #begin(bytes: Uint8Array, at: number): boolean {
    const byte = (index: number) => bytes[at + index] ?? 0;
    this.#length = this.#left = (byte(0) << 16) | (byte(1) << 8) | byte(2);
    this.#type = byte(3);
    this.#flags = byte(4);
    this.#id = ((byte(5) & 0x7f) << 24) | (byte(6) << 16) | (byte(7) << 8) | byte(8);
    if (!this.#started && !this.#checkStart(bytes.subarray(at, at + HEADER))) return false;
    if (this.#type === DATA && this.options.takesData) return this.#beginData();
    if (this.#type !== DATA && this.#length > LONGEST_CONTROL_FRAME) return this.#refuse(`a frame of type ${this.#type} is ${this.#length} bytes long`);
    if (this.#type === HEADERS) {
      const stream = this.#streams.get(this.#id);
      if (stream) stream.answered = true;
    }
    this.#stream = undefined;
    this.#forwarded = new Uint8Array(HEADER + this.#length);
    this.#forwarded.set(bytes.subarray(at, at + HEADER));
    return true;
  }

  #beginData(): boolean {
    const stream = this.#streams.get(this.#id);
    if (this.#id === 0 || this.#id > this.#highest) return this.#refuse('data came for a call that was never made');
    if (stream && !stream.answered) return this.#refuse('data came before the headers of its response');
    if (stream?.ended) return this.#refuse('data came after the end of its response');
    const padded = (this.#flags & PADDED) !== 0;
    if (padded && this.#length === 0) return this.#refuse('a frame is shorter than its padding');
    if (stream && stream.uncredited + this.#length > this.options.streamWindow) return this.#refuse('more data came for a call than flow control allows');
    if (this.#uncredited + this.#length > this.options.connectionWindow) return this.#refuse('more data came than flow control allows');
    this.#padding = 0;
    this.#paddingKnown = !padded;
    this.#stream = stream;
    this.#forwarded = undefined;
    return true;
  }

  #payload(bytes: Uint8Array, from: number, to: number): boolean {
    if (this.#forwarded) {
      this.#forwarded.set(bytes.subarray(from, to), this.#forwarded.byteLength - this.#left);
      return true;
    }
    let start = from;
    let left = this.#left;
    if (!this.#paddingKnown) {
      this.#padding = bytes[start++] ?? 0;
      this.#paddingKnown = true;
      left--;
      if (this.#padding > left) return this.#refuse('a frame is shorter than its padding');
    }
    const end = Math.min(to, start + Math.max(0, left - this.#padding));
    if (end > start) this.#stream?.sink?.add(bytes, start, end);
    return !this.destroyed;
  }

  #end(): void {
    this.#headerBytes = 0;
    if (this.#forwarded) {
      this.push(this.#forwarded);
      this.#forwarded = undefined;
      return;
    }
    this.#uncredited += this.#length;
    if (this.#uncredited >= this.options.connectionWindow >> 1) this.socket.write(this.#connectionCredit());
    const stream = this.#stream;
    this.#stream = undefined;
    if (stream) stream.uncredited += this.#length;
    if ((this.#flags & END_STREAM) !== 0) {
      if (stream) stream.ended = true;
      this.push(endOfStream(this.#id));
    } else if (stream?.sink && !stream.held) this.#creditStream(this.#id, stream, this.options.streamWindow >> 1);
  }

  #creditStream(id: number, stream: TappedStream, atLeast: number): void {
    if (stream.ended || stream.uncredited < atLeast || this.destroyed) return;
    // In one write, since each costs a system call and may wake the other side.
    this.socket.write(joined(this.#connectionCredit(), windowUpdate(id, stream.uncredited)));
    stream.uncredited = 0;
  }

  /** Gives credit for all that came on the connection; no bytes where nothing came. */
  #connectionCredit(): Uint8Array {
    const bytes = this.#uncredited;
    this.#uncredited = 0;
    return bytes === 0 ? new Uint8Array(0) : windowUpdate(0, bytes);
  }

  /** The first bytes tell what is on the other side: HTTP/2 begins with SETTINGS. */
  #checkStart(start: Uint8Array): boolean {
    if (this.#started) return true;
    const problem = strangerOf(start);
    if (problem) {
      this.destroy(new NetworkError(problem));
      return false;
    }
    if (start.byteLength < HEADER) return true;
    this.#started = true;
    if (this.#type !== SETTINGS || this.#id !== 0) this.destroy(new NetworkError({ kind: 'notHttp2' }));
    return !this.destroyed;
  }

  #refuse(what: string): false {
    this.destroy(new NetworkError({ kind: 'violation', what }));
    return false;
  }
}

function strangerOf(start: Uint8Array): NetworkProblem | undefined {
  const text = String.fromCharCode(...start);
  if (text.startsWith('HTTP/')) return { kind: 'http1' };
  // A TLS record of type alert or handshake, version 3.x.
  if ((start[0] === 0x15 || start[0] === 0x16) && start[1] === 3) return { kind: 'needsTls' };
  return undefined;
}

function windowUpdate(id: number, bytes: number): Uint8Array {
  const frame = frameOf(WINDOW_UPDATE, 0, id, 4);
  new DataView(frame.buffer).setUint32(HEADER, bytes);
  return frame;
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.byteLength + other.byteLength);
  both.set(one);
  both.set(other, one.byteLength);
  return both;
}

/** An empty DATA frame that ends its stream. */
function endOfStream(id: number): Uint8Array {
  return frameOf(DATA, END_STREAM, id, 0);
}

function frameOf(type: number, flags: number, id: number, length: number): Uint8Array {
  const frame = new Uint8Array(HEADER + length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, (length << 8) | type);
  view.setUint8(4, flags);
  view.setUint32(5, id);
  return frame;
}
