import { HeadwaterError } from '../../../core/errors';
import { CodecError, hexBytes } from '../values/codec';
import { DROPPED, ENVS, KEYS, NODES, PARTITIONS, TABLE } from './nodes';

/** Where a node of the tree stands. */
export type Place =
  | { readonly kind: 'root' }
  | { readonly kind: 'nodes' }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'node'; readonly address: string }
  | { readonly kind: 'dropped table'; readonly appId: number }
  | { readonly kind: 'table'; readonly table: string }
  | { readonly kind: 'keys'; readonly table: string }
  | { readonly kind: 'partitions'; readonly table: string }
  | { readonly kind: 'environment'; readonly table: string }
  | { readonly kind: 'env'; readonly table: string; readonly name: string }
  | { readonly kind: 'partition'; readonly table: string; readonly index: number }
  | { readonly kind: 'replica'; readonly table: string; readonly index: number; readonly address: string }
  | { readonly kind: 'hash key'; readonly table: string; readonly hashKey: Uint8Array }
  | { readonly kind: 'sort key'; readonly table: string; readonly hashKey: Uint8Array; readonly sortKey: Uint8Array };

/** @throws HeadwaterError with kind `notFound` where there is no such place */
export function placeOf(path: readonly string[]): Place {
  const place = found(path);
  if (place) return place;
  throw new HeadwaterError({ what: 'Could not find this node', why: `There is nothing at ${path.slice(0, 6).join(' / ').slice(0, 200)}.`, todo: 'Refresh the tree.', kind: 'notFound' });
}

function found(path: readonly string[]): Place | undefined {
  const [first, second, third, fourth, ...more] = path;
  if (first === undefined) return { kind: 'root' };
  if (more.length > 0) return undefined;
  if (first === NODES) return second === undefined ? { kind: 'nodes' } : third === undefined ? { kind: 'node', address: second } : undefined;
  if (first === DROPPED) return second === undefined ? { kind: 'dropped' } : third === undefined && /^\d{1,9}$/u.test(second) ? { kind: 'dropped table', appId: Number(second) } : undefined;
  if (!first.startsWith(TABLE)) return undefined;
  const table = first.slice(TABLE.length);
  if (second === undefined) return { kind: 'table', table };
  switch (second) {
    case KEYS:
      return keyPlace(table, third, fourth);
    case PARTITIONS:
      if (third === undefined) return { kind: 'partitions', table };
      if (!/^\d{1,7}$/u.test(third)) return undefined;
      return fourth === undefined ? { kind: 'partition', table, index: Number(third) } : { kind: 'replica', table, index: Number(third), address: fourth };
    case ENVS:
      if (third === undefined) return { kind: 'environment', table };
      return fourth === undefined ? { kind: 'env', table, name: third } : undefined;
    default:
      return undefined;
  }
}

function keyPlace(table: string, hash: string | undefined, sort: string | undefined): Place | undefined {
  if (hash === undefined) return { kind: 'keys', table };
  const hashKey = bytesOf(hash);
  if (!hashKey) return undefined;
  if (sort === undefined) return { kind: 'hash key', table, hashKey };
  const sortKey = bytesOf(sort);
  return sortKey && { kind: 'sort key', table, hashKey, sortKey };
}

function bytesOf(id: string): Uint8Array | undefined {
  if (!id.startsWith(':')) return undefined;
  try {
    return hexBytes(id.slice(1));
  } catch (error) {
    if (error instanceof CodecError) return undefined;
    throw error;
  }
}
