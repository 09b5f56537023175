import type { Catalog, CatalogNode, CatalogPage, NodeDetail } from '../../../core/contract/catalog';
import { HeadwaterError, isCancelled } from '../../../core/errors';
import { telling } from '../failures';
import { createTableText } from '../flinkSql';
import type { FlussClient } from '../client/flussClient';
import type { CurrentDatabase } from '../currentDatabase';
import type { Partition } from '../client/tableMetadata';
import { describeTable } from '../tables/openTable';
import type { TableInfo } from '../types/table';
import { databasePath, type Place, placeOf, SERVERS } from './nodePath';
import { bucketNodes } from './bucketNodes';
import { serverNodes } from './serverNodes';
import { statisticNodes } from './statisticNodes';
import { columnNodes, partitionNodes, partNodes, propertyNodes, tableNode } from './tableNodes';

interface Page {
  readonly cursor?: string;
  readonly limit: number;
}

const when = (ms: bigint): string => new Date(Number(ms)).toISOString();

/** Databases, tables and what they are made of; the servers of the cluster. */
export class FlussCatalog implements Catalog {
  constructor(
    private readonly client: FlussClient,
    private readonly current: CurrentDatabase,
  ) {}

  async children(path: readonly string[], page: Page, signal: AbortSignal): Promise<CatalogPage> {
    const place = placeOf(path);
    const nodes = await telling('Could not list what is here', () => this.#children(path, place, signal));
    const start = page.cursor === undefined ? 0 : Number(page.cursor);
    const end = start + page.limit;
    const shown = nodes.slice(start, end);
    return { nodes: place.kind === 'database' ? await this.#withKinds(place.database, shown, signal) : shown, total: nodes.length, ...(end < nodes.length ? { next: String(end) } : {}) };
  }

  async describe(path: readonly string[], signal: AbortSignal): Promise<NodeDetail> {
    const place = placeOf(path);
    if (place.kind === 'database') {
      const info = await this.client.admin.database(place.database, signal);
      const facts = [['Created', when(info.createdMs)], ['Modified', when(info.modifiedMs)], ...(info.comment === undefined ? [] : [['Comment', info.comment]]), ...Object.entries(info.properties)] as const;
      return { node: databaseNode(place.database), facts: facts.map(([label = '', value = '']) => [label, value] as const) };
    }
    if (place.kind === 'table') return tableDetail(await this.#info(place, signal));
    const parent = await this.#children(path.slice(0, -1), placeOf(path.slice(0, -1)), signal);
    const node = parent.find((candidate) => candidate.path.at(-1) === path.at(-1));
    if (!node) throw new HeadwaterError({ what: `Could not find ${path.at(-1) ?? ''}`, why: 'It is no longer there.', todo: 'Refresh the tree.', kind: 'notFound' });
    return { node, facts: node.description === undefined ? [] : [['Description', node.description]] };
  }

  async search(text: string, limit: number, signal: AbortSignal): Promise<readonly CatalogNode[]> {
    const wanted = text.toLowerCase();
    const found: CatalogNode[] = [];
    for (const database of await this.client.admin.databases(signal)) {
      for (const table of await this.client.admin.tables(database, signal)) if (`${database}.${table}`.toLowerCase().includes(wanted)) found.push(tableNode(database, table));
      if (database.toLowerCase().includes(wanted)) found.push(databaseNode(database));
      if (found.length >= limit) break;
    }
    return [...found.filter((node) => node.selectable), ...found.filter((node) => !node.selectable)].slice(0, limit);
  }

  async resolve(reference: string, signal: AbortSignal): Promise<NodeDetail | undefined> {
    const names = [...reference.matchAll(/"((?:[^"]|"")*)"|([^."\s]+)/gu)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
    const [first, second] = names;
    if (first === undefined || names.length > 2) return undefined;
    const place = second === undefined ? { database: this.current.name, table: first } : { database: first, table: second };
    if (!(await this.client.admin.tableExists(place, signal))) return undefined;
    return tableDetail(await this.#info(place, signal));
  }

  async #children(path: readonly string[], place: Place, signal: AbortSignal): Promise<readonly CatalogNode[]> {
    switch (place.kind) {
      case 'root':
        return [...(await this.client.admin.databases(signal)).toSorted().map(databaseNode), SERVERS_NODE];
      case 'servers':
        return serverNodes(this.client.cluster, signal);
      case 'database':
        return (await this.client.admin.tables(place.database, signal)).toSorted().map((table) => tableNode(place.database, table));
      case 'table':
        return partNodes(await this.#info(place, signal));
      case 'part':
        return this.#part(path, place, signal);
      case 'partition': {
        const info = await this.#info(place, signal);
        const partitions = await this.client.tables.partitions(info, signal);
        return this.#buckets(
          info,
          path,
          partitions.filter(({ name }) => name === place.partition),
          signal,
        );
      }
      case 'leaf':
        return [];
    }
  }

  /** Tables with what they are, logs or under a key: all are asked for at once, over one connection. What cannot be read stays a table. */
  async #withKinds(database: string, tables: readonly CatalogNode[], signal: AbortSignal): Promise<readonly CatalogNode[]> {
    if (tables.length > MOST_ASKED) return tables;
    const told = async (node: CatalogNode): Promise<CatalogNode> => tableNode(database, node.label, await this.client.tables.info({ database, table: node.label }, signal));
    return Promise.all(
      tables.map((node) =>
        told(node).catch((error: unknown) => {
          if (isCancelled(error)) throw error;
          return node;
        }),
      ),
    );
  }

  async #part(path: readonly string[], place: Place & { kind: 'part' }, signal: AbortSignal): Promise<readonly CatalogNode[]> {
    const info = await this.#info(place, signal);
    switch (place.part) {
      case 'columns':
        return columnNodes(info);
      case 'partitions':
        return partitionNodes(info, await this.client.tables.partitions(info, signal));
      case 'buckets':
        return info.partitionKeys.length > 0 ? partitionNodes(info, await this.client.tables.partitions(info, signal)) : this.#buckets(info, path, undefined, signal);
      case 'properties':
        return propertyNodes(info);
      case 'statistics':
        return statisticNodes(this.client, info, path, signal);
    }
  }

  async #buckets(info: TableInfo, path: readonly string[], partitions: readonly Partition[] | undefined, signal: AbortSignal): Promise<readonly CatalogNode[]> {
    return bucketNodes(this.client, info, path, await this.client.tables.buckets(info, partitions, signal), signal);
  }

  #info(place: { readonly database: string; readonly table: string }, signal: AbortSignal): Promise<TableInfo> {
    return telling(`Could not open the table ${place.database}.${place.table}`, () => this.client.tables.info({ database: place.database, table: place.table }, signal));
  }
}

/** Of a longer page of tables the names are enough: each is told more of when it is opened. */
const MOST_ASKED = 500;

const SERVERS_NODE: CatalogNode = { path: [SERVERS], kind: 'group', label: 'Servers', icon: 'server-environment', children: true };

function databaseNode(database: string): CatalogNode {
  return { path: databasePath(database), kind: 'database', label: database, icon: 'database', children: true, actions: ['table.create', 'database.create', 'database.drop'] };
}

function tableDetail(info: TableInfo): NodeDetail {
  const facts: readonly (readonly [string, string])[] = [
    ['Kind', info.schema.primaryKey.length > 0 ? 'primary-key table' : 'log table'],
    ['Table id', String(info.tableId)],
    ['Schema id', String(info.schemaId)],
    ['Buckets', String(info.buckets)],
    ...(info.partitionKeys.length > 0 ? [['Partitioned by', info.partitionKeys.join(', ')] as const] : []),
    ...(info.bucketKeys.length > 0 ? [['Bucket key', info.bucketKeys.join(', ')] as const] : []),
    ...(info.comment === undefined ? [] : [['Comment', info.comment] as const]),
    ['Created', when(info.createdMs)],
    ['Modified', when(info.modifiedMs)],
  ];
  return { node: tableNode(info.database, info.table, info), columns: describeTable(info).columns, facts, definition: createTableText(info, info) };
}
