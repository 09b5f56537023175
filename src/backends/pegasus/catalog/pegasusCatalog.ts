import type { Catalog, CatalogNode, CatalogPage, NodeDetail } from '../../../core/contract/catalog';
import { HeadwaterError } from '../../../core/errors';
import type { TableInfo } from '../client/admin';
import { expiryMs } from '../client/expiry';
import type { PegasusClient } from '../client/pegasusClient';
import type { Routes } from '../client/routes';
import { telling } from '../failures';
import { keyHash, partitionOf } from '../keys/fullKey';
import { describeTable } from '../tables/columns';
import { readWithExpiry } from '../tables/readRows';
import type { TableFormats } from '../values/tableFormats';
import { hashKeyNode, hashKeyPage, sortKeyNode, sortKeyPage } from './keyNodes';
import { DROPPED, droppedNode, envNodes, healthOf, NODES, nodeNode, partitionNodes, partNodes, replicaNodes, tableNode } from './nodes';
import { type Place, placeOf } from './place';

type At<K extends Place['kind']> = Extract<Place, { readonly kind: K }>;

/** A cluster as a tree: tables with their keys, partitions and environment; nodes; tables that can be recalled. */
export class PegasusCatalog implements Catalog {
  constructor(
    private readonly client: PegasusClient,
    private readonly formats: TableFormats,
  ) {}

  async children(path: readonly string[], page: { readonly cursor?: string; readonly limit: number }, signal: AbortSignal): Promise<CatalogPage> {
    const place = placeOf(path);
    return telling('Could not list this node', async () => {
      if (place.kind === 'keys') {
        const table = this.client.table(place.table);
        return hashKeyPage(table, await this.formats.of(place.table), page.cursor, page.limit, signal);
      }
      if (place.kind === 'hash key') {
        const table = this.client.table(place.table);
        return sortKeyPage(table, await this.formats.of(place.table), place.hashKey, page.cursor, page.limit, signal);
      }
      return paged(await this.#all(place, signal), page);
    });
  }

  async describe(path: readonly string[], signal: AbortSignal): Promise<NodeDetail> {
    const place = placeOf(path);
    return telling('Could not describe this node', async () => {
      switch (place.kind) {
        case 'table':
          return this.#table(place.table, signal);
        case 'sort key':
          return this.#value(place, signal);
        case 'hash key':
          return this.#hashKey(place, signal);
        case 'partition':
          return this.#partition(place, signal);
        default:
          return { node: await this.#node(path, signal), facts: [] };
      }
    });
  }

  async search(text: string, limit: number, signal: AbortSignal): Promise<readonly CatalogNode[]> {
    const wanted = text.toLowerCase();
    const tables = await telling('Could not search the tables', () => this.#tables(signal));
    return tables.filter(({ name, status }) => status === 'available' && name.toLowerCase().includes(wanted)).slice(0, limit).map(tableNode);
  }

  async resolve(reference: string, signal: AbortSignal): Promise<NodeDetail | undefined> {
    const name = /^"((?:[^"]|"")*)"$/u.exec(reference.trim())?.[1]?.replaceAll('""', '"') ?? reference.trim();
    const tables = await telling('Could not look for the table', () => this.#tables(signal));
    const usable = tables.filter(({ status }) => status === 'available');
    const found = usable.find((table) => table.name === name) ?? usable.find((table) => table.name.toLowerCase() === name.toLowerCase());
    return found && telling('Could not describe the table', () => this.#table(found.name, signal));
  }

  async #all(place: Place, signal: AbortSignal): Promise<readonly CatalogNode[]> {
    switch (place.kind) {
      case 'root': {
        const tables = await this.#tables(signal);
        const dropped = tables.filter(({ status }) => status === 'dropped').length;
        return [
          ...tables.filter(({ status }) => status !== 'dropped').map(tableNode),
          { path: [NODES], kind: 'group', label: 'Nodes', icon: 'server-environment', children: true, actions: ['table.create'] },
          ...(dropped > 0 ? [{ path: [DROPPED], kind: 'group', label: 'Dropped tables', description: String(dropped), icon: 'trash', children: true }] : []),
        ];
      }
      case 'nodes':
        return (await this.client.admin.listNodes({ signal })).map(nodeNode);
      case 'dropped':
        return (await this.#tables(signal)).filter(({ status }) => status === 'dropped').map(droppedNode);
      case 'table': {
        const info = await this.#info(place.table, signal);
        return partNodes(place.table, info.envs.size, info.partitionCount);
      }
      case 'environment':
        return envNodes(place.table, (await this.#info(place.table, signal)).envs);
      case 'partitions':
        return partitionNodes(place.table, await this.client.admin.partitions(place.table, { signal }));
      case 'partition': {
        const partition = this.#at(await this.client.admin.partitions(place.table, { signal }), place.index);
        return replicaNodes(place.table, partition);
      }
      case 'keys':
      case 'hash key':
      case 'sort key':
      case 'node':
      case 'replica':
      case 'env':
      case 'dropped table':
        return [];
    }
  }

  async #table(name: string, signal: AbortSignal): Promise<NodeDetail> {
    const info = await this.#info(name, signal);
    const encodings = await this.formats.of(name);
    return {
      node: tableNode(info),
      columns: describeTable(info.appId, encodings).columns,
      facts: [
        ['Table id', String(info.appId)],
        ['Status', info.status],
        ['Partitions', String(info.partitionCount)],
        ['Replicas', String(info.maxReplicas)],
        ['Encodings', `${encodings.hashKey.id} ${encodings.sortKey.id} ${encodings.value.id}`],
        ...(info.createdSeconds > 0n ? [['Created', when(Number(info.createdSeconds) * 1000)] as const] : []),
        ...[...info.envs].map(([key, value]): readonly [string, string] => [key, value]),
      ],
      definition: [`create ${name} -p ${info.partitionCount} -r ${info.maxReplicas}${[...info.envs].map(([key, value], index) => `${index === 0 ? ' -e ' : ','}${key}=${value}`).join('')}`].join('\n'),
    };
  }

  async #hashKey({ table: name, hashKey }: At<'hash key'>, signal: AbortSignal): Promise<NodeDetail> {
    const encodings = await this.formats.of(name);
    const table = this.client.table(name);
    const routes = await table.calls.routes.current({ signal });
    const partition = partitionOf(keyHash(hashKey, new Uint8Array(0)), routes.partitionCount);
    const count = hashKey.byteLength === 0 ? undefined : await table.sortKeyCount(hashKey, { signal });
    return {
      node: hashKeyNode(name, encodings, hashKey),
      facts: [
        ['Bytes', Buffer.from(hashKey).toString('hex')],
        ['Partition', `${partition} of ${routes.partitionCount}`],
        ...(count === undefined ? [] : [['Sort keys', count < 0n ? 'too many to count' : String(count)] as const]),
      ],
    };
  }

  async #value({ table: name, hashKey, sortKey }: At<'sort key'>, signal: AbortSignal): Promise<NodeDetail> {
    const encodings = await this.formats.of(name);
    const row = await readWithExpiry(this.client.table(name), { hashKey, sortKey }, signal);
    if (!row) throw new HeadwaterError({ what: 'Could not read the value', why: 'The row is no longer there: it was removed, or has expired.', todo: 'Refresh the tree.', kind: 'notFound' });
    const ms = expiryMs(row.expireTs);
    const text = encodings.value.toText(row.value);
    return {
      node: sortKeyNode(name, encodings, hashKey, sortKey),
      facts: [
        ['Value', text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text],
        ['Size', `${row.value.byteLength} bytes`],
        ['Expires', ms === undefined ? 'never' : when(ms)],
      ],
    };
  }

  async #partition({ table, index }: At<'partition'>, signal: AbortSignal): Promise<NodeDetail> {
    const routes = await this.client.admin.partitions(table, { signal });
    const partition = this.#at(routes, index);
    const [node] = partitionNodes(table, { ...routes, partitions: [partition] });
    if (!node) throw gone();
    return { node, facts: [['Ballot', String(partition.ballot)], ['Health', healthOf(partition)], ['Replicas', `${(partition.primary ? 1 : 0) + partition.secondaries.length} of ${partition.maxReplicas}`]] };
  }

  /** A node as its parent lists it. */
  async #node(path: readonly string[], signal: AbortSignal): Promise<CatalogNode> {
    const siblings = await this.#all(placeOf(path.slice(0, -1)), signal);
    const found = siblings.find((node) => node.path.at(-1) === path.at(-1));
    if (!found) throw gone();
    return found;
  }

  #at(routes: Routes, index: number): Routes['partitions'][number] {
    const partition = routes.partitions[index];
    if (!partition) throw gone();
    return partition;
  }

  async #info(name: string, signal: AbortSignal): Promise<TableInfo> {
    const found = (await this.#tables(signal)).find((table) => table.name === name && table.status !== 'dropped');
    if (!found) throw new HeadwaterError({ what: `Could not open the table ${name}`, why: 'There is no such table in the cluster.', todo: 'Refresh the tree, or check the name.', kind: 'notFound' });
    return found;
  }

  async #tables(signal: AbortSignal): Promise<readonly TableInfo[]> {
    return [...(await this.client.admin.listTables({ signal }))].sort((a, b) => a.name.localeCompare(b.name));
  }
}

const MOST_SHOWN = 10_000;

const when = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const gone = (): HeadwaterError => new HeadwaterError({ what: 'Could not find this node', why: 'It is no longer there.', todo: 'Refresh the tree.', kind: 'notFound' });

function paged(nodes: readonly CatalogNode[], { cursor, limit }: { readonly cursor?: string; readonly limit: number }): CatalogPage {
  const start = cursor === undefined ? 0 : Number(cursor);
  const end = start + Math.max(1, limit);
  return { nodes: nodes.slice(start, end), total: nodes.length, ...(end < nodes.length ? { next: String(end) } : {}) };
}
