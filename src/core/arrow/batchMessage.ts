/**
 * Record batch and dictionary batch messages, straight from buffers: the flatbuffer header has always the same shape,
 * so that its places are known and one allocation holds header and body.
 * Format: Arrow columnar format, "Encapsulated message format"; metadata version V5.
 */

import type { MessageMemory } from '../contract/memory';
import type { Compression } from './header';

/** Nodes and buffers of a batch in depth-first order of its fields. Buffers are read when the message is made. */
export class BatchParts {
  readonly nodes: { readonly length: number; readonly nulls: number }[] = [];
  readonly buffers: Uint8Array[] = [];

  node(length: number, nulls: number): this {
    this.nodes.push({ length, nulls });
    return this;
  }

  buffer(bytes: Uint8Array): this {
    this.buffers.push(bytes);
    return this;
  }
}

/** One encapsulated message in a buffer of its own, without body compression. */
export function encodeBatch(rows: number, parts: BatchParts, memory?: MessageMemory): Uint8Array {
  return encode(rows, parts, undefined, undefined, memory && ((size) => memory.take(size)));
}

/** One encapsulated message whose buffers are compressed already: each that is not empty is 8 bytes of its whole length (-1 = stored as it is), then a frame. */
export function encodeCompressedBatch(rows: number, parts: BatchParts, compression: Compression, memory?: MessageMemory): Uint8Array {
  return encode(rows, parts, undefined, compression, memory && ((size) => memory.take(size)));
}

/** The pieces of one encapsulated message, head first, for whoever can send them one after the other: buffers are not copied. */
export function batchPieces(rows: number, parts: BatchParts, compression?: Compression): readonly Uint8Array[] {
  const layout = layoutOf(parts, undefined, compression);
  const head = new Uint8Array(PREFIX + layout.header);
  writeHead(head, layout, bodySize(parts), { rows, parts, dictionary: undefined, compression });
  return [head, ...parts.buffers.flatMap((buffer) => (buffer.byteLength === 0 ? [] : [buffer, PADDING.subarray(0, align(buffer.byteLength) - buffer.byteLength)]))];
}

/** A whole stream in a buffer of its own: a schema message, one batch, the end. */
export function encodeStream(schema: Uint8Array, rows: number, parts: BatchParts): Uint8Array {
  let stream = schema;
  encode(rows, parts, undefined, undefined, (size) => {
    stream = new Uint8Array(schema.byteLength + size + END_OF_STREAM.byteLength);
    stream.set(schema);
    stream.set(END_OF_STREAM, schema.byteLength + size);
    return stream.subarray(schema.byteLength, schema.byteLength + size);
  });
  return stream;
}

/** The values of dictionary `id`; never a delta. */
export function encodeDictionary(id: bigint, rows: number, parts: BatchParts): Uint8Array {
  return encode(rows, parts, id);
}

const END_OF_STREAM = new Uint8Array([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);
const VERSION_V5 = 4;
const HEADER_DICTIONARY = 2;
const HEADER_BATCH = 3;
const PREFIX = 8;
const PADDING = new Uint8Array(8);

/** Places in the flatbuffer. Tables that hold 64-bit fields start at multiples of 8. */
const MESSAGE_VTABLE = 4;
const MESSAGE = 16;
const DICTIONARY_VTABLE = 36;
const DICTIONARY = 48;
const DICTIONARY_END = 64;
const BATCH_SIZE = 20;
const COMPRESSED_BATCH_SIZE = 24;
const CODEC_BYTES = { lz4: 0, zstd: 1 } as const;
/** A batch's vtable stands 12 bytes before its table, which starts at a multiple of 8; vectors' counts stand 4 bytes before one. */
const BATCH_VTABLE_SIZE = 10;

interface Batch {
  readonly rows: number;
  readonly parts: BatchParts;
  /** The id of the dictionary whose values they are. */
  readonly dictionary: bigint | undefined;
  readonly compression: Compression | undefined;
}

/** Places in the flatbuffer that depend on what the batch has, and the length of it. */
interface Layout {
  readonly batch: number;
  readonly nodes: number;
  readonly buffers: number;
  readonly bodyCompression: number;
  readonly header: number;
}

function layoutOf(parts: BatchParts, dictionary: bigint | undefined, compression: Compression | undefined): Layout {
  const batch = (dictionary === undefined ? DICTIONARY_VTABLE + 4 : DICTIONARY_END) + 16;
  const nodes = batch + (compression === undefined ? BATCH_SIZE : COMPRESSED_BATCH_SIZE + 4);
  const buffers = nodes + 4 + parts.nodes.length * 16 + 4;
  const bodyCompression = align(buffers + 4 + parts.buffers.length * 16);
  return { batch, nodes, buffers, bodyCompression, header: bodyCompression + (compression === undefined ? 0 : 16) };
}

const bodySize = (parts: BatchParts): number => parts.buffers.reduce((sum, buffer) => sum + align(buffer.byteLength), 0);

/** @param allocate gives at least as many bytes, at a multiple of 8; the body takes all of them */
function encode(rows: number, parts: BatchParts, dictionary: bigint | undefined, compression?: Compression, allocate: (size: number) => Uint8Array = (size) => new Uint8Array(size)): Uint8Array {
  const layout = layoutOf(parts, dictionary, compression);
  const start = PREFIX + layout.header;
  const bytes = allocate(start + bodySize(parts));
  bytes.fill(0, 0, start);
  writeHead(bytes, layout, bytes.byteLength - start, { rows, parts, dictionary, compression });
  writeBody(bytes, start, parts);
  return bytes;
}

/** Fills the zeroed start of a message. */
function writeHead(bytes: Uint8Array, { batch, nodes, buffers, bodyCompression, header }: Layout, bodyLength: number, { rows, parts, dictionary, compression }: Batch): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  view.setUint32(0, 0xffff_ffff, true);
  view.setInt32(4, header, true);
  const table = new TableWriter(view);

  view.setUint32(PREFIX, MESSAGE, true);
  // version, header type, header, body length
  table.start(MESSAGE_VTABLE, MESSAGE, 20, [16, 18, 4, 8]);
  view.setInt16(PREFIX + MESSAGE + 16, VERSION_V5, true);
  view.setUint8(PREFIX + MESSAGE + 18, dictionary === undefined ? HEADER_BATCH : HEADER_DICTIONARY);
  table.offset(MESSAGE + 4, dictionary === undefined ? batch : DICTIONARY);
  view.setBigInt64(PREFIX + MESSAGE + 8, BigInt(bodyLength), true);
  if (dictionary !== undefined) {
    // id, data
    table.start(DICTIONARY_VTABLE, DICTIONARY, 16, [8, 4]);
    table.offset(DICTIONARY + 4, batch);
    view.setBigInt64(PREFIX + DICTIONARY + 8, dictionary, true);
  }
  if (compression === undefined) {
    // length, nodes, buffers
    table.start(batch - BATCH_VTABLE_SIZE - 2, batch, BATCH_SIZE, [8, 4, 16]);
  } else {
    // and compression: its codec, its method
    table.start(batch - BATCH_VTABLE_SIZE - 2, batch, COMPRESSED_BATCH_SIZE, [8, 4, 16, 20]);
    table.offset(batch + 20, bodyCompression + 8);
    table.start(bodyCompression, bodyCompression + 8, 8, [4, 5]);
    view.setUint8(PREFIX + bodyCompression + 12, CODEC_BYTES[compression]);
  }
  view.setBigInt64(PREFIX + batch + 8, BigInt(rows), true);
  table.offset(batch + 4, nodes);
  table.offset(batch + 16, buffers);
  writeNodes(view, PREFIX + nodes, parts);
  writeBuffers(view, PREFIX + buffers, parts);
}

class TableWriter {
  constructor(private readonly view: DataView) {}

  /** Writes a vtable and the table's pointer to it. `fields` are places in the table. */
  start(vtable: number, table: number, size: number, fields: readonly number[]): void {
    const { view } = this;
    view.setUint16(PREFIX + vtable, 4 + fields.length * 2, true);
    view.setUint16(PREFIX + vtable + 2, size, true);
    fields.forEach((place, index) => {
      view.setUint16(PREFIX + vtable + 4 + index * 2, place, true);
    });
    view.setInt32(PREFIX + table, table - vtable, true);
  }

  /** Points from a field to what stands behind it. */
  offset(field: number, target: number): void {
    this.view.setUint32(PREFIX + field, target - field, true);
  }
}

function writeNodes(view: DataView, at: number, { nodes }: BatchParts): void {
  view.setUint32(at, nodes.length, true);
  nodes.forEach(({ length, nulls }, index) => {
    view.setBigInt64(at + 4 + index * 16, BigInt(length), true);
    view.setBigInt64(at + 12 + index * 16, BigInt(nulls), true);
  });
}

function writeBuffers(view: DataView, at: number, { buffers }: BatchParts): void {
  view.setUint32(at, buffers.length, true);
  let place = 0;
  buffers.forEach((buffer, index) => {
    view.setBigInt64(at + 4 + index * 16, BigInt(place), true);
    view.setBigInt64(at + 12 + index * 16, BigInt(buffer.byteLength), true);
    place += align(buffer.byteLength);
  });
}

function writeBody(bytes: Uint8Array, at: number, { buffers }: BatchParts): void {
  let place = at;
  for (const buffer of buffers) {
    bytes.set(buffer, place);
    const end = place + align(buffer.byteLength);
    bytes.fill(0, place + buffer.byteLength, end);
    place = end;
  }
  bytes.fill(0, place);
}

function align(size: number): number {
  return Math.ceil(size / 8) * 8;
}
