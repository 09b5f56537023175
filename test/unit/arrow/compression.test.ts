import { describe, expect, it } from 'vitest';
import { NO_CODECS } from '../../../src/core/arrow/compression';
import { ArrowDecoder } from '../../../src/core/arrow/decode';
import { nodeCodecs, zstdInScript } from '../../../src/core/arrow/nodeCodecs';

/** Origin: pyarrow 26.0.1, one int64 column `n` of 300 sevens and a null, written with IpcWriteOptions(compression='lz4') and ('zstd'). */
const SCHEMA = bytes('ffffffff780000001000000000000a000c000600050008000a000000000104000c000000080008000000040008000000040000000100000014000000100014000800060007000c00000010001000000000000102100000001c0000000400000000000000010000006e00000008000c0008000700080000000000000140000000');
const LZ4 = bytes('ffffffff9800000014000000000000000c0018000600050008000c000c000000000304001c0000006000000000000000000000000c001c001000040008000c000c000000480000001c000000140000002d0100000000000000000000040004000400000002000000000000000000000022000000000000002800000000000000320000000000000000000000010000002d010000000000000100000000000000260000000000000004224d186040820b0000001fff01000d50ffffffff0f00000000000000000000680900000000000004224d186040821b00000022070001000f0800ffffffffffffffffff4e80000000000000000000000000000000000000');
const ZSTD = bytes('ffffffffa000000014000000000000000c0018000600050008000c000c000000000304001c0000009800000000000000000000000c001e001000040008000c000c0000005000000024000000180000002d0100000000000000000000000006000800070006000000000000010200000000000000000000001a000000000000002000000000000000770000000000000000000000010000002d010000000000000100000000000000260000000000000028b52ffd20264d000018ffff0f0100488005000000000000680900000000000028b52ffd6068082d030086e5158610000000130013001300aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa6aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa6aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa6aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa6a812c58020011e8ef19012f00');

function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

describe('compressed batches', () => {
  it('are read where they are LZ4', () => {
    const { rows, values, nulls } = read(LZ4);
    expect([rows, nulls]).toEqual([301, 1]);
    expect(values.slice(0, 300)).toEqual(Array.from({ length: 300 }, () => 7n));
  });

  it.each([
    ['by the runtime or the script', nodeCodecs()],
    ['by the script', { zstd: zstdInScript }],
  ])('are read where they are Zstandard, %s', (_, codecs) => {
    const { rows, values, nulls } = read(ZSTD, codecs);
    expect([rows, nulls]).toEqual([301, 1]);
    expect(values.slice(0, 300)).toEqual(Array.from({ length: 300 }, () => 7n));
  });

  it('are refused by a runtime without the codec', () => {
    expect(() => new ArrowDecoder(SCHEMA, NO_CODECS).batch(LZ4).column(0)).toThrow(/compressed with lz4/u);
  });

  it.each([
    ['LZ4', LZ4, nodeCodecs()],
    ['Zstandard', ZSTD, { zstd: zstdInScript }],
  ])('give a typed error when they are damaged: %s', (_, whole, codecs) => {
    const seen = new Set<string>();
    for (let at = whole.length - 110; at < whole.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const damaged = whole.slice();
        damaged[at] = damaged[at]! ^ (1 << bit);
        try {
          seen.add(`${read(damaged, codecs).rows} rows`);
        } catch (error) {
          seen.add(error instanceof Error ? error.name : '');
        }
      }
    }
    expect([...seen].sort()).toEqual(['301 rows', 'HeadwaterError']);
  });
});

function read(batch: Uint8Array, codecs = nodeCodecs()): { rows: number; nulls: number; values: unknown[] } {
  const decoded = new ArrowDecoder(SCHEMA, codecs).batch(batch);
  const column = decoded.column(0);
  const values: unknown = column.values;
  return { rows: decoded.rows, nulls: column.nullCount, values: values instanceof BigInt64Array ? [...values] : [] };
}
