import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { DataComparer } from '../../../src/extension/data/comparer';
import { StoredKeys } from '../../../src/extension/data/keyMemory';
import { ObjectDataViewer } from '../../../src/extension/data/objectData';
import { dataTarget } from '../../../src/extension/commands/data/target';
import type { DataInfo } from '../../../src/protocol/data';
import type { StartRun } from '../../../src/protocol/results';

const INFO: DataInfo = { label: "mem://repo/main/it's.csv", size: 1_000, facts: [], preview: true, askAbove: 10_000, columns: [{ name: 'id', type: 'BIGINT' }, { name: 'name', type: 'VARCHAR' }] };
const OBJECT = { connectionId: 'c', object: ['repo', 'main', "data/it's.csv"] };

class Desk {
  readonly started: StartRun[] = [];
  readonly asked: number[] = [];
  readonly offered: (readonly string[])[] = [];
  readonly stored = new Map<string, unknown>();
  allows = true;
  key: readonly string[] | undefined = ['id'];
  info: DataInfo = INFO;
  readonly viewer: ObjectDataViewer;
  readonly comparer: DataComparer;

  constructor() {
    const results = {
      start: async (run: StartRun) => {
        this.started.push(run);
        return { resultId: 'r', settled: new Promise<never>(() => undefined) };
      },
    };
    const prompts = {
      mayFetch: async (_label: string, bytes: number) => {
        this.asked.push(bytes);
        return this.allows;
      },
    };
    this.viewer = new ObjectDataViewer({ requests: { request: async (definition) => z.parse(definition.result, this.info) }, results, prompts });
    const keys = new StoredKeys({
      get: (key) => this.stored.get(key),
      update: async (key, value) => {
        this.stored.set(key, value);
      },
    });
    const compare = {
      key: async (_columns: unknown, before: readonly string[]) => {
        this.offered.push(before);
        return this.key;
      },
    };
    this.comparer = new DataComparer({ viewer: this.viewer, results, prompts, compare, keys });
  }
}

describe('showing the rows of an object', () => {
  it('begins with the first rows, and stands for a statement that can be run', async () => {
    const desk = new Desk();
    desk.info = { ...INFO, size: 1e12 };
    await desk.viewer.open(OBJECT);
    expect(desk.asked).toEqual([]);
    expect(desk.started).toEqual([{ connectionId: 'c', statement: "SELECT * FROM 'mem://repo/main/it''s.csv'", title: "it's.csv", writes: false, data: { kind: 'object', object: OBJECT.object, rows: 'first' } }]);
  });

  it('asks before much is fetched, and fetches nothing without consent', async () => {
    const desk = new Desk();
    desk.info = { ...INFO, size: 50_000 };
    await desk.viewer.readAll(OBJECT);
    desk.allows = false;
    await desk.viewer.readAll(OBJECT);
    desk.info = { ...INFO, size: 50_000, preview: false };
    await desk.viewer.open(OBJECT);
    expect(desk.asked).toEqual([50_000, 50_000, 50_000]);
    expect(desk.started.map(({ data }) => data)).toEqual([{ kind: 'object', object: OBJECT.object, rows: 'all', fetchLimit: 50_000 }]);
  });

  it('is not asked about what is small', async () => {
    const desk = new Desk();
    await desk.viewer.readAll(OBJECT);
    await desk.viewer.statistics(OBJECT);
    expect(desk.asked).toEqual([]);
    expect(desk.started.map(({ data }) => (data?.kind === 'object' ? data.rows : undefined))).toEqual(['all', 'statistics']);
  });
});

describe('comparing the rows of two objects', () => {
  const before = { connectionId: 'c', object: ['repo', 'v1', 'a.csv'] };
  const after = { connectionId: 'c', object: ['repo', 'main', 'a.csv'] };

  it('runs with the chosen key, and offers it again for the same object at other refs', async () => {
    const desk = new Desk();
    await desk.comparer.compare(before, after);
    await desk.comparer.compare({ ...before, object: ['repo', 'v2', 'a.csv'] }, { ...after, object: ['repo', 'dev', 'a.csv'] });
    expect(desk.offered).toEqual([[], ['id']]);
    expect(desk.started[0]).toMatchObject({ title: 'a.csv (v1 ↔ main)', data: { kind: 'compare', left: before, right: after, key: ['id'] } });
  });

  it('is named after the object and its refs, or after both objects', async () => {
    const desk = new Desk();
    const commit = 'c'.repeat(64);
    await desk.comparer.compare({ ...before, object: ['repo', commit, 'x/a.csv'] }, { ...after, object: ['repo', 'main', 'x/a.csv'] });
    await desk.comparer.compare({ ...before, object: ['repo', 'v1', 'b.csv'] }, after);
    await desk.comparer.compare({ ...before, object: ['other', 'v1', 'a.csv'] }, after);
    expect(desk.started.map(({ title }) => title)).toEqual([`a.csv (${'c'.repeat(10)} ↔ main)`, 'b.csv ↔ a.csv', 'a.csv ↔ a.csv']);
  });

  it('is given up where no key is chosen or the fetching is refused', async () => {
    const desk = new Desk();
    desk.key = undefined;
    await desk.comparer.compare(before, after);
    desk.key = [];
    desk.info = { ...INFO, size: 20_000 };
    desk.allows = false;
    await desk.comparer.compare(before, after);
    expect(desk.asked).toEqual([40_000]);
    expect(desk.started).toEqual([]);
  });

  it('offers only key columns that both still have', async () => {
    const desk = new Desk();
    await desk.comparer.compare(before, after);
    desk.info = { ...INFO, columns: [{ name: 'nr', type: 'BIGINT' }] };
    await desk.comparer.compare(before, after);
    expect(desk.offered).toEqual([[], []]);
  });
});

describe('the object of a command', () => {
  it('is a node of the tree or a connection and a path', () => {
    expect(dataTarget({ kind: 'object', connectionId: 'c', object: { path: ['x'], object: ['repo', 'main', 'a.csv'] } })).toEqual({ connectionId: 'c', object: ['repo', 'main', 'a.csv'] });
    expect(dataTarget({ connectionId: 'c', object: ['a'] })).toEqual({ connectionId: 'c', object: ['a'] });
    expect(dataTarget(undefined)).toBeUndefined();
    expect(dataTarget({ kind: 'connection', connectionId: 'c' })).toBeUndefined();
  });
});
