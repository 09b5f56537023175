import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Disk, type DiskFile, NodeDisk } from '../../../src/server/results/store/disk';
import { SpillFolder } from '../../../src/server/results/store/spillFolder';
import { SpillQuota } from '../../../src/server/results/store/spillQuota';
import { dictionaries, makeBatch, nested, Random, scalars, schemaOf } from '../arrow/samples';
import { makeStore, messagesOf, scratch, storeOf, window } from './support';

const FULL = process.env['HEADWATER_FULL'] === '1';
const samples = [...scalars, ...nested, ...dictionaries];

function batches(count: number, rows: number, seed = 3) {
  const random = new Random(seed);
  const schema = schemaOf(samples);
  return Array.from({ length: count }, () => makeBatch(samples, rows, random, 5, schema));
}

/** A disk whose writes fail once it holds `room` bytes. */
class SmallDisk extends NodeDisk implements Disk {
  constructor(
    private room: number,
    private readonly code: string,
  ) {
    super();
  }

  override async create(file: string): Promise<DiskFile> {
    const inner = await super.create(file);
    return {
      ...inner,
      write: async (bytes, position) => {
        this.room -= bytes.byteLength;
        if (this.room < 0) throw Object.assign(new Error(`${this.code}: no luck`), { code: this.code });
        await inner.write(bytes, position);
      },
    };
  }
}

describe('a result that spills', () => {
  it('gives the same windows as one in memory', async () => {
    const all = batches(6, 50);
    const [inMemory, spilled, partly] = [await storeOf(all), await storeOf(all, { memory: 0 }), await storeOf(all, { memory: 60_000 })];
    expect(inMemory.kept.spilledBytes).toBe(0);
    expect(spilled.kept.spilledBytes).toBe(spilled.kept.bytes);
    expect(partly.kept.spilledBytes).toBe(partly.kept.bytes);
    const columns = samples.map((_, index) => index);
    for (const [row, rows] of [[0, 10], [45, 10], [120, 100], [299, 5]] as const) {
      const wanted = (await window(inMemory, row, rows, columns)).bytes;
      expect((await window(spilled, row, rows, columns)).bytes).toEqual(wanted);
      expect((await window(partly, row, rows, columns)).bytes).toEqual(wanted);
    }
  });

  it('ends early when the space for spill files is used up, and keeps what there was', async () => {
    const all = batches(6, 50);
    const quota = new SpillQuota(100_000);
    const [schema, ...messages] = messagesOf(all);
    const store = await makeStore(schema!.bytes, { memory: 20_000, quota });
    let kept = store.kept;
    for (const { kind, bytes } of messages) if (kind !== 'schema') kept = await store.append(kind, bytes, Infinity);
    expect(kept.full).toMatch(/space for results on disk \(97\.7 KiB\) is used up/u);
    expect(kept.rows).toBeGreaterThan(0);
    expect(kept.rows).toBeLessThan(300);
    expect((await window(store, kept.rows - 1, 10, [2])).rows).toBe(1);
    await store.close();
    expect(quota.take(100_000)).toBe(true);
  });

  for (const code of ['ENOSPC', 'EIO']) {
    it(`says what to do when the disk fails with ${code}, and keeps what there was`, async () => {
      const [schema, ...messages] = messagesOf(batches(6, 50));
      const store = await makeStore(schema!.bytes, { memory: 50_000, disk: new SmallDisk(90_000, code) });
      const failures: unknown[] = [];
      for (const { kind, bytes } of messages) if (kind !== 'schema') await store.append(kind, bytes, Infinity).catch((error: unknown) => failures.push(error));
      expect(failures).toHaveLength(1);
      expect(failures[0]).toMatchObject({ failure: { what: 'Could not keep all rows', code, todo: expect.stringMatching(/\w/u) } });
      expect(store.rows).toBeGreaterThan(50);
      for (let row = 0; row < store.rows; row += 10) expect((await window(store, row, 10, [2, 13])).rows).toBe(10);
    });
  }

  it('reads rows while others are written', async () => {
    const [schema, ...messages] = messagesOf(batches(20, 30));
    const store = await makeStore(schema!.bytes, { memory: 40_000 });
    const appended = messages.flatMap(({ kind, bytes }) => (kind === 'schema' ? [] : [store.append(kind, bytes, Infinity)]));
    for (let look = 0; look < 10; look++) {
      const cut = await window(store, Math.max(0, store.rows - 20), 20, [0, 2]);
      expect(cut.table.numRows).toBe(cut.rows);
      await appended[look * 2];
    }
    await Promise.all(appended);
    expect(store.rows).toBe(600);
  });
});

describe('the folder of spill files', () => {
  const mark = hostname().replace(/[^A-Za-z0-9-]/gu, '_');
  const deadPid = 2 ** 22 + 1; // beyond the greatest process id of Linux

  it('loses what a crashed process left, and nothing else', async () => {
    const root = await scratch();
    const names = [`${mark}.${deadPid}.aaaa`, `${mark}.${process.pid}.bbbb`, `elsewhere-host.${deadPid}.cccc`, 'notes.txt'];
    for (const name of names.slice(0, 3)) {
      await mkdir(path.join(root, name));
      await writeFile(path.join(root, name, '1.arrow'), 'x');
    }
    await writeFile(path.join(root, 'notes.txt'), 'mine');
    const folder = new SpillFolder(new NodeDisk(), root);
    const { file } = await folder.create();
    await file.close();
    await folder.removeAbandoned();
    const left = await readdir(root);
    expect(left).not.toContain(names[0]);
    expect(left).toEqual(expect.arrayContaining(names.slice(1)));
    expect(left).toHaveLength(4);
    await folder.dispose();
    expect(await readdir(root)).toHaveLength(3);
  });

  it('is not minded when it does not exist', async () => {
    await expect(new SpillFolder(new NodeDisk(), path.join(await scratch(), 'none')).removeAbandoned()).resolves.toBeUndefined();
  });
});

describe('a result of many rows', () => {
  const millions = FULL ? 10 : 0.5;
  it(`finds any of ${millions} million rows, in memory and spilled`, { timeout: 180_000 }, async () => {
    const rows = 50_000;
    const int32 = [scalars.find(({ name }) => name === 'int32')!];
    const schema = schemaOf(int32);
    const all = Array.from({ length: (millions * 1e6) / rows }, (_, batch) => makeBatch([{ ...int32[0]!, value: counter(batch * rows) }], rows, new Random(1), 0, schema));
    for (const memory of [Infinity, 1e6]) {
      const store = await storeOf(all, { memory });
      expect(store.rows).toBe(millions * 1e6);
      for (const row of [0, rows - 1, rows, store.rows / 2 + 7, store.rows - 1]) expect((await window(store, row, 1, [0])).table.getChildAt(0)?.get(0)).toBe(row);
    }
  });
});

function counter(from: number): () => number {
  let next = from;
  return () => next++;
}
