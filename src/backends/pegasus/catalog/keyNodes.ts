import type { CatalogNode, CatalogPage } from '../../../core/contract/catalog';
import type { PegasusTable } from '../client/pegasusTable';
import { fullKey, nextKey, splitKey } from '../keys/fullKey';
import type { TableEncodings } from '../values/encodings';
import { EMPTY } from '../client/ranges';
import { hexBytes } from '../values/codec';
import { KEYS, quotedName, tablePath } from './nodes';

/** Rows of one step, without their values: a hash key may have millions, so that each step jumps behind the last it has seen. */
const ROWS_OF_STEP = 200;
/** Steps that find nothing new do not go on for ever. */
const MOST_STEPS = 100;
const SHOWN_CHARACTERS = 200;

/** Where a page begins: a partition, and a full key in it in hexadecimal digits. */
interface Place {
  readonly partition: number;
  readonly from?: string;
}

/** Hash keys as the partitions store them: no order over all. */
export async function hashKeyPage(table: PegasusTable, encodings: TableEncodings, cursor: string | undefined, limit: number, signal: AbortSignal): Promise<CatalogPage> {
  const { partitionCount } = await table.calls.routes.current({ signal });
  const nodes: CatalogNode[] = [];
  let place = placeOf(cursor);
  for (let steps = 0; place.partition < partitionCount && nodes.length < limit && steps < MOST_STEPS; steps += 1) {
    const keys = await hashKeysFrom(table, place, signal);
    const taken: readonly Uint8Array[] = keys.slice(0, limit - nodes.length);
    nodes.push(...taken.map((key) => hashKeyNode(table.name, encodings, key)));
    const last = taken.at(-1);
    place = last ? { partition: place.partition, from: toHex(nextKey(fullKey(last, EMPTY))) } : { partition: place.partition + 1 };
  }
  return { nodes, ...(place.partition < partitionCount ? { next: JSON.stringify(place) } : {}) };
}

async function hashKeysFrom(table: PegasusTable, { partition, from }: Place, signal: AbortSignal): Promise<readonly Uint8Array[]> {
  const scanner = await table.partitionScanner(partition, from === undefined ? undefined : hexBytes(from), { batchSize: ROWS_OF_STEP, noValue: true, signal });
  try {
    for (let page = await scanner.next(); page; page = await scanner.next()) {
      const keys = new Map<string, Uint8Array>();
      for (const { key } of page.rows) {
        const { hashKey } = splitKey(key);
        keys.set(toHex(hashKey), hashKey.slice());
      }
      if (keys.size > 0) return [...keys.values()];
    }
    return [];
  } finally {
    scanner.close();
  }
}

function placeOf(cursor: string | undefined): Place {
  const place: unknown = cursor === undefined ? undefined : JSON.parse(cursor);
  if (typeof place !== 'object' || place === null || !('partition' in place) || typeof place.partition !== 'number') return { partition: 0 };
  return { partition: place.partition, ...('from' in place && typeof place.from === 'string' ? { from: place.from } : {}) };
}

/** Sort keys in their order; the cursor is the last one of the page before. */
export async function sortKeyPage(table: PegasusTable, encodings: TableEncodings, hashKey: Uint8Array, cursor: string | undefined, limit: number, signal: AbortSignal): Promise<CatalogPage> {
  const start = cursor === undefined ? {} : { start: hexBytes(cursor), startInclusive: false };
  const { rows, complete } = await table.multiGetRange(hashKey, start, { maxCount: limit, noValue: true, signal });
  const keys = [...rows].map(({ key }) => key);
  const last = keys.at(-1);
  return { nodes: keys.map((sortKey) => sortKeyNode(table.name, encodings, hashKey, sortKey)), ...(complete || !last ? {} : { next: toHex(last) }) };
}

export function hashKeyNode(table: string, encodings: TableEncodings, hashKey: Uint8Array): CatalogNode {
  const text = encodings.hashKey.toText(hashKey);
  return {
    path: [...tablePath(table), KEYS, `:${toHex(hashKey)}`],
    kind: 'hash key',
    label: labelOf(text),
    icon: 'key',
    children: hashKey.byteLength > 0,
    reference: sqlText(text),
    selectable: true,
    preview: `SELECT * FROM ${quotedName(table)} WHERE hash_key = ${sqlText(text)} LIMIT 1000`,
    actions: ['key.delete'],
  };
}

export function sortKeyNode(table: string, encodings: TableEncodings, hashKey: Uint8Array, sortKey: Uint8Array): CatalogNode {
  const text = encodings.sortKey.toText(sortKey);
  return {
    path: [...tablePath(table), KEYS, `:${toHex(hashKey)}`, `:${toHex(sortKey)}`],
    kind: 'sort key',
    label: labelOf(text),
    icon: 'symbol-key',
    children: false,
    reference: sqlText(text),
    selectable: true,
    preview: `SELECT * FROM ${quotedName(table)} WHERE hash_key = ${sqlText(encodings.hashKey.toText(hashKey))} AND sort_key = ${sqlText(text)}`,
    actions: ['value.set', 'value.ttl', 'value.delete'],
  };
}

const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function labelOf(text: string): string {
  if (text === '') return '(empty)';
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
