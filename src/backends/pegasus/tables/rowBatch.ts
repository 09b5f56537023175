import { isUtf8 } from 'node:buffer';
import { BatchParts, encodeBatch } from '../../../core/arrow/batchMessage';
import type { ExecutionEvent } from '../../../core/contract/execution';
import { expiryMs } from '../client/expiry';
import type { Codec } from '../values/codec';
import { RAW } from '../values/codec';
import type { TableEncodings } from '../values/encodings';
import { EXPIRE_TS, HASH_KEY, PARTITION, SORT_KEY } from './columns';

/** One row, before it stands in columns. */
export interface StoredRow {
  readonly hashKey: Uint8Array;
  readonly sortKey: Uint8Array;
  readonly value: Uint8Array;
  /** Seconds since 2016; 0 for never. */
  readonly expireTs: number;
  readonly partition: number;
}

interface Column {
  append(row: StoredRow): void;
  put(rows: number, out: BatchParts): void;
}

/** Collects rows as the columns of a batch. */
export class RowBatch {
  #columns: readonly Column[];
  #rows = 0;
  #bytes = 0;

  constructor(
    private readonly wanted: readonly number[],
    private readonly encodings: TableEncodings,
  ) {
    this.#columns = this.#fresh();
  }

  get rows(): number {
    return this.#rows;
  }

  /** Of keys and values, about. */
  get bytes(): number {
    return this.#bytes;
  }

  append(row: StoredRow): void {
    for (const column of this.#columns) column.append(row);
    this.#rows += 1;
    this.#bytes += row.hashKey.byteLength + row.sortKey.byteLength + row.value.byteLength;
  }

  /** Rows of which nothing but their number is wanted. */
  count(rows: number): void {
    this.#rows += rows;
  }

  take(): ExecutionEvent {
    const rows = this.#rows;
    const out = new BatchParts();
    for (const column of this.#columns) column.put(rows, out);
    this.#columns = this.#fresh();
    this.#rows = 0;
    this.#bytes = 0;
    return { kind: 'batch', rows, bytes: encodeBatch(rows, out) };
  }

  #fresh(): readonly Column[] {
    return this.wanted.map((column) => this.#column(column));
  }

  #column(column: number): Column {
    const { hashKey, sortKey, value } = this.encodings;
    switch (column) {
      case HASH_KEY:
        return new TextColumn(hashKey, (row) => row.hashKey);
      case SORT_KEY:
        return new TextColumn(sortKey, (row) => row.sortKey);
      case EXPIRE_TS:
        return new ExpiryColumn();
      case PARTITION:
        return new PartitionColumn();
      default:
        return new TextColumn(value, (row) => row.value);
    }
  }
}

const NO_BYTES = new Uint8Array(0);
const encoder = new TextEncoder();

class TextColumn implements Column {
  #bytes = new Uint8Array(4096);
  #length = 0;
  readonly #ends: number[] = [];
  readonly #plain: boolean;

  constructor(
    private readonly codec: Codec,
    private readonly part: (row: StoredRow) => Uint8Array,
  ) {
    this.#plain = codec.id === 'utf8' || codec.id === 'json';
  }

  append(row: StoredRow): void {
    const bytes = this.part(row);
    // text is text already: it is checked, and not decoded
    this.#add(this.#plain && bytes[0] !== RAW.charCodeAt(0) && isUtf8(bytes) ? bytes : encoder.encode(this.codec.toText(bytes)));
  }

  put(rows: number, out: BatchParts): void {
    const offsets = new Int32Array(rows + 1);
    offsets.set(this.#ends, 1);
    out.node(rows, 0).buffer(NO_BYTES).buffer(new Uint8Array(offsets.buffer)).buffer(this.#bytes.subarray(0, this.#length));
  }

  #add(bytes: Uint8Array): void {
    const end = this.#length + bytes.byteLength;
    if (end > this.#bytes.byteLength) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.byteLength * 2));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = end;
    this.#ends.push(end);
  }
}

class ExpiryColumn implements Column {
  readonly #ms: (number | undefined)[] = [];

  append({ expireTs }: StoredRow): void {
    this.#ms.push(expiryMs(expireTs));
  }

  put(rows: number, out: BatchParts): void {
    const values = new BigInt64Array(rows);
    const valid = new Uint8Array((rows + 7) >> 3);
    let nulls = 0;
    this.#ms.forEach((ms, row) => {
      if (ms === undefined) nulls += 1;
      else {
        values[row] = BigInt(ms) * 1000n;
        valid[row >> 3] = (valid[row >> 3] ?? 0) | (1 << (row & 7));
      }
    });
    out.node(rows, nulls).buffer(nulls === 0 ? NO_BYTES : valid).buffer(new Uint8Array(values.buffer));
  }
}

class PartitionColumn implements Column {
  readonly #partitions: number[] = [];

  append({ partition }: StoredRow): void {
    this.#partitions.push(partition);
  }

  put(rows: number, out: BatchParts): void {
    out.node(rows, 0).buffer(NO_BYTES).buffer(new Uint8Array(Int32Array.from(this.#partitions).buffer));
  }
}
