import { describe, expect, test } from 'vitest';
import type { CatalogNode } from '../../../../src/core/contract/catalog';
import type { Session } from '../../../../src/core/contract/session';
import { CancelledError } from '../../../../src/core/errors';
import { ColumnIndex } from '../../../../src/server/catalogs/columnIndex';

const columns: Readonly<Record<string, readonly string[]>> = { trips: ['id', 'start_time'], stations: ['id', 'name'], broken: [] };

/** Only what the index asks for. */
function sessionWith(describeNode?: (name: string, signal: AbortSignal) => Promise<void>) {
  const described: string[] = [];
  const catalog = {
    search: async () => Object.keys(columns).map((label): CatalogNode => ({ path: [label], kind: 'table', label, icon: 'table', children: true, reference: label, selectable: true })),
    describe: async ([name = '']: readonly string[], signal: AbortSignal) => {
      described.push(name);
      await describeNode?.(name, signal);
      if (name === 'broken') throw new Error('No rights.');
      return { node: { path: [name], kind: 'table', label: name, icon: 'table', children: true }, facts: [], columns: (columns[name] ?? []).map((column) => ({ name: column, type: 'BIGINT' })) };
    },
  };
  return { described, session: { catalog } as unknown as Session };
}

const never = new AbortController().signal;
const names = (found: Awaited<ReturnType<ColumnIndex['search']>>) => found.map(({ node, column }) => `${node.label}.${column.name}`);

describe('the index of columns', () => {
  test('finds columns by a part of their name, those that begin with it first, and leaves out tables that cannot be described', async () => {
    const { session } = sessionWith();
    const index = new ColumnIndex();
    expect(names(await index.search(session, 'ID', 10, never))).toEqual(['trips.id', 'stations.id']);
    expect(names(await index.search(session, 'm', 10, never))).toEqual(['trips.start_time', 'stations.name']);
    expect(names(await index.search(session, 'i', 2, never))).toEqual(['trips.id', 'stations.id']);
  });

  test('reads tables once, and again after a minute', async () => {
    const { session, described } = sessionWith();
    let now = 0;
    const index = new ColumnIndex(() => now);
    await Promise.all([index.search(session, 'a', 10, never), index.search(session, 'b', 10, never)]);
    expect(described).toHaveLength(3);
    now = 61_000;
    await index.search(session, 'a', 10, never);
    expect(described).toHaveLength(6);
  });

  test('reading ends when nobody looks any more, and begins anew for the next', async () => {
    const ended: string[] = [];
    let slow = true;
    const { session } = sessionWith((name, signal) => {
      if (!slow) return Promise.resolve();
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          ended.push(name);
          reject(new CancelledError());
        });
      });
    });
    const index = new ColumnIndex();
    const gone = new AbortController();
    const looking = index.search(session, 'id', 10, gone.signal);
    await new Promise((resolve) => setTimeout(resolve, 20));
    gone.abort();
    await expect(looking).rejects.toThrow(CancelledError);
    expect(ended.toSorted()).toEqual(['broken', 'stations', 'trips']);
    slow = false;
    expect(names(await index.search(session, 'id', 10, never))).toEqual(['trips.id', 'stations.id']);
  });
});
