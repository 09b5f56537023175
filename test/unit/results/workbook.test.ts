import { DateDay, Float64, Int64, makeData, RecordBatch, Schema, Struct, TimestampMicrosecond, Utf8, Field, vectorFromArray, type Data } from 'apache-arrow';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportResult } from '../../../src/server/results/export/export';
import { Pacer } from '../../../src/server/results/pacer';
import { NodeDisk } from '../../../src/server/results/store/disk';
import { scratch, storeOf } from './support';

/** Python's own readers of ZIP and XML, which check sizes and sums, give the cells of the first sheet. */
const READER = `
import sys, json, zipfile, xml.etree.ElementTree as E
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
for name in z.namelist(): E.fromstring(z.read(name))
n = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
rows = E.fromstring(z.read('xl/worksheets/sheet1.xml')).iter(n + 'row')
print(json.dumps([[[c.get('r'), c.get('t'), c.get('s'), c.findtext(n + 'v') or c.findtext(n + 'is/' + n + 't')] for c in row] for row in rows]))
`;

describe('a workbook', () => {
  it('holds numbers, days and text as a spreadsheet reads them, and what it would round as text', async () => {
    const columns: Record<string, Data> = {
      n: makeData({ type: new Int64(), length: 3, data: BigInt64Array.of(7n, 9_007_199_254_740_993n, -1n) }),
      x: makeData({ type: new Float64(), length: 3, nullCount: 1, nullBitmap: Uint8Array.of(0b011), data: Float64Array.of(0.1, NaN, 0) }),
      's <&>': vectorFromArray(['a "b" <c>', 'line\nbreak', '_x0041_\u0001'], new Utf8()).data[0]!,
      d: makeData({ type: new DateDay(), length: 3, data: Int32Array.of(0, 19_723, -40_000) }),
      t: makeData({ type: new TimestampMicrosecond(), length: 3, data: BigInt64Array.of(43_200_000_000n, 1n, 0n) }),
    };
    const schema = new Schema(Object.entries(columns).map(([name, { type }]) => new Field(name, type, true)));
    const store = await storeOf([new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: 3, nullCount: 0, children: Object.values(columns) }))]);
    const file = path.join(await scratch(), 'out.xlsx');
    await exportResult(store, new NodeDisk(), 'xlsx', file, { pacer: new Pacer(new AbortController().signal), timeZone: 'UTC', progress: () => undefined });
    expect(JSON.parse(execFileSync('python3', ['-c', READER, file], { encoding: 'utf8' }))).toEqual([
      [['A1', 'inlineStr', '1', 'n'], ['B1', 'inlineStr', '1', 'x'], ['C1', 'inlineStr', '1', 's <&>'], ['D1', 'inlineStr', '1', 'd'], ['E1', 'inlineStr', '1', 't']],
      [['A2', null, null, '7'], ['B2', null, null, '0.1'], ['C2', 'inlineStr', null, 'a "b" <c>'], ['D2', null, '2', '25569'], ['E2', null, '3', '25569.5']],
      [['A3', 'inlineStr', null, '9007199254740993'], ['B3', 'inlineStr', null, 'NaN'], ['C3', 'inlineStr', null, 'line\nbreak'], ['D3', null, '2', '45292'], ['E3', 'inlineStr', null, '1970-01-01 00:00:00.000001']],
      [['A4', null, null, '-1'], ['C4', 'inlineStr', null, '_x005F_x0041__x0001_'], ['D4', 'inlineStr', null, '1860-06-26'], ['E4', null, '3', '25569']],
    ]);
  });
});
