import { isUtf8 } from 'node:buffer';
import type { BatchParts } from '../../../core/arrow/batchMessage';
import { type Codec, RAW } from '../values/codec';
import type { PageSpans, Part, Spans } from './pageSpans';
import type { StoredRow } from './storedRow';

const NO_BYTES = new Uint8Array(0);
const BACKSLASH = RAW.charCodeAt(0);
/** Up to here a loop copies faster than a call does. */
const SHORT = 160;

const encoder = new TextEncoder();

/** Keys or values as text, in memory that is used again for the next batch. */
export class TextColumn {
  #bytes = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  /** One more than there are rows: the first is 0. */
  #offsets = new Int32Array(1025);
  #rows = 0;
  /** Bytes that are text stand as they are. */
  readonly #plain: boolean;

  constructor(
    private readonly codec: Codec,
    private readonly part: Part,
  ) {
    this.#plain = codec.id === 'utf8' || codec.id === 'json';
  }

  append(row: StoredRow): void {
    this.#add(row[this.part]);
  }

  /** Bytes are copied first and looked at all together: where all is text, which is nearly always so, that is all. */
  appendPage(page: PageSpans): void {
    const { bytes } = page.rows;
    const spans = page.of(this.part);
    if (this.#plain && this.#copied(bytes, spans, page.count)) return;
    for (let row = 0; row < page.count; row += 1) this.#add(bytes.subarray(spans.starts[row], spans.ends[row]));
  }

  put(rows: number, out: BatchParts): void {
    const offsets = this.#offsets.subarray(0, rows + 1);
    out.node(rows, 0).buffer(NO_BYTES).buffer(new Uint8Array(offsets.buffer, offsets.byteOffset, offsets.byteLength)).buffer(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    this.#rows = 0;
  }

  #add(bytes: Uint8Array): void {
    // text is text already: it is checked, and not decoded
    const text = this.#plain && bytes[0] !== BACKSLASH && isUtf8(bytes) ? bytes : encoder.encode(this.codec.toText(bytes));
    this.#reserve(1, text.byteLength);
    this.#bytes.set(text, this.#length);
    this.#length += text.byteLength;
    this.#offsets[(this.#rows += 1)] = this.#length;
  }

  /** @returns whether each is text of its own that does not begin like {@link RAW}; nothing has changed where not */
  #copied(bytes: Uint8Array, { starts, ends }: Spans, count: number): boolean {
    let size = 0;
    for (let row = 0; row < count; row += 1) {
      const start = starts[row] ?? 0;
      const end = ends[row] ?? 0;
      const first = start < end ? bytes[start] : 0;
      // together they could be text though one ends in the middle of a character and the next goes on there
      if (first === undefined || first === BACKSLASH || (first & 0xc0) === 0x80) return false;
      size += end - start;
    }
    this.#reserve(count, size);
    const from = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const [to, target, offsets, before] = [this.#view, this.#bytes, this.#offsets, this.#rows];
    let at = this.#length;
    for (let row = 0; row < count; row += 1) {
      const start = starts[row] ?? 0;
      const end = ends[row] ?? 0;
      if (end - start > SHORT) {
        target.set(bytes.subarray(start, end), at);
        at += end - start;
      } else {
        let next = start;
        for (; next + 4 <= end; next += 4, at += 4) to.setInt32(at, from.getInt32(next));
        for (; next < end; next += 1, at += 1) to.setUint8(at, from.getUint8(next));
      }
      offsets[before + row + 1] = at;
    }
    if (!isUtf8(target.subarray(this.#length, at))) return false;
    this.#length = at;
    this.#rows += count;
    return true;
  }

  #reserve(rows: number, size: number): void {
    const end = this.#length + size;
    if (end > this.#bytes.byteLength) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.byteLength * 2));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    if (this.#rows + rows >= this.#offsets.length) {
      const longer = new Int32Array(Math.max(this.#rows + rows + 1, this.#offsets.length * 2));
      longer.set(this.#offsets);
      this.#offsets = longer;
    }
  }
}
