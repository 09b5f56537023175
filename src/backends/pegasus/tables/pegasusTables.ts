import { decodeStream } from './keyStream';
import { encodeSchema } from '../../../core/arrow/messages';
import type { Execution, ExecutionEvent } from '../../../core/contract/execution';
import type { LookupRequest, ScanPlan, ScanRequest, TableDescription, Tables, TableWriter, WriteRequest } from '../../../core/contract/tables';
import { HeadwaterError } from '../../../core/errors';
import type { PegasusClient } from '../client/pegasusClient';
import type { PegasusTable } from '../client/pegasusTable';
import { executing, telling } from '../failures';
import { keyHash, type KeyPair, partitionOf } from '../keys/fullKey';
import { CodecError } from '../values/codec';
import type { TableEncodings } from '../values/encodings';
import type { TableFormats } from '../values/tableFormats';
import { addressText } from '../wire/address';
import { PegasusError } from '../wire/errors';
import { type Access, accessOf } from './access';
import { describeTable, schemaOf } from './columns';
import { PegasusWriter } from './pegasusWriter';
import { readKeys, readRows } from './readRows';
import { RowBatch } from './rowBatch';

interface Opened {
  readonly table: PegasusTable;
  readonly encodings: TableEncodings;
  readonly partitionCount: number;
}

/** Tables of a cluster; a path is a name. */
export class PegasusTables implements Tables {
  constructor(
    private readonly client: PegasusClient,
    private readonly formats: TableFormats,
    private readonly scanLimit: number,
  ) {}

  async resolve(names: readonly string[], signal: AbortSignal): Promise<readonly string[] | undefined> {
    const [name = '', ...more] = names;
    if (name === '' || more.length > 0) return undefined;
    return telling(`Could not look for the table ${name}`, async () => {
      if (await this.#exists(name, signal)) return [name];
      const tables = (await this.client.admin.listTables({ signal })).filter(({ status }) => status === 'available');
      const found = tables.find((table) => table.name.toLowerCase() === name.toLowerCase());
      return found && [found.name];
    });
  }

  async describe(path: readonly string[], signal: AbortSignal): Promise<TableDescription> {
    return telling(`Could not open the table ${path.join('.')}`, async () => {
      const { table, encodings } = await this.#open(path, signal);
      return describeTable((await table.calls.routes.current({ signal })).appId, encodings);
    });
  }

  async plan(request: ScanRequest): Promise<ScanPlan> {
    return telling(`Could not open the table ${request.table.join('.')}`, async () => {
      const { table, encodings, partitionCount } = await this.#open(request.table, request.signal);
      return planOf(accessOf(request, encodings), request, table.name, partitionCount);
    });
  }

  scan(request: ScanRequest): Execution {
    return executing(`Could not read ${request.table.join('.')}`, request.signal, (signal) => this.#scan(request, signal));
  }

  lookup(request: LookupRequest): Execution {
    return executing(`Could not look up ${request.table.join('.')}`, request.signal, (signal) => this.#lookup(request, signal));
  }

  async locate(request: LookupRequest): Promise<readonly (readonly (readonly [label: string, value: string])[])[]> {
    return telling(`Could not find where keys of ${request.table.join('.')} are`, async () => {
      const { table, encodings } = await this.#open(request.table, request.signal);
      const routes = await table.calls.routes.current({ signal: request.signal });
      return keysIn(request, encodings).map(({ hashKey, sortKey }) => {
        const partition = routes.partitions[partitionOf(keyHash(hashKey, sortKey ?? new Uint8Array(0)), routes.partitionCount)];
        return [
          ['Partition', `${partition?.index ?? ''} of ${routes.partitionCount}`],
          ['Primary', partition?.primary ? addressText(partition.primary) : 'none'],
          ['Secondaries', partition?.secondaries.map(addressText).join(', ') ?? ''],
          ['Ballot', String(partition?.ballot ?? '')],
        ] as const;
      });
    });
  }

  writer(request: WriteRequest): TableWriter {
    return new PegasusWriter(request, (signal) => this.#open(request.table, signal));
  }

  async #exists(name: string, signal: AbortSignal): Promise<boolean> {
    try {
      await this.client.table(name).calls.routes.current({ signal });
      return true;
    } catch (error) {
      if (error instanceof PegasusError && error.layer === 'meta') return false;
      throw error;
    }
  }

  async #open([name = '', ...more]: readonly string[], signal: AbortSignal): Promise<Opened> {
    if (name === '' || more.length > 0) throw new HeadwaterError({ what: `Could not open the table ${[name, ...more].join('.')}`, why: 'Tables of Pegasus have a name only.', todo: 'Write the name of a table.', kind: 'notFound' });
    const table = this.client.table(name);
    const { partitionCount } = await table.calls.routes.current({ signal });
    return { table, encodings: await this.formats.of(name), partitionCount };
  }

  async *#scan(request: ScanRequest, signal: AbortSignal): AsyncGenerator<ExecutionEvent> {
    const { table, encodings } = await this.#open(request.table, signal);
    yield encodeSchema(schemaOf(request.columns, encodings));
    const limit = limitOf(request);
    if (limit !== 0) yield* readRows(table, accessOf(request, encodings), new RowBatch(request.columns, encodings), { columns: request.columns, limit, scanLimit: this.scanLimit, partial: request.partial ?? false, signal });
    yield { kind: 'done' };
  }

  async *#lookup(request: LookupRequest, signal: AbortSignal): AsyncGenerator<ExecutionEvent> {
    const { table, encodings } = await this.#open(request.table, signal);
    const columns = request.columns;
    yield encodeSchema(schemaOf(columns, encodings));
    const keys = keysIn(request, encodings);
    const batch = new RowBatch(columns, encodings);
    const whole = keys.flatMap(({ hashKey, sortKey }): readonly KeyPair[] => (sortKey ? [{ hashKey, sortKey }] : []));
    yield* readKeys(table, whole, batch, { columns, signal });
    const hashKeys = keys.filter(({ sortKey }) => sortKey === undefined).map(({ hashKey }) => hashKey);
    if (hashKeys.length > 0) yield* readRows(table, { kind: 'ranges', hashKeys, range: {} }, batch, { columns, limit: undefined, scanLimit: this.scanLimit, signal });
    yield { kind: 'done' };
  }
}

/** What is read is more than the predicate wants, so that a limit holds only where there is none. */
const limitOf = ({ limit, predicate }: ScanRequest): number | undefined => (predicate === undefined ? limit : undefined);

function planOf(access: Access, request: ScanRequest, table: string, partitions: number): ScanPlan {
  const limit = limitOf(request);
  const common = { predicate: 'superset', limit: limit !== undefined } as const;
  switch (access.kind) {
    case 'keys':
      return { ...common, access: 'key lookup', estimatedRows: access.keys.length };
    case 'ranges': {
      const ranged = access.range.start !== undefined || access.range.stop !== undefined || access.sortKeyFilter !== undefined;
      return { ...common, access: `${ranged ? 'sort key range' : 'all sort keys'} of ${access.hashKeys.length === 1 ? 'one hash key' : `${access.hashKeys.length} hash keys`}` };
    }
    case 'all': {
      if (limit !== undefined) return { ...common, access: 'limit scan' };
      const filtered = access.hashKeyFilter !== undefined || access.sortKeyFilter !== undefined;
      const counted = request.columns.length === 0;
      return {
        ...common,
        access: counted ? 'count of all partitions' : filtered ? 'filtered scan' : 'full scan',
        warning: `All ${partitions} partitions of ${table} are ${counted ? 'counted' : 'read'}, which loads the cluster. Compare hash_key with = or IN to find rows directly${counted ? '' : ', or add a LIMIT'}.`,
      };
    }
  }
}

/** @throws HeadwaterError where a key is no text of its encoding */
function keysIn(request: LookupRequest, encodings: TableEncodings): readonly { readonly hashKey: Uint8Array; readonly sortKey?: Uint8Array }[] {
  const columns = decodeStream(request.keys);
  if (columns.some(({ isText }) => !isText)) throw new HeadwaterError({ what: 'Could not look up the keys', why: 'Keys are texts here.', kind: 'invalid' });
  const [hashes, sorts] = columns.map((column) => column.texts);
  return (hashes ?? []).flatMap((hash, row) => {
    const sort = sorts?.[row];
    if (hash === null || (sorts && sort === null)) return [];
    try {
      return [{ hashKey: encodings.hashKey.fromText(hash), ...(typeof sort === 'string' ? { sortKey: encodings.sortKey.fromText(sort) } : {}) }];
    } catch (error) {
      if (error instanceof CodecError) return []; // no row has such a key
      throw error;
    }
  });
}
