import type { BatchParts } from '../../../core/arrow/batchMessage';
import { setBits } from '../../../core/arrow/bits';
import type { ValueReader } from './reader';

/** Gathers texts as one Arrow column. A value that is refused leaves the column as it was. */
export class ColumnWriter {
  #rows = 0;
  #nulls = 0;
  #valid: boolean[] = [];
  #fixed: Uint8Array;
  #bits: boolean[] = [];
  #values: Uint8Array[] = [];

  constructor(private readonly reader: ValueReader) {
    this.#fixed = new Uint8Array(reader.layout === 'fixed' ? reader.width * 16 : 0);
  }

  /** @throws BadValue */
  add(text: string | null): void {
    if (text === null) this.#addNull();
    else this.#addValue(text);
    this.#valid.push(text !== null);
    this.#rows += 1;
  }

  /** Takes the newest value back: another column of its row was refused. */
  undo(): void {
    this.#rows -= 1;
    if (this.#valid.pop() === false) this.#nulls -= 1;
    if (this.reader.layout === 'bits') this.#bits.pop();
    if (this.reader.layout === 'bytes') this.#values.pop();
  }

  write(out: BatchParts): void {
    out.node(this.#rows, this.#nulls).buffer(this.#nulls === 0 ? new Uint8Array(0) : packed(this.#valid));
    switch (this.reader.layout) {
      case 'fixed':
        out.buffer(this.#fixed.subarray(0, this.#rows * this.reader.width));
        return;
      case 'bits':
        out.buffer(packed(this.#bits));
        return;
      case 'bytes':
        this.#writeBytes(out, this.reader.large);
    }
  }

  #addNull(): void {
    this.#nulls += 1;
    if (this.reader.layout === 'bits') this.#bits.push(false);
    else if (this.reader.layout === 'bytes') this.#values.push(new Uint8Array(0));
    else this.#slot(this.reader.width).fill(0);
  }

  #addValue(text: string): void {
    switch (this.reader.layout) {
      case 'fixed': {
        const slot = this.#slot(this.reader.width);
        this.reader.put(new DataView(slot.buffer, slot.byteOffset, slot.byteLength), 0, text);
        return;
      }
      case 'bits':
        this.#bits.push(this.reader.read(text));
        return;
      case 'bytes':
        this.#values.push(this.reader.read(text));
    }
  }

  #slot(width: number): Uint8Array {
    const at = this.#rows * width;
    if (at + width > this.#fixed.length) {
      const larger = new Uint8Array(this.#fixed.length * 2);
      larger.set(this.#fixed);
      this.#fixed = larger;
    }
    return this.#fixed.subarray(at, at + width);
  }

  #writeBytes(out: BatchParts, large: boolean): void {
    const bytes = new Uint8Array(this.#values.reduce((sum, value) => sum + value.length, 0));
    const ends = new Int32Array(this.#rows + 1);
    let end = 0;
    this.#values.forEach((value, row) => {
      bytes.set(value, end);
      end += value.length;
      ends[row + 1] = end;
    });
    const offsets = large ? BigInt64Array.from(ends, BigInt) : ends;
    out.buffer(new Uint8Array(offsets.buffer)).buffer(bytes);
  }
}

function packed(bits: readonly boolean[]): Uint8Array {
  const bitmap = new Uint8Array((bits.length + 7) >> 3);
  bits.forEach((bit, index) => {
    if (bit) setBits(bitmap, index, 1);
  });
  return bitmap;
}
