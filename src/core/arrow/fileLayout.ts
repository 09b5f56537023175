import { metadataOf } from './header';

/** Where the messages of an Arrow IPC file stand. Format: Arrow columnar format, "IPC File Format". */

interface Block {
  readonly offset: number;
  readonly metadataLength: number;
  readonly bodyLength: number;
}

const MAGIC = new Uint8Array([0x41, 0x52, 0x52, 0x4f, 0x57, 0x31, 0, 0]); // ARROW1, padded
const END_OF_STREAM = new Uint8Array([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);
const PREFIX = 8;
const BLOCK_BYTES = 24;
const V5 = 4;

/** Lays messages out as a file, each at a multiple of 8. */
export class ArrowFileLayout {
  readonly #dictionaries: Block[] = [];
  readonly #batches: Block[] = [];
  #end: number;

  constructor(private readonly schema: Uint8Array) {
    this.#end = Math.ceil((MAGIC.byteLength + schema.byteLength) / 8) * 8;
  }

  /** What stands at the start of the file. */
  header(): Uint8Array {
    const bytes = new Uint8Array(MAGIC.byteLength + this.schema.byteLength);
    bytes.set(MAGIC);
    bytes.set(this.schema, MAGIC.byteLength);
    return bytes;
  }

  /** The place of the next message. */
  add(kind: 'dictionary' | 'batch', message: Uint8Array): number {
    const offset = this.#end;
    const metadataLength = PREFIX + metadataOf(message).byteLength;
    (kind === 'batch' ? this.#batches : this.#dictionaries).push({ offset, metadataLength, bodyLength: message.byteLength - metadataLength });
    this.#end = Math.ceil((offset + message.byteLength) / 8) * 8;
    return offset;
  }

  /** Where the footer stands. */
  get end(): number {
    return this.#end;
  }

  /**
   * End of stream, footer, its length, and the magic. The footer is a flatbuffer that needs the schema as a table of its own:
   * the schema message's metadata is one, and stands in it as it is, since flatbuffers point relatively.
   */
  footer(): Uint8Array {
    const schema = metadataOf(this.schema);
    const dictionaries = 36;
    const batches = dictionaries + 8 + this.#dictionaries.length * BLOCK_BYTES;
    const embedded = batches + 4 + this.#batches.length * BLOCK_BYTES;
    const length = embedded + schema.byteLength;
    const bytes = new Uint8Array(END_OF_STREAM.byteLength + length + 4 + 6);
    bytes.set(END_OF_STREAM);
    const view = new DataView(bytes.buffer, END_OF_STREAM.byteLength);
    const vtable = 4;
    const table = 16;
    view.setUint32(0, table, true);
    // version, schema, dictionaries, record batches
    [12, 20, 4, 8, 12, 16].forEach((value, index) => {
      view.setUint16(vtable + index * 2, value, true);
    });
    view.setInt32(table, table - vtable, true);
    view.setInt16(table + 4, V5, true);
    view.setUint32(table + 8, embedded + schemaTable(schema) - (table + 8), true);
    writeBlocks(view, table + 12, dictionaries, this.#dictionaries);
    writeBlocks(view, table + 16, batches, this.#batches);
    bytes.set(schema, END_OF_STREAM.byteLength + embedded);
    view.setInt32(length, length, true);
    bytes.set(MAGIC.subarray(0, 6), END_OF_STREAM.byteLength + length + 4);
    return bytes;
  }
}

/** A vector of structs: its items start at a multiple of 8, its count 4 bytes before. */
function writeBlocks(view: DataView, field: number, at: number, blocks: readonly Block[]): void {
  view.setUint32(field, at - field, true);
  view.setUint32(at, blocks.length, true);
  blocks.forEach(({ offset, metadataLength, bodyLength }, index) => {
    const place = at + 4 + index * BLOCK_BYTES;
    view.setBigInt64(place, BigInt(offset), true);
    view.setInt32(place + 8, metadataLength, true);
    view.setBigInt64(place + 16, BigInt(bodyLength), true);
  });
}

/** Place of the Schema table in the metadata of a schema message: field `header` of the root table. */
function schemaTable(metadata: Uint8Array): number {
  const view = new DataView(metadata.buffer, metadata.byteOffset, metadata.byteLength);
  const root = view.getUint32(0, true);
  const vtable = root - view.getInt32(root, true);
  const place = root + view.getUint16(vtable + 8, true);
  return place + view.getUint32(place, true);
}
