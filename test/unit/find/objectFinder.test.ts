import { expect, test } from 'vitest';
import type { CatalogNode } from '../../../src/core/contract/catalog';
import { HeadwaterError } from '../../../src/core/errors';
import type { ObjectSearch } from '../../../src/extension/find/objectFinder';
import { ObjectFinder } from '../../../src/extension/find/objectFinder';
import type { SearchParams } from '../../../src/protocol/catalog';
import type { RequestDefinition } from '../../../src/protocol/define';

const profiles = ['a', 'b', 'c'].map((id) => ({ id, name: `System ${id}`, backend: 'made', values: {} }));
const state = (id: string) => (id === 'c' ? ('closed' as const) : ('open' as const));
const table = (label: string): CatalogNode => ({ path: ['main', label], kind: 'table', label, icon: 'table', children: true });

interface Asked {
  readonly method: string;
  readonly params: SearchParams;
  readonly signal: AbortSignal | undefined;
}

function finderOver(answer: (asked: Asked) => Promise<unknown>) {
  const asked: Asked[] = [];
  const server = {
    request: async <P, R>({ method }: RequestDefinition<P, R>, params: P, signal?: unknown): Promise<R> => {
      const one = { method, params: params as SearchParams, signal: signal instanceof AbortSignal ? signal : undefined };
      asked.push(one);
      return (await answer(one)) as R;
    },
  };
  return { asked, finder: new ObjectFinder(server, { profiles, state }) };
}

async function lastOf(finder: ObjectFinder, text: string): Promise<ObjectSearch> {
  const told: ObjectSearch[] = [];
  await finder.find(text, new AbortController().signal, (search) => told.push(search));
  const last = told.at(-1);
  if (!last) throw new Error('Nothing was told.');
  return last;
}

test('asks open connections only, and puts equal names first, then beginnings, objects before columns', async () => {
  const { asked, finder } = finderOver(async ({ method, params: { connectionId } }) => {
    if (method.endsWith('searchColumns')) return [{ node: table('trips'), column: { name: 'order', type: 'BIGINT' } }];
    return connectionId === 'a' ? [table('old_order'), table('orders')] : [table('order')];
  });
  const { found, waiting, failures } = await lastOf(finder, 'order');
  expect(found.map(({ connection, node, column }) => `${connection.id} ${column?.name ?? node.label}${column ? ' column' : ''}`)).toEqual([
    'b order',
    'a orders',
    'a old_order',
    'a order column',
    'b order column',
  ]);
  expect({ waiting, failures }).toEqual({ waiting: 0, failures: [] });
  expect(new Set(asked.map(({ params }) => params.connectionId))).toEqual(new Set(['a', 'b']));
});

test('tells what one connection found while another has not answered, and says which could not', async () => {
  const { finder } = finderOver(async ({ method, params: { connectionId } }) => {
    if (connectionId === 'b') throw new HeadwaterError({ what: 'Could not list', why: 'It is gone.', todo: 'Connect again.' });
    return method.endsWith('searchColumns') ? [] : [table('orders')];
  });
  const { found, failures } = await lastOf(finder, 'ord');
  expect(found.map(({ node }) => node.label)).toEqual(['orders']);
  expect(failures.map(({ connection, failure }) => [connection.name, failure.why])).toEqual([['System b', 'It is gone.']]);
});

test('tells nothing after it was ended', async () => {
  let answered: (nodes: readonly CatalogNode[]) => void = () => undefined;
  const { finder } = finderOver(() => new Promise((resolve) => (answered = resolve)));
  const end = new AbortController();
  const told: ObjectSearch[] = [];
  const looking = finder.find('', end.signal, (search) => told.push(search));
  const before = told.length;
  end.abort();
  answered([table('late')]);
  await Promise.race([looking, new Promise((resolve) => setTimeout(resolve, 50))]);
  expect(told.length).toBe(before);
});

test('without a text no columns are looked for', async () => {
  const { asked, finder } = finderOver(async () => [table('orders')]);
  await lastOf(finder, '');
  expect(asked.map(({ method }) => method)).toEqual(['headwater/catalog/search', 'headwater/catalog/search']);
});
