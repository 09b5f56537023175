import { type Route, Router, type RowColumns } from '../keys/router';
import type { TableInfo } from '../types/table';
import { LOOKUP, PREFIX_LOOKUP } from '../wire/apis';
import { FlussError, isStale, throwIfFailed } from '../wire/errorCodes';
import type { Cluster } from './cluster';
import { type Partition, type TableMetadata } from './tableMetadata';

/** Keys of one request: enough to fill the pipe, few enough that the answer stays small. */
const KEYS_PER_REQUEST = 512;
const REQUESTS_AT_ONCE = 8;
const SCHEMA_ID_BYTES = 2;

/** A row as a table of keys and values holds it. */
export interface StoredRow {
  readonly schemaId: number;
  readonly row: Uint8Array;
}

export interface KeyPlace {
  readonly partition?: Partition;
  readonly bucket: number;
  readonly key: Uint8Array;
}

/** @param value two bytes of schema id, then the row; little-endian */
export function storedRow(value: Uint8Array): StoredRow {
  if (value.byteLength < SCHEMA_ID_BYTES) throw new FlussError(-1, 'A value is shorter than its schema id.');
  return { schemaId: new DataView(value.buffer, value.byteOffset, value.byteLength).getInt16(0, true), row: value.subarray(SCHEMA_ID_BYTES) };
}

/** Finds rows of a table by key: whole keys, or the leading part that its buckets are made by. */
export class Lookups {
  readonly #router: Router;
  #partitions: Promise<ReadonlyMap<string, Partition>> | undefined;

  constructor(
    private readonly cluster: Cluster,
    private readonly metadata: TableMetadata,
    private readonly table: TableInfo,
  ) {
    this.#router = new Router(table);
  }

  /** Where keys live; a key of a partition that does not exist lives nowhere. */
  async places(count: number, columns: RowColumns, kind: 'key' | 'prefix', signal: AbortSignal): Promise<readonly (KeyPlace | undefined)[]> {
    const routes = this.#router.routes(columns);
    const bytes = kind === 'key' ? this.#router.keys(columns) : this.#router.prefixes(columns);
    const places: (KeyPlace | undefined)[] = [];
    for (let row = 0; row < count; row++) {
      const route = routes(row);
      const partition = await this.#partition(route, signal);
      const missing = this.table.partitionKeys.length > 0 && !partition;
      const bucket = this.#router.bucketOf(route, partition?.buckets ?? this.table.buckets) ?? 0;
      places.push(missing ? undefined : { bucket, key: bytes(row), ...(partition ? { partition } : {}) });
    }
    return places;
  }

  /** Rows in the order in which they come; keys that are not there give none. */
  async *rows(places: readonly (KeyPlace | undefined)[], kind: 'key' | 'prefix', signal: AbortSignal): AsyncGenerator<readonly StoredRow[]> {
    const requests = groups(places.filter((place) => place !== undefined));
    for (let at = 0; at < requests.length; at += REQUESTS_AT_ONCE) {
      const answers = await Promise.all(requests.slice(at, at + REQUESTS_AT_ONCE).map((group) => this.cluster.retrying(() => this.#ask(group, kind, signal), signal)));
      for (const answer of answers) yield answer;
    }
  }

  async leader(place: KeyPlace, signal: AbortSignal): Promise<number> {
    return this.cluster.retrying(() => this.metadata.leader(this.table, place.partition, place.bucket, signal), signal);
  }

  async #ask(group: readonly KeyPlace[], kind: 'key' | 'prefix', signal: AbortSignal): Promise<readonly StoredRow[]> {
    const [first] = group;
    if (!first) return [];
    const id = await this.metadata.leader(this.table, first.partition, first.bucket, signal);
    const buckets = [{ ...(first.partition ? { partitionId: first.partition.id } : {}), bucket: first.bucket, keys: group.map(({ key }) => key) }];
    const request = { tableId: this.table.tableId, buckets };
    const server = { to: 'server', id } as const;
    const answer = kind === 'key' ? await this.cluster.ask(server, LOOKUP, request, { signal }) : await this.cluster.ask(server, PREFIX_LOOKUP, request, { signal });
    return answer.buckets.flatMap((bucket) => {
      if (bucket.code !== undefined && isStale(bucket.code)) this.metadata.forgetLeader(this.table, first.partition, first.bucket);
      throwIfFailed(bucket);
      const values = 'lists' in bucket ? bucket.lists.flatMap((list) => list.values) : bucket.values.flatMap(({ bytes }) => bytes ?? []);
      return values.map(storedRow);
    });
  }

  async #partition(route: Route, signal: AbortSignal): Promise<Partition | undefined> {
    if (this.table.partitionKeys.length === 0) return undefined;
    const name = route.partition.join('$');
    const found = (await this.#listed(signal)).get(name);
    if (found) return found;
    this.#partitions = undefined; // it may have been made meanwhile
    return (await this.#listed(signal)).get(name);
  }

  #listed(signal: AbortSignal): Promise<ReadonlyMap<string, Partition>> {
    this.#partitions ??= this.metadata.partitions(this.table, signal).then((list) => new Map(list.map((partition) => [partition.name, partition])));
    return this.#partitions;
  }
}

function groups(places: readonly KeyPlace[]): readonly (readonly KeyPlace[])[] {
  const byBucket = new Map<string, KeyPlace[]>();
  for (const place of places) {
    const key = `${place.partition?.id ?? ''}/${place.bucket}`;
    const group = byBucket.get(key);
    if (group) group.push(place);
    else byBucket.set(key, [place]);
  }
  return [...byBucket.values()].flatMap((group) => Array.from({ length: Math.ceil(group.length / KEYS_PER_REQUEST) }, (_, index) => group.slice(index * KEYS_PER_REQUEST, (index + 1) * KEYS_PER_REQUEST)));
}
