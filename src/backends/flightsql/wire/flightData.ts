import { bytes, Message, optional } from '../../../core/protobuf/message';
import type { MessageMemory } from '../../../core/contract/memory';
import { broken, type MessageBuilder } from './framing';

/** A FlightData message as it came. Numbers of its fields: Flight.proto. */
export interface FlightData {
  /** The Arrow message it carries, encapsulated as IPC streams have it, in a buffer of its own; absent where there is only metadata. */
  readonly ipc?: Uint8Array;
  readonly appMetadata?: Uint8Array;
}

const HEADER_FIELD = 2;
const APP_METADATA_FIELD = 3;
const BODY_FIELD = 1000;
const PREFIX = 8;
const CONTINUATION = 0xffff_ffff;

const WholeFlightData = new Message('FlightData', { header: optional(2, bytes), appMetadata: optional(3, bytes), body: optional(BODY_FIELD, bytes) });

/** Places within the message, in bytes from its start. */
interface Layout {
  readonly header: Span;
  readonly appMetadata: Span | undefined;
  readonly body: Span;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Puts FlightData together as an encapsulated Arrow message. Where the body is the last field, as all servers send it, its bytes are copied once:
 * from the socket's buffer to the place where they stay, 8-byte aligned.
 */
export class FlightDataBuilder implements MessageBuilder<FlightData> {
  #length = 0;
  /** Bytes of the message seen so far. */
  #have = 0;
  /** The start of the message until the place of the body is known; then all of it where it has another shape. */
  #head = new Uint8Array(0);
  #headBytes = 0;
  #simple = true;
  #message: { readonly ipc: Uint8Array; readonly appMetadata: Uint8Array | undefined } | undefined;
  #at = 0;

  constructor(private readonly memory: MessageMemory) {}

  begin(length: number): void {
    this.#length = length;
    this.#have = this.#headBytes = 0;
    this.#simple = true;
    this.#message = undefined;
  }

  add(source: Uint8Array, from: number, to: number): void {
    let start = from;
    if (!this.#message && this.#simple && this.#headBytes === 0) {
      // The usual case: all before the body is here.
      const layout = this.#layout(source, from, to);
      if (layout) start = this.#place(source, from, layout);
    }
    if (this.#message) {
      this.#copyBody(source, start, to);
      this.#have += to - from;
      return;
    }
    this.#keep(source, from, to);
    this.#have += to - from;
    const layout = this.#simple ? this.#layout(this.#head, 0, this.#headBytes) : undefined;
    if (!layout) return;
    const bodyStart = this.#place(this.#head, 0, layout);
    this.#copyBody(this.#head, bodyStart, this.#headBytes);
  }

  end(): FlightData {
    if (this.#message) {
      const { ipc, appMetadata } = this.#message;
      this.#message = undefined;
      return { ipc, ...(appMetadata ? { appMetadata } : {}) };
    }
    const { header, body, appMetadata } = WholeFlightData.decode(this.#head.subarray(0, this.#headBytes));
    const metadata = appMetadata && appMetadata.byteLength > 0 ? { appMetadata: new Uint8Array(appMetadata) } : {};
    if (!header || header.byteLength === 0) return metadata;
    const ipc = this.#encapsulate(header, body?.byteLength ?? 0);
    if (body) ipc.set(body, this.#at);
    return { ipc, ...metadata };
  }

  /** Makes room for the message and puts its header there. Gives where the body starts in `source`. */
  #place(source: Uint8Array, from: number, { header, body, appMetadata }: Layout): number {
    const ipc = this.#encapsulate(source.subarray(from + header.start, from + header.end), body.end - body.start);
    this.#message = { ipc, appMetadata: appMetadata && appMetadata.end > appMetadata.start ? new Uint8Array(source.subarray(from + appMetadata.start, from + appMetadata.end)) : undefined };
    return from + body.start;
  }

  #copyBody(source: Uint8Array, from: number, to: number): void {
    if (!this.#message || to <= from) return;
    this.#message.ipc.set(source.subarray(from, to), this.#at);
    this.#at += to - from;
  }

  /** Memory that is longer than needed is filled by the padding that a message may have behind its header, so that the body ends where the buffer does. */
  #encapsulate(header: Uint8Array, bodyLength: number): Uint8Array {
    const ipc = this.memory.take(PREFIX + align(header.byteLength) + align(bodyLength));
    const headerLength = ipc.byteLength - align(bodyLength) - PREFIX;
    this.#at = PREFIX + headerLength;
    const view = new DataView(ipc.buffer, ipc.byteOffset, ipc.byteLength);
    view.setUint32(0, CONTINUATION, true);
    view.setInt32(4, headerLength, true);
    ipc.set(header, PREFIX);
    ipc.fill(0, PREFIX + header.byteLength, PREFIX + headerLength);
    ipc.fill(0, this.#at + bodyLength);
    return ipc;
  }

  #keep(source: Uint8Array, from: number, to: number): void {
    const needed = this.#headBytes + to - from;
    if (needed > this.#head.byteLength) {
      const grown = new Uint8Array(Math.min(this.#length, Math.max(needed, this.#head.byteLength * 2, 1024)));
      grown.set(this.#head.subarray(0, this.#headBytes));
      this.#head = grown;
    }
    this.#head.set(source.subarray(from, to), this.#headBytes);
    this.#headBytes = needed;
  }

  /** Where the parts are; `undefined` until the body's start is seen, or where the message has another shape. */
  #layout(source: Uint8Array, from: number, to: number): Layout | undefined {
    let header: Span | undefined;
    let appMetadata: Span | undefined;
    let at = from;
    while (at < to) {
      const tag = varint(source, at, to);
      if (!tag) return undefined;
      const wire = tag.value & 7;
      const field = Math.floor(tag.value / 8);
      const length = varint(source, tag.next, to);
      if (!length) return undefined;
      if (wire !== 2) {
        this.#simple = false;
        return undefined;
      }
      const span = { start: length.next - from, end: length.next - from + length.value };
      if (span.end > this.#length) throw broken('a field is longer than its message');
      if (field === BODY_FIELD) {
        this.#simple = header !== undefined && header.end > header.start && span.end === this.#length;
        return header && this.#simple ? { header, appMetadata, body: span } : undefined;
      }
      if (field === HEADER_FIELD) header = span;
      else if (field === APP_METADATA_FIELD) appMetadata = span;
      at = from + span.end;
    }
    return undefined;
  }
}

/** `undefined` where it does not end before `to`. */
function varint(source: Uint8Array, from: number, to: number): { readonly value: number; readonly next: number } | undefined {
  let value = 0;
  let scale = 1;
  for (let at = from; at < to; at++) {
    const byte = source[at] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, next: at + 1 };
    scale *= 128;
    if (scale > 2 ** 63) throw broken('a number is longer than 10 bytes');
  }
  return undefined;
}

function align(size: number): number {
  return Math.ceil(size / 8) * 8;
}
