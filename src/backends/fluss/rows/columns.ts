import type { BatchParts } from '../../../core/arrow/batchMessage';

/** A list of bytes that grows. */
export class GrowingBytes {
  #bytes = new Uint8Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Space for `size` more bytes; the caller fills it. */
  extend(size: number): Uint8Array {
    const end = this.#length + size;
    if (end > this.#bytes.byteLength) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.byteLength * 2));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    const space = this.#bytes.subarray(this.#length, end);
    this.#length = end;
    return space;
  }

  append(bytes: Uint8Array): void {
    this.extend(bytes.byteLength).set(bytes);
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }
}

/** Validity bits as Arrow has them: absent while nothing is null. */
class Validity {
  #bits = new Uint8Array(128);
  #length = 0;
  nulls = 0;

  append(valid: boolean): void {
    const byte = this.#length >> 3;
    if (byte >= this.#bits.byteLength) {
      const larger = new Uint8Array(this.#bits.byteLength * 2);
      larger.set(this.#bits);
      this.#bits = larger;
    }
    const bit = 1 << (this.#length & 7);
    this.#bits[byte] = valid ? (this.#bits[byte] ?? 0) | bit : (this.#bits[byte] ?? 0) & ~bit;
    this.#length += 1;
    if (!valid) this.nulls += 1;
  }

  get length(): number {
    return this.#length;
  }

  finish(): Uint8Array {
    return this.nulls === 0 ? new Uint8Array(0) : this.#bits.subarray(0, (this.#length + 7) >> 3);
  }

  clear(): void {
    this.#length = 0;
    this.nulls = 0;
  }
}

/** Collects the values of one Arrow column. */
export abstract class ColumnBuilder {
  protected readonly validity = new Validity();

  get length(): number {
    return this.validity.length;
  }

  /** One value that is there; `fill` puts it into the builder. */
  abstract appendNull(): void;

  /** Puts node and buffers out, over this builder's own memory: {@link clear} only when they have been copied. */
  finish(out: BatchParts): void {
    out.node(this.length, this.validity.nulls).buffer(this.validity.finish());
    this.buffers(out);
  }

  clear(): void {
    this.validity.clear();
    this.empty();
  }

  protected abstract buffers(out: BatchParts): void;
  protected abstract empty(): void;
}

/** Values of a fixed size. */
export class FixedColumn extends ColumnBuilder {
  readonly #values = new GrowingBytes();

  constructor(private readonly size: number) {
    super();
  }

  /** Zeroed space for one value. */
  slot(): DataView {
    this.validity.append(true);
    const space = this.#values.extend(this.size);
    return new DataView(space.buffer, space.byteOffset, space.byteLength);
  }

  appendNull(): void {
    this.validity.append(false);
    this.#values.extend(this.size).fill(0);
  }

  protected buffers(out: BatchParts): void {
    out.buffer(this.#values.bytes);
  }
  protected empty(): void {
    this.#values.clear();
  }
}

export class BoolColumn extends ColumnBuilder {
  readonly #values = new Validity();

  append(value: boolean): void {
    this.validity.append(true);
    this.#values.append(value);
  }

  appendNull(): void {
    this.validity.append(false);
    this.#values.append(false);
  }

  protected buffers(out: BatchParts): void {
    // with no value false, the bits of a validity would be left out
    out.buffer(this.#values.nulls === 0 ? new Uint8Array((this.length + 7) >> 3).fill(0xff) : this.#values.finish());
  }
  protected empty(): void {
    this.#values.clear();
  }
}

/** Texts and bytes of any length. */
export class BytesColumn extends ColumnBuilder {
  readonly #offsets = new GrowingBytes();
  readonly #values = new GrowingBytes();

  append(value: Uint8Array): void {
    this.validity.append(true);
    this.#values.append(value);
    this.#end();
  }

  appendNull(): void {
    this.validity.append(false);
    this.#end();
  }

  protected buffers(out: BatchParts): void {
    out.buffer(withLeadingZero(this.#offsets)).buffer(this.#values.bytes);
  }
  protected empty(): void {
    this.#offsets.clear();
    this.#values.clear();
  }

  #end(): void {
    putInt32(this.#offsets, this.#values.length);
  }
}

/** Lists and maps: the elements are in the child. */
export class ListColumn extends ColumnBuilder {
  readonly #offsets = new GrowingBytes();

  constructor(readonly child: ColumnBuilder) {
    super();
  }

  /** After the elements of one list have been put into the child. */
  endList(): void {
    this.validity.append(true);
    putInt32(this.#offsets, this.child.length);
  }

  appendNull(): void {
    this.validity.append(false);
    putInt32(this.#offsets, this.child.length);
  }

  protected buffers(out: BatchParts): void {
    out.buffer(withLeadingZero(this.#offsets));
    this.child.finish(out);
  }
  protected empty(): void {
    this.#offsets.clear();
    this.child.clear();
  }
}

export class StructColumn extends ColumnBuilder {
  constructor(readonly children: readonly ColumnBuilder[]) {
    super();
  }

  /** After each child got its value. */
  endRow(): void {
    this.validity.append(true);
  }

  appendNull(): void {
    this.validity.append(false);
    for (const child of this.children) child.appendNull();
  }

  protected buffers(out: BatchParts): void {
    for (const child of this.children) child.finish(out);
  }
  protected empty(): void {
    for (const child of this.children) child.clear();
  }
}

function putInt32(to: GrowingBytes, value: number): void {
  const space = to.extend(4);
  new DataView(space.buffer, space.byteOffset, 4).setInt32(0, value, true);
}

function withLeadingZero(offsets: GrowingBytes): Uint8Array {
  const all = new Uint8Array(4 + offsets.length);
  all.set(offsets.bytes, 4);
  return all;
}
