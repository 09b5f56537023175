import { FRESH_MEMORY } from '../../../core/arrow/bufferPool';
import type { MessageMemory } from '../../../core/contract/memory';

/** Frames: a length, a header, a Protocol Buffers message; big-endian. MessageCodec.java. */

const REQUEST_HEADER = 12;

/** @returns the parts to send, in order */
export function requestFrame(apiKey: number, version: number, id: number, body: { readonly length: number; chunks(): readonly Uint8Array[] }): readonly Uint8Array[] {
  const header = new DataView(new ArrayBuffer(REQUEST_HEADER));
  header.setInt32(0, 8 + body.length);
  header.setInt16(4, apiKey);
  header.setInt16(6, version);
  header.setInt32(8, id);
  return [new Uint8Array(header.buffer), ...body.chunks()];
}

export type ResponseFrame =
  | { readonly kind: 'success' | 'error'; readonly id: number; readonly body: Uint8Array }
  /** The server gives up on the connection. */
  | { readonly kind: 'failure'; readonly body: Uint8Array };

/** Thrown where what came is not this protocol. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** @param frame the bytes after the length */
export function readResponse(frame: Uint8Array): ResponseFrame {
  const type = frame[0];
  if (type === 2) return { kind: 'failure', body: frame.subarray(1) };
  if ((type !== 0 && type !== 1) || frame.byteLength < 5) throw new FrameError(`a response of type ${type ?? 'none'} is unknown`);
  const id = new DataView(frame.buffer, frame.byteOffset, frame.byteLength).getInt32(1);
  return { kind: type === 0 ? 'success' : 'error', id, body: frame.subarray(5) };
}

/** Where bytes are read to that are short, or start a frame. */
const SCRATCH_BYTES = 64 << 10;
/** With less of a frame to come, the start of the next one is read with it. */
const STRAIGHT_FROM = 16 << 10;

/** Cuts a byte stream into frames. Each frame's bytes are a buffer of their own, written once: long ones are read to where they belong. */
export class FrameSplitter {
  #scratch: Uint8Array | undefined;
  #straight = false;
  readonly #length = new Uint8Array(4);
  #lengthBytes = 0;
  #frame: Uint8Array | undefined;
  #filled = 0;

  /**
   * @param maxBytes a longer frame is refused before anything is allocated for it
   * @param memory where frames are put
   */
  constructor(
    private readonly maxBytes: number,
    private readonly memory: MessageMemory = FRESH_MEMORY,
  ) {}

  /** Where the next bytes are to be put. It is another place after each {@link filled}. */
  space(): Uint8Array {
    const rest = this.#frame?.subarray(this.#filled);
    this.#straight = rest !== undefined && rest.byteLength >= STRAIGHT_FROM;
    if (this.#straight && rest) return rest;
    this.#scratch ??= Buffer.allocUnsafeSlow(SCRATCH_BYTES);
    return this.#scratch;
  }

  /**
   * So many bytes stand where {@link space} said.
   * @throws FrameError where a length cannot be one
   */
  *filled(count: number): Generator<Uint8Array> {
    const frame = this.#frame;
    if (!this.#straight || !frame) {
      if (this.#scratch) yield* this.push(this.#scratch.subarray(0, count));
      return;
    }
    this.#filled += count;
    if (this.#filled < frame.byteLength) return;
    this.#frame = undefined;
    yield frame;
  }

  /** @throws FrameError where a length cannot be one */
  *push(chunk: Uint8Array): Generator<Uint8Array> {
    let at = 0;
    while (at < chunk.byteLength) {
      at += this.#frame ? this.#fill(this.#frame, chunk, at) : this.#startFrame(chunk, at);
      if (this.#frame && this.#filled === this.#frame.byteLength) {
        const frame = this.#frame;
        this.#frame = undefined;
        yield frame;
      }
    }
  }

  #fill(frame: Uint8Array, chunk: Uint8Array, at: number): number {
    const count = Math.min(frame.byteLength - this.#filled, chunk.byteLength - at);
    frame.set(chunk.subarray(at, at + count), this.#filled);
    this.#filled += count;
    return count;
  }

  #startFrame(chunk: Uint8Array, at: number): number {
    const count = Math.min(4 - this.#lengthBytes, chunk.byteLength - at);
    this.#length.set(chunk.subarray(at, at + count), this.#lengthBytes);
    this.#lengthBytes += count;
    if (this.#lengthBytes < 4) return count;
    this.#lengthBytes = 0;
    const length = new DataView(this.#length.buffer).getInt32(0);
    if (length < 1 || length > this.maxBytes) throw new FrameError(`a response of ${length} bytes was announced`);
    this.#frame = this.memory.take(length).subarray(0, length);
    this.#filled = 0;
    return count;
  }
}
