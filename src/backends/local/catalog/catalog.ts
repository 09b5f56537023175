import type { Catalog, CatalogNode, CatalogPage, NodeDetail } from '../../../core/contract/catalog';
import { HeadwaterError } from '../../../core/errors';
import type { DuckDbConnection } from '../../../duckdb/duckdb';
import type { SessionConnections } from '../connections';
import { DatabaseTree } from './databaseTree';
import { FileTree } from './fileTree';
import { type FilePath, type NodePath, parsePath } from './paths';
import { referencedFile, referencedNames } from './reference';

/** The databases of a session and the data files of the workspace as one tree. */
export class LocalCatalog implements Catalog {
  readonly #files: FileTree;

  constructor(
    private readonly connections: () => Promise<SessionConnections>,
    folders: readonly string[],
    private readonly databasePath: string,
    restricted: boolean,
  ) {
    this.#files = new FileTree(folders, restricted);
  }

  async children(path: readonly string[], page: { readonly cursor?: string; readonly limit: number }, signal: AbortSignal): Promise<CatalogPage> {
    const place = this.#place(path, 'Could not list the children');
    const offset = offsetOf(page.cursor);
    if (place.kind === 'root') {
      const databases = await this.#read((tree) => tree.databases(), signal);
      return { nodes: [...databases, ...this.#files.root()] };
    }
    if (place.kind === 'folder') return this.#files.children(place, offset, page.limit);
    if (place.kind === 'file') return pageOf(await this.#fileColumns(place.file, signal), offset, page.limit);
    return this.#read((tree) => tree.children(place, offset, page.limit), signal);
  }

  async describe(path: readonly string[], signal: AbortSignal): Promise<NodeDetail> {
    const place = this.#place(path, 'Could not describe it');
    if (place.kind === 'file') return this.#files.describe(place.file, await this.connections(), signal);
    if (place.kind === 'folder') return this.#files.describeFolder(place);
    if (place.kind === 'root') return { node: ROOT, facts: [['Database', this.databasePath]] };
    return this.#read((tree) => tree.describe(place), signal);
  }

  async search(text: string, limit: number, signal: AbortSignal): Promise<readonly CatalogNode[]> {
    const [tables, files] = await Promise.all([this.#read((tree) => tree.search(text, limit), signal), this.#files.search(text, limit, signal)]);
    const found = [...tables, ...files];
    return [...found.filter((node) => node.selectable), ...found.filter((node) => !node.selectable)].slice(0, limit);
  }

  async resolve(reference: string, signal: AbortSignal): Promise<NodeDetail | undefined> {
    const file = referencedFile(reference);
    if (file !== undefined) return this.#files.resolve(file, await this.connections(), signal);
    const names = referencedNames(reference);
    return names && this.#read((tree) => tree.resolve(names), signal);
  }

  async #fileColumns(file: FilePath, signal: AbortSignal): Promise<readonly CatalogNode[]> {
    return this.#files.columns(file, await this.connections(), signal);
  }

  async #read<T>(use: (tree: DatabaseTree) => Promise<T>, signal: AbortSignal): Promise<T> {
    const connections = await this.connections();
    return connections.read((connection: DuckDbConnection) => use(new DatabaseTree(connection, signal)));
  }

  #place(path: readonly string[], what: string): NodePath {
    const place = parsePath(path);
    if (place) return place;
    throw new HeadwaterError({ what, why: `There is nothing at “${path.join(' › ')}”.`, todo: 'Refresh the connection.', code: 'no-node' });
  }
}

const ROOT: CatalogNode = { path: [], kind: 'connection', label: 'Local', icon: 'database', children: true };

function offsetOf(cursor: string | undefined): number {
  const offset = Number(cursor ?? 0);
  return Number.isSafeInteger(offset) && offset > 0 ? offset : 0;
}

export function pageOf(nodes: readonly CatalogNode[], offset: number, limit: number): CatalogPage {
  const end = offset + Math.max(1, limit);
  return { nodes: nodes.slice(offset, end), total: nodes.length, ...(end < nodes.length ? { next: String(end) } : {}) };
}
