import type { Cluster } from './cluster/cluster';
import type { Table, TableOptions } from './cluster/table';
import { GeneratedRows } from './data/generatedRows';
import { fullKeyOf, keyHash } from './data/keys';
import type { Row } from './data/rows';

export interface SampleRow {
  readonly hashKey: string | Uint8Array;
  readonly sortKey: string | Uint8Array;
  readonly value: string | Uint8Array;
  readonly ttlSeconds?: number;
}

/** A table with rows, as if clients had written them. */
export function tableOf(cluster: Cluster, name: string, rows: Iterable<SampleRow>, options: TableOptions = {}): Table {
  const table = cluster.createTable(name, options);
  for (const { hashKey, sortKey, value, ttlSeconds } of rows) {
    const [hash, sort] = [Buffer.from(hashKey), Buffer.from(sortKey)];
    const partition = table.partitions[Number(keyHash(hash, sort) % BigInt(table.count))];
    partition?.put(fullKeyOf(hash, sort), Buffer.from(value), ttlSeconds === undefined ? 0 : cluster.clock.seconds() + ttlSeconds);
  }
  return table;
}

/** What a table holds for a key, as its partition has it. */
export function rowOf(table: Table | undefined, hashKey: string, sortKey: string): Row | undefined {
  const [hash, sort] = [Buffer.from(hashKey), Buffer.from(sortKey)];
  return table?.partitions[Number(keyHash(hash, sort) % BigInt(table.count))]?.live(fullKeyOf(hash, sort));
}

/** A table that has so many rows and keeps none of them. */
export const endlessTable = (cluster: Cluster, name: string, rows: number, partitions = 8): Table =>
  cluster.createTable(name, { partitions, rows: (partition, of) => new GeneratedRows(rows, partition, of) });

const CITIES = ['Berlin', 'Lyon', 'Porto', 'Oslo'];

/** A shop: profiles as JSON, sessions that expire, counters, and keys that are no text. */
export function fillShop(cluster: Cluster): void {
  const users = Array.from({ length: 200 }, (_, id) => id);
  tableOf(
    cluster,
    'profiles',
    users.flatMap((id) => [
      { hashKey: `user${id}`, sortKey: 'profile', value: JSON.stringify({ name: `Customer ${id}`, city: CITIES[id % 4], orders: (id * 7) % 40 }) },
      ...Array.from({ length: id % 5 }, (_, order) => ({ hashKey: `user${id}`, sortKey: `order:${String(order).padStart(4, '0')}`, value: JSON.stringify({ total: ((id * 37 + order) % 20_000) / 100 }) })),
    ]),
    { envs: { 'business.info': 'shop' } },
  );
  tableOf(cluster, 'sessions', users.map((id) => ({ hashKey: `session-${id}`, sortKey: '', value: `user${id}`, ttlSeconds: 600 + id * 60 })), { partitions: 4, envs: { default_ttl: '86400' } });
  tableOf(cluster, 'counters', CITIES.map((city, index) => ({ hashKey: city, sortKey: 'visits', value: String(index * 1000) })), { partitions: 4 });
  tableOf(cluster, 'binary', users.map((id) => ({ hashKey: Buffer.from([0xff, id, 0]), sortKey: Buffer.from([id]), value: Buffer.from([0, 1, 2, id, 0xfe]) })), { partitions: 4 });
  endlessTable(cluster, 'everybody', 100_000_000);
}
