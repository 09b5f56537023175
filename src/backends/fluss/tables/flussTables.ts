import { tableFromIPC } from 'apache-arrow';
import type { Execution, ExecutionEvent } from '../../../core/contract/execution';
import type { Live, LiveRequest } from '../../../core/contract/live';
import type { CreateTableRequest, LookupRequest, ScanPlan, ScanRequest, TableDescription, Tables, TableWriter, WriteRequest } from '../../../core/contract/tables';
import { encodeSchema } from '../../../core/arrow/messages';
import { HeadwaterError } from '../../../core/errors';
import type { FlussClient } from '../client/flussClient';
import type { CurrentDatabase } from '../currentDatabase';
import { limitScanKeyed, limitScanLog, scanKeyed } from '../client/limitScan';
import { type KeyPlace, Lookups } from '../client/lookups';
import type { Bucket, TablePath } from '../client/tableMetadata';
import { executing, readable } from '../execution';
import { telling } from '../failures';
import { prefixKey, type RowColumns } from '../keys/router';
import type { OutputColumn } from '../log/recordReader';
import { columnWriter } from '../rows/writeColumn';
import { isKeyed, type TableInfo } from '../types/table';
import { SCAN_KV } from '../wire/apis';
import { FlussError, OFFSET_OUT_OF_RANGE } from '../wire/errorCodes';
import { type Access, accessOf, boundsOf, type LogBounds } from './access';
import { descriptorOf } from './fromArrow';
import { bucketsOf, rangesOf, readLog, recordReader } from './logRead';
import { describeTable, outputColumn, outputSchema } from './openTable';
import { RowBatches } from './rowBatches';
import { ContractWriter } from './contractWriter';

type Batch = ExecutionEvent & { readonly kind: 'batch' };

/** Servers of 0.9 give the rows of a bucket in one answer only. */
const WHOLE_BUCKET = 0x7fff_ffff;

/** Tables of a cluster; a path is database and table. */
export class FlussTables implements Tables, Live {
  readonly starts = ['latest', 'earliest', 'full', 'timestamp'] as const;

  constructor(
    private readonly client: FlussClient,
    /** Where a name without a database belongs. */
    private readonly current: CurrentDatabase,
  ) {}

  async resolve(names: readonly string[], signal: AbortSignal): Promise<readonly string[] | undefined> {
    const [first = '', second] = names;
    if (names.length === 0 || names.length > 2) return undefined;
    const [database, table] = second === undefined ? [this.current.name, first] : [first, second];
    return (await this.client.admin.tableExists({ database, table }, signal)) ? [database, table] : undefined;
  }

  async describe(table: readonly string[], signal: AbortSignal): Promise<TableDescription> {
    return describeTable(await this.#info(table, signal));
  }

  async plan(request: ScanRequest): Promise<ScanPlan> {
    const table = await this.#info(request.table, request.signal);
    const access = accessOf(table, request);
    switch (access.kind) {
      case 'lookup':
        return { predicate: 'superset', limit: false, access: 'key lookup', estimatedRows: access.keys };
      case 'prefix':
        return { predicate: 'superset', limit: false, access: 'prefix lookup' };
      case 'state':
        return { predicate: 'superset', limit: access.limit !== undefined, access: access.limit === undefined ? 'full scan' : 'limit scan', ...warningOf(table, access) };
      case 'log':
        return { predicate: 'superset', limit: access.limit !== undefined, access: access.limit === undefined ? logWords(access.bounds) : 'limit scan' };
    }
  }

  scan(request: ScanRequest): Execution {
    return executing(`Could not read ${request.table.join('.')}`, request.signal, (signal) => this.#scan(request, signal));
  }

  lookup(request: LookupRequest): Execution {
    return executing(`Could not look up ${request.table.join('.')}`, request.signal, (signal) => this.#lookup(request, signal));
  }

  async locate(request: LookupRequest): Promise<readonly (readonly (readonly [label: string, value: string])[])[]> {
    const table = await this.#info(request.table, request.signal);
    const lookups = new Lookups(this.client.cluster, this.client.tables, table);
    const { places } = await this.#places(table, lookups, request, request.signal);
    return telling(`Could not find where keys of ${request.table.join('.')} are`, () => Promise.all(places.map((place) => this.#whereabouts(lookups, place, request.signal))));
  }

  subscribe(request: LiveRequest): Execution {
    return executing(`Could not follow ${request.table.join('.')}`, request.signal, (signal) => this.#follow(request, signal));
  }

  writer(request: WriteRequest): TableWriter {
    return new ContractWriter(this.client, request, (signal) => this.#info(request.table, signal));
  }

  async create({ table, schema, key, ifNotExists, signal }: CreateTableRequest): Promise<void> {
    await this.client.admin.createTable(pathOf(table), descriptorOf(schema, key), ifNotExists, signal);
  }

  #info(table: readonly string[], signal: AbortSignal): Promise<TableInfo> {
    return telling(`Could not open the table ${table.join('.')}`, () => this.client.tables.info(pathOf(table), signal));
  }

  async *#scan(request: ScanRequest, signal: AbortSignal): AsyncGenerator<ExecutionEvent> {
    const table = await this.#info(request.table, signal);
    const columns = request.columns.map((index) => outputColumn(table, index));
    const access = accessOf(table, request);
    yield { kind: 'schema', bytes: encodeSchema(outputSchema(table, request.columns)).bytes };
    let left = request.limit !== undefined && 'limit' in access ? request.limit : undefined;
    for await (const batch of this.#rows(table, columns, access, request, signal)) {
      yield batch;
      if (left === undefined) continue;
      left -= batch.rows;
      if (left <= 0) break;
    }
    yield { kind: 'done' };
  }

  #rows(table: TableInfo, columns: readonly OutputColumn[], access: Access, request: ScanRequest, signal: AbortSignal): AsyncGenerator<Batch> {
    switch (access.kind) {
      case 'lookup':
      case 'prefix':
        return this.#found(table, columns, access.keys, access.columns, access.kind === 'lookup' ? 'key' : 'prefix', signal);
      case 'state':
        return this.#state(table, columns, access.bounds, access.limit, signal);
      case 'log':
        return this.#log(table, columns, access, request, signal);
    }
  }

  async *#found(table: TableInfo, columns: readonly OutputColumn[], count: number, keys: RowColumns, kind: 'key' | 'prefix', signal: AbortSignal): AsyncGenerator<Batch> {
    const lookups = new Lookups(this.client.cluster, this.client.tables, table);
    const places = await lookups.places(count, keys, kind, signal);
    const rows = new RowBatches(this.client, table, columns, signal);
    for await (const found of lookups.rows(places, kind, signal)) yield* rows.batches(found, undefined);
  }

  async *#state(table: TableInfo, columns: readonly OutputColumn[], bounds: LogBounds, limit: number | undefined, signal: AbortSignal): AsyncGenerator<Batch> {
    const rows = new RowBatches(this.client, table, columns, signal);
    const whole = limit === undefined && (await this.client.cluster.offers(SCAN_KV, signal));
    for (const bucket of await bucketsOf(this.client, table, bounds, signal)) {
      if (whole) for await (const part of scanKeyed(this.client.cluster, this.client.tables, table, bucket, signal)) yield* rows.batches(part.rows, bucket.bucket);
      else yield* rows.batches(await limitScanKeyed(this.client.cluster, this.client.tables, table, bucket, limit ?? WHOLE_BUCKET, signal), bucket.bucket);
    }
  }

  async *#log(table: TableInfo, columns: readonly OutputColumn[], { bounds, limit }: Access & { kind: 'log' }, request: ScanRequest, signal: AbortSignal): AsyncGenerator<Batch> {
    const buckets = await bucketsOf(this.client, table, bounds, signal);
    if (limit !== undefined && request.start === undefined && !isKeyed(table)) {
      const newest = await this.#newest(table, columns, buckets, limit, signal);
      if (newest) {
        yield* newest;
        return;
      }
    }
    const ranges = await rangesOf(this.client, table, buckets, { start: request.start ?? { at: 'earliest' }, bounds, bounded: true }, signal);
    yield* readLog(this.client, table, columns, ranges, signal);
  }

  /** The newest rows of each bucket; `undefined` where they are not all with the tablet servers. */
  async #newest(table: TableInfo, columns: readonly OutputColumn[], buckets: readonly Bucket[], limit: number, signal: AbortSignal): Promise<readonly Batch[] | undefined> {
    const reader = recordReader(this.client, table, columns, undefined, signal);
    const batches: Batch[] = [];
    let left = limit;
    try {
      for (const bucket of buckets) {
        if (left <= 0) break;
        const found = await limitScanLog(this.client.cluster, this.client.tables, table, bucket, left, signal);
        const end = found.at(-1);
        const from = end ? end.baseOffset + BigInt(end.count) - BigInt(left) : 0n;
        for (const batch of found) {
          const read = await reader.read(batch, bucket.bucket, { from });
          if (!read) continue;
          batches.push({ kind: 'batch', rows: read.rows, bytes: read.message });
          left -= read.rows;
        }
      }
      return batches;
    } catch (error) {
      if (error instanceof FlussError && error.code === OFFSET_OUT_OF_RANGE) return undefined;
      throw error;
    }
  }

  async *#lookup(request: LookupRequest, signal: AbortSignal): AsyncGenerator<ExecutionEvent> {
    const table = await this.#info(request.table, signal);
    const lookups = new Lookups(this.client.cluster, this.client.tables, table);
    const { places, kind } = await this.#places(table, lookups, request, signal);
    const rows = new RowBatches(this.client, table, request.columns.map((index) => outputColumn(table, index)), signal);
    yield { kind: 'schema', bytes: encodeSchema(outputSchema(table, request.columns)).bytes };
    for await (const found of lookups.rows(places, kind, signal)) yield* rows.batches(found, undefined);
    yield { kind: 'done' };
  }

  async #places(table: TableInfo, lookups: Lookups, request: LookupRequest, signal: AbortSignal): Promise<{ readonly places: readonly (KeyPlace | undefined)[]; readonly kind: 'key' | 'prefix' }> {
    const kind = request.key === 0 ? 'key' : 'prefix';
    const names = kind === 'key' ? table.schema.primaryKey : (prefixKey(table) ?? []);
    const keys = tableFromIPC(request.keys);
    const places: (KeyPlace | undefined)[] = [];
    try {
      for (const { data } of keys.batches) {
        const columns: RowColumns = (name, type) => {
          const column = data.children[names.indexOf(name)];
          return column && columnWriter(type, column, 'COMPACTED');
        };
        places.push(...(await lookups.places(data.length, columns, kind, signal)));
      }
    } catch (error) {
      throw readable(error, `Could not look up ${request.table.join('.')}`);
    }
    return { places, kind };
  }

  async #whereabouts(lookups: Lookups, place: KeyPlace | undefined, signal: AbortSignal): Promise<readonly (readonly [string, string])[]> {
    if (!place) return [['Partition', 'does not exist']];
    const leader = await lookups.leader(place, signal);
    const node = this.client.cluster.nodes.find(({ id, role }) => role === 'tablet server' && id === leader);
    const server = node ? `${leader} (${node.address.host}:${node.address.port})` : String(leader);
    return [...(place.partition ? [['Partition', place.partition.name] as const] : []), ['Bucket', String(place.bucket)], ['Leader', `tablet server ${server}`]];
  }

  async *#follow(request: LiveRequest, signal: AbortSignal): AsyncGenerator<ExecutionEvent> {
    const table = await this.#info(request.table, signal);
    const columns = request.columns.map((index) => outputColumn(table, index));
    const bounds = boundsOf(table, request);
    const buckets = await bucketsOf(this.client, table, bounds, signal);
    // the present rows first; what changes while they are read comes again with the changes, and never goes missing
    const state = request.start.at === 'full' && isKeyed(table);
    const ranges = await rangesOf(this.client, table, buckets, { start: state ? { at: 'latest' } : request.start, bounds, bounded: false }, signal);
    yield { kind: 'schema', bytes: encodeSchema(outputSchema(table, request.columns)).bytes, live: true };
    if (state) yield* this.#state(table, columns, bounds, undefined, signal);
    yield* readLog(this.client, table, columns, ranges, signal);
  }
}

function pathOf(path: readonly string[]): TablePath {
  const [database, table] = path;
  if (database !== undefined && table !== undefined && path.length === 2) return { database, table };
  throw new HeadwaterError({ what: `Could not open the table ${path.join('.')}`, why: 'A table of Fluss is named by its database and its name.', todo: 'Write database.table.', kind: 'notFound' });
}

const logWords = ({ offsets, buckets, partitions }: LogBounds): string => (offsets.from !== undefined || offsets.to !== undefined || buckets || partitions ? 'log scan of a part' : 'log scan');

function warningOf(table: TableInfo, access: Access & { kind: 'state' }): { readonly warning?: string } {
  return access.limit === undefined ? { warning: `reads the whole table: no value is given for all of its key columns (${table.schema.primaryKey.join(', ')})` } : {};
}
