import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HistoryEntry } from '../../../src/extension/history/entry';
import { fromLine, toLine } from '../../../src/extension/history/entry';
import { HistoryStore } from '../../../src/extension/history/historyStore';

function entryOf(id: string, more: Partial<HistoryEntry> = {}): HistoryEntry {
  return { id, statement: `SELECT '${id}'`, title: 'SELECT', connectionId: 'local', connectionName: 'Local', startedAt: Number(id), elapsedMs: 5, rows: 1, outcome: 'done', ...more };
}

describe('the history on disk', () => {
  let folder: string;
  let limit: number;
  const open = (): HistoryStore => new HistoryStore(path.join(folder, 'history'), () => limit);
  const ids = async (store: HistoryStore): Promise<string[]> => (await store.entries()).map(({ id }) => id);
  const files = async (): Promise<string[]> => (await readdir(path.join(folder, 'history'))).sort();
  const text = async (name: string): Promise<string> => readFile(path.join(folder, 'history', name), 'utf8');

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'headwater-history-'));
    limit = 1_000;
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('is empty, and makes no folder, before something has run', async () => {
    expect(await open().entries()).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  test('gives back everything of an entry, newest first, in the next window too', async () => {
    const store = open();
    const full = entryOf('2', { statement: "SELECT 'ü \n\u2028'", altered: true, rowsAffected: '18446744073709551616', outcome: 'failed', reason: 'No.', uri: 'file:///a.sql' });
    await store.add(entryOf('1'));
    await store.add(full);
    expect(await open().entries()).toEqual([full, entryOf('1')]);
  });

  test('shows what another window adds', async () => {
    const [one, other] = [open(), open()];
    await one.add(entryOf('1'));
    expect(await ids(other)).toEqual(['1']);
    await one.add(entryOf('2'));
    await other.add(entryOf('3'));
    expect(await ids(one)).toEqual(['3', '2', '1']);
    expect(await ids(other)).toEqual(['3', '2', '1']);
  });

  test('takes the last line about a run', async () => {
    const store = open();
    await store.add(entryOf('1', { outcome: 'started' }));
    await store.add(entryOf('1', { outcome: 'done', rows: 7 }));
    expect(await store.entries()).toEqual([entryOf('1', { rows: 7 })]);
  });

  test('skips lines that it cannot read, keeps them, and reads on behind one that was cut off', async () => {
    const store = open();
    await store.add(entryOf('1'));
    const [name = ''] = await files();
    const rubbish = ['{"v":1,"id":"x"}', 'no json', '{"v":2,"id":"9"}', '[1]', 'null', '\u0000', '{"v":1,"id":"cut'].join('\n');
    await appendFile(path.join(folder, 'history', name), rubbish);
    await store.add(entryOf('2'));
    expect(await ids(store)).toEqual(['2', '1']);
    expect(await ids(open())).toEqual(['2', '1']);
    await store.remove(new Set(['1']));
    expect(await text(name)).toContain('{"v":1,"id":"cut');
  });

  test('removes entries from the files, not only from the list, and leaves the others', async () => {
    const [one, other] = [open(), open()];
    await one.add(entryOf('1', { statement: "SELECT 'my-secret'" }));
    await one.add(entryOf('2'));
    await other.entries();
    await one.remove(new Set(['1']));
    await other.add(entryOf('3'));
    expect(await ids(one)).toEqual(['3', '2']);
    expect(await ids(other)).toEqual(['3', '2']);
    for (const name of await files()) expect(await text(name)).not.toContain('my-secret');
  });

  test('is empty after it was cleared, in every window, and can be added to again', async () => {
    const [one, other] = [open(), open()];
    await one.add(entryOf('1'));
    await other.entries();
    await one.clear();
    expect(await ids(other)).toEqual([]);
    await other.add(entryOf('2'));
    expect(await ids(one)).toEqual(['2']);
  });

  test('begins a new file when one is full, and deletes those that the limit does not need', async () => {
    limit = 3;
    const store = open();
    const large = 'x'.repeat(600_000);
    for (let number = 1; number <= 12; number++) await store.add(entryOf(String(number), { statement: large }));
    expect(await ids(store)).toEqual(['12', '11', '10']);
    const names = await files();
    expect(names.length).toBeGreaterThanOrEqual(2);
    expect(names.length).toBeLessThanOrEqual(3);
    expect(names).not.toContain('history-00000001.jsonl');
  });

  test('keeps what is pinned, whatever the limit and when it is cleared, until it is removed', async () => {
    limit = 2;
    const [store, other] = [open(), open()];
    for (const id of ['1', '2', '3', '4']) await store.add(entryOf(id));
    await store.pin([entryOf('1'), entryOf('3')], true);
    expect(await ids(other)).toEqual(['4', '3', '2', '1']);
    expect((await other.entries()).filter(({ pinned }) => pinned).map(({ id }) => id)).toEqual(['3', '1']);
    await store.pin([entryOf('3')], false);
    expect(await ids(other)).toEqual(['4', '3', '1']);
    await other.clear();
    expect(await ids(store)).toEqual(['1']);
    await store.remove(new Set(['1']));
    expect(await ids(other)).toEqual([]);
  });

  test('keeps what is pinned when its file is deleted, and what is told of it later', async () => {
    limit = 3;
    const store = open();
    const large = 'x'.repeat(600_000);
    await store.add(entryOf('1', { outcome: 'paused' }));
    await store.pin([entryOf('1', { outcome: 'paused' })], true);
    await store.add(entryOf('1', { rows: 9 }));
    for (let number = 2; number <= 12; number++) await store.add(entryOf(String(number), { statement: large }));
    expect(await files()).not.toContain('history-00000001.jsonl');
    expect(await ids(open())).toEqual(['12', '11', '10', '1']);
    expect((await store.entries()).at(-1)).toEqual(entryOf('1', { rows: 9, pinned: true }));
  });

  test('keeps everything that windows add and remove at once', async () => {
    const windows = [open(), open(), open()];
    await Promise.all(windows.flatMap((store, at) => Array.from({ length: 40 }, (_, number) => store.add(entryOf(String(at * 100 + number + 1))))));
    await Promise.all([windows[0]!.remove(new Set(['1'])), windows[1]!.add(entryOf('500')), windows[2]!.add(entryOf('501'))]);
    expect(new Set(await ids(windows[0]!)).size).toBe(121);
  });

  test('tells when it has changed', async () => {
    const store = open();
    let changes = 0;
    store.onDidChange(() => changes++);
    await store.add(entryOf('1'));
    await store.remove(new Set(['1']));
    await store.clear();
    expect(changes).toBe(3);
  });

  test('says so when it cannot be written, and works again afterwards', async () => {
    await writeFile(path.join(folder, 'history'), 'a file where the folder should be');
    const store = open();
    await expect(store.add(entryOf('1'))).rejects.toThrow();
    await rm(path.join(folder, 'history'));
    await store.add(entryOf('2'));
    expect(await ids(store)).toEqual(['2']);
  });
});

test('a line of the history holds one entry, whatever the statement', () => {
  const entry = entryOf('1', { statement: 'a\r\n\u0000"\\\uD800' });
  expect(toLine(entry)).not.toMatch(/[\r\n]/u);
  expect(fromLine(toLine(entry))).toEqual(entry);
});

test('a line with a count that is no number is read without it', () => {
  expect(fromLine(toLine(entryOf('1', { rowsAffected: 'many' })))).toEqual(entryOf('1'));
});
