import { type DataType, Field, Int32, Int64, TimestampMillisecond, Utf8 } from 'apache-arrow';
import type { BatchParts } from '../../../core/arrow/batchMessage';
import type { SystemColumnRole } from '../../../core/contract/tables';
import { CHANGE_TYPES } from './changeType';

/** Columns that each row of a log has beside its own. */
export const SYSTEM_COLUMNS = ['_change_type', '_bucket', '_offset', '_timestamp'] as const;
export type SystemColumn = (typeof SYSTEM_COLUMNS)[number];

export const SYSTEM_ROLES: Readonly<Record<SystemColumn, SystemColumnRole>> = { _change_type: 'change', _bucket: 'partition', _offset: 'offset', _timestamp: 'timestamp' };

const TYPES: Readonly<Record<SystemColumn, DataType>> = { _change_type: new Utf8(), _bucket: new Int32(), _offset: new Int64(), _timestamp: new TimestampMillisecond('UTC') };

export const systemField = (name: SystemColumn): Field => new Field(name, TYPES[name], true);

/** Rows of one batch of one bucket. */
export interface Placed {
  readonly bucket: number;
  /** Of the first of the rows. */
  readonly offset: bigint;
  readonly timestampMs: bigint;
  readonly rows: number;
  /** One number a row; absent where all are appends. */
  readonly changes?: Uint8Array;
}

const NO_NULLS = new Uint8Array(0);
const CHANGE_BYTES = 2;
const CHANGE_TEXTS = new TextEncoder().encode(CHANGE_TYPES.join(''));

export function putSystemColumn(name: SystemColumn, placed: Placed, out: BatchParts): void {
  const { rows } = placed;
  out.node(rows, 0).buffer(NO_NULLS);
  switch (name) {
    case '_bucket':
      out.buffer(bytesOf(new Int32Array(rows).fill(placed.bucket)));
      return;
    case '_offset':
      out.buffer(bytesOf(BigInt64Array.from({ length: rows }, (_, row) => placed.offset + BigInt(row))));
      return;
    case '_timestamp':
      out.buffer(bytesOf(new BigInt64Array(rows).fill(placed.timestampMs)));
      return;
    case '_change_type':
      out.buffer(bytesOf(Int32Array.from({ length: rows + 1 }, (_, row) => row * CHANGE_BYTES))).buffer(changeTexts(placed));
  }
}

function changeTexts({ rows, changes }: Placed): Uint8Array {
  const texts = new Uint8Array(rows * CHANGE_BYTES);
  for (let row = 0; row < rows; row++) {
    const from = (changes?.[row] ?? 0) * CHANGE_BYTES;
    texts[2 * row] = CHANGE_TEXTS[from] ?? 0x3f;
    texts[2 * row + 1] = CHANGE_TEXTS[from + 1] ?? 0x3f;
  }
  return texts;
}

const bytesOf = (values: ArrayBufferView): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
