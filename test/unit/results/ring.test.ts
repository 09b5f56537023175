import { Field, Int32, Schema, tableFromIPC, Utf8 } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { encodeSchema } from '../../../src/core/arrow/messages';
import { nodeCodecs } from '../../../src/core/arrow/nodeCodecs';
import { LiveRing } from '../../../src/server/results/live/ring';
import { LiveResult } from '../../../src/server/results/live/liveResult';
import { pickBatch } from '../../../src/server/results/store/pick';
import type { Rows } from '../../../src/server/results/store/rows';
import { WindowSchemas } from '../../../src/server/results/window/encodeWindow';
import { cutWindow } from '../../../src/server/results/window/window';
import { encodeRows } from '../../../src/server/tables/encodeRows';

const SCHEMA = new Schema([new Field('user', new Int32(), false, new Map([['headwater:key', 'primary key']])), new Field('n', new Int32(), true), new Field('word', new Utf8(), true)]);

function batch(from: number, rows: number): Uint8Array {
  const stream = encodeRows(SCHEMA.fields, Array.from({ length: rows }, (_, row) => [String((from + row) % 5), String(from + row), `w${from + row}`]), 'UTC', 'x');
  const head = 8 + new DataView(stream.buffer).getInt32(4, true);
  return stream.slice(head, stream.length - 8);
}

const ring = (rows: number, bytes = Infinity): LiveRing => new LiveRing(encodeSchema(SCHEMA).bytes, { rows, bytes }, nodeCodecs());

async function numbers(rows: Rows, from = 0, count = rows.rows): Promise<readonly number[]> {
  const window = await cutWindow(rows, new WindowSchemas(), { row: from, rows: count, columns: [1] }, 'UTC');
  return Array.from(tableFromIPC(window.bytes).getChildAt(0) ?? [], Number);
}

describe('The ring of a live result', () => {
  it('keeps the newest rows to the row, and counts those that made room', async () => {
    const live = ring(25);
    for (let from = 0; from < 100; from += 10) await live.append('batch', batch(from, 10));
    expect(live.kept).toMatchObject({ rows: 100, ring: { kept: 25, dropped: 75 } });
    expect(await numbers(live.snapshot('oldest', false))).toEqual(Array.from({ length: 25 }, (_, row) => 75 + row));
  });

  it('keeps the bounds in bytes too, and the newest batch however large', async () => {
    const one = batch(90, 10).byteLength;
    const live = ring(Infinity, one * 3);
    for (let from = 0; from < 100; from += 10) await live.append('batch', batch(from, 10));
    expect(live.kept.ring?.kept).toBe(30);
    await live.append('batch', batch(100, 1_000));
    expect(live.kept.ring).toEqual({ kept: 1_000, dropped: 100 });
  });

  it('cuts a batch that is larger than the ring', async () => {
    const live = ring(7);
    await live.append('batch', batch(0, 100));
    expect(await numbers(live.snapshot('newest', false))).toEqual([99, 98, 97, 96, 95, 94, 93]);
  });

  it('leaves a snapshot as it was while newer rows come', async () => {
    const live = ring(10);
    await live.append('batch', batch(0, 10));
    const before = live.snapshot('oldest', false);
    for (let from = 10; from < 1_000; from += 10) await live.append('batch', batch(from, 10));
    expect(before.upTo).toBe(10);
    expect(await numbers(before, 3, 4)).toEqual([3, 4, 5, 6]);
  });

  it('shows the newest row of each key, also of keys that come and go', async () => {
    const live = ring(12);
    await live.append('batch', batch(0, 7));
    expect(await numbers(live.snapshot('oldest', true))).toEqual([2, 3, 4, 5, 6]);
    await live.append('batch', batch(7, 2));
    expect(await numbers(live.snapshot('newest', true))).toEqual([8, 7, 6, 5, 4]);
    for (let index = 0; index < 20; index++) await live.append('batch', batch(100, 1)); // only user 0
    expect(await numbers(live.snapshot('oldest', true))).toEqual([100]);
  });

  it('says so where no column is known as a key', async () => {
    const plain = new LiveRing(encodeSchema(new Schema([new Field('n', new Int32(), true)])).bytes, { rows: 1, bytes: 1 }, nodeCodecs());
    expect(() => plain.snapshot('oldest', true)).toThrow('The result does not say which columns are its key.');
  });

  it('forgets views but the last two, and says so', async () => {
    const live = ring(10);
    const result = new LiveResult(live);
    await live.append('batch', batch(0, 3));
    const views = [1, 2, 3].map(() => result.open({ order: 'oldest', compact: false }).view);
    expect(() => result.rows(views[0])).toThrow('Newer rows have taken the place');
    expect(result.rows(views[1]).rows).toBe(3);
  });

  it('gives its rows as whole messages', async () => {
    const live = ring(5);
    await live.append('batch', batch(0, 9));
    expect((await pickBatch(live.snapshot('oldest', false), 0, 100)).rows).toBe(5);
  });
});
