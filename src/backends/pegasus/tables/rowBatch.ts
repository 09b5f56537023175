import { BatchParts, encodeBatch } from '../../../core/arrow/batchMessage';
import type { ExecutionEvent } from '../../../core/contract/execution';
import { expiryMs } from '../client/expiry';
import type { TableEncodings } from '../values/encodings';
import type { KeyValues } from '../wire/messages/keyValues';
import { EXPIRE_TS, HASH_KEY, PARTITION, SORT_KEY } from './columns';
import { PageSpans } from './pageSpans';
import type { StoredRow } from './storedRow';
import { TextColumn } from './textColumn';

interface Column {
  append(row: StoredRow): void;
  appendPage(page: PageSpans): void;
  /** Gives its rows out and begins anew. */
  put(rows: number, out: BatchParts): void;
}

/** Collects rows as the columns of a batch. */
export class RowBatch {
  readonly #columns: readonly Column[];
  #rows = 0;
  #bytes = 0;

  constructor(wanted: readonly number[], encodings: TableEncodings) {
    this.#columns = wanted.map((column) => columnOf(column, encodings));
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

  /** The first `count` rows of a page; their keys are full keys. @throws ThriftError where one is none */
  appendPage(rows: KeyValues, count: number, partition: number): void {
    const page = new PageSpans(rows, count, partition);
    for (const column of this.#columns) column.appendPage(page);
    this.#rows += count;
    this.#bytes += page.byteLength;
  }

  /** Rows of which nothing but their number is wanted. */
  count(rows: number): void {
    this.#rows += rows;
  }

  take(): ExecutionEvent {
    const rows = this.#rows;
    const out = new BatchParts();
    for (const column of this.#columns) column.put(rows, out);
    this.#rows = 0;
    this.#bytes = 0;
    // the columns' memory is copied here, so that they can use it again
    return { kind: 'batch', rows, bytes: encodeBatch(rows, out) };
  }
}

function columnOf(column: number, { hashKey, sortKey, value }: TableEncodings): Column {
  switch (column) {
    case HASH_KEY:
      return new TextColumn(hashKey, 'hashKey');
    case SORT_KEY:
      return new TextColumn(sortKey, 'sortKey');
    case EXPIRE_TS:
      return new ExpiryColumn();
    case PARTITION:
      return new PartitionColumn();
    default:
      return new TextColumn(value, 'value');
  }
}

const NO_BYTES = new Uint8Array(0);

class ExpiryColumn implements Column {
  readonly #ms: (number | undefined)[] = [];

  append({ expireTs }: StoredRow): void {
    this.#ms.push(expiryMs(expireTs));
  }

  appendPage({ rows, count }: PageSpans): void {
    for (let row = 0; row < count; row += 1) this.#ms.push(expiryMs(rows.expireTs(row) ?? 0));
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
    this.#ms.length = 0;
    out.node(rows, nulls).buffer(nulls === 0 ? NO_BYTES : valid).buffer(new Uint8Array(values.buffer));
  }
}

class PartitionColumn implements Column {
  readonly #partitions: number[] = [];

  append({ partition }: StoredRow): void {
    this.#partitions.push(partition);
  }

  appendPage({ count, partition }: PageSpans): void {
    for (let row = 0; row < count; row += 1) this.#partitions.push(partition);
  }

  put(rows: number, out: BatchParts): void {
    const values = Int32Array.from(this.#partitions);
    this.#partitions.length = 0;
    out.node(rows, 0).buffer(NO_BYTES).buffer(new Uint8Array(values.buffer));
  }
}
