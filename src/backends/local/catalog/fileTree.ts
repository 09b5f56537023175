import { type Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { CatalogNode, CatalogPage, ColumnInfo, NodeDetail } from '../../../core/contract/catalog';
import { HeadwaterError } from '../../../core/errors';
import { formatBytes, formatCount } from '../../../core/format/numbers';
import type { SessionConnections } from '../connections';
import { sqlString } from '../names';
import { columnNode } from './columnNode';
import { fileKind, isSkippedFolder } from './fileKinds';
import { FILES, fileId, type FilePath, folderId, type NodePath, rootId } from './paths';

type FolderPlace = Extract<NodePath, { kind: 'folder' }>;

/** Folders are walked at most this far when searching. */
const MOST_WALKED = 20_000;

/** The data files of the workspace's folders, as tables with columns. */
export class FileTree {
  /** @param wholePaths whether relative names cannot be used in statements: DuckDB refuses them where it is held to the workspace */
  constructor(
    private readonly folders: readonly string[],
    private readonly wholePaths: boolean,
  ) {}

  /** One node for all files; none where no folder is open. */
  root(): readonly CatalogNode[] {
    if (this.folders.length === 0) return [];
    return [{ path: [FILES], kind: 'files', label: 'Workspace files', icon: 'folder-library', children: true, tooltip: 'CSV, JSON and Parquet files of the workspace' }];
  }

  async children(place: FolderPlace, offset: number, limit: number): Promise<CatalogPage> {
    // The folders themselves, unless there is just one: then what is in it.
    if (place.root < 0 && this.folders.length > 1) return { nodes: this.folders.map((folder, index) => rootNode(folder, index)), total: this.folders.length };
    const folder = { ...place, root: Math.max(0, place.root) };
    const nodes = (await this.#entries(folder)).flatMap((entry) => this.#node(folder, entry) ?? []);
    const end = offset + Math.max(1, limit);
    return { nodes: await Promise.all(nodes.slice(offset, end).map((node) => this.#sized(folder, node))), total: nodes.length, ...(end < nodes.length ? { next: String(end) } : {}) };
  }

  async columns(file: FilePath, connections: SessionConnections, signal: AbortSignal): Promise<readonly CatalogNode[]> {
    const columns = await this.#describeColumns(this.#referenceOf(file), connections, signal);
    return columns.map((column) => columnNode(idsOf(file), column));
  }

  async describe(file: FilePath, connections: SessionConnections, signal: AbortSignal): Promise<NodeDetail> {
    return this.#detail(fileNode(file, this.#referenceOf(file), this.#pathOf(file)), this.#pathOf(file), this.#referenceOf(file), connections, signal);
  }

  describeFolder(place: FolderPlace): NodeDetail {
    const label = place.names.at(-1) ?? 'Workspace files';
    const path = place.root < 0 ? [FILES] : idsOf(place, true);
    return { node: { path, kind: 'folder', label, icon: 'folder', children: true }, facts: [['Folder', place.root < 0 ? this.folders.join(', ') : this.#pathOf(place)]] };
  }

  async search(text: string, limit: number, signal: AbortSignal): Promise<readonly CatalogNode[]> {
    const found: CatalogNode[] = [];
    const waiting: FolderPlace[] = this.folders.map((_, root) => ({ kind: 'folder', root, names: [] }));
    let walked = 0;
    for (let place = waiting.shift(); place && found.length < limit && walked < MOST_WALKED && !signal.aborted; place = waiting.shift()) {
      for (const entry of await this.#entries(place).catch(() => [])) {
        walked++;
        if (entry.isDirectory()) waiting.push({ ...place, names: [...place.names, entry.name] });
        const node = entry.isDirectory() ? undefined : this.#node(place, entry);
        if (node?.reference?.toLowerCase().includes(text.toLowerCase())) found.push(node);
      }
    }
    return found.slice(0, limit);
  }

  /** What `'name'` in a statement means; `undefined` where it cannot be read as a table. */
  async resolve(name: string, connections: SessionConnections, signal: AbortSignal): Promise<NodeDetail | undefined> {
    const path = isAbsolute(name) ? name : resolve(this.folders[0] ?? '.', name);
    const reference = sqlString(this.wholePaths ? path : name);
    const file = this.#fileAt(path);
    const node: CatalogNode = file
      ? fileNode(file, reference, path)
      : { path: [], kind: 'file', label: basename(name), icon: 'table', children: false, reference, selectable: true };
    return this.#detail(node, path, reference, connections, signal).catch((error: unknown) => {
      if (signal.aborted) throw error;
      return undefined;
    });
  }

  async #detail(node: CatalogNode, path: string, reference: string, connections: SessionConnections, signal: AbortSignal): Promise<NodeDetail> {
    const columns = await this.#describeColumns(reference, connections, signal);
    const facts: (readonly [string, string])[] = [];
    const kind = fileKind(path);
    if (kind) facts.push(['Format', kind.label]);
    const size = await stat(path).catch(() => undefined);
    if (size) facts.push(['Size', formatBytes(size.size)], ['Changed', size.mtime.toISOString()]);
    if (kind?.label === 'Parquet' && size) {
      const [row] = await connections.read((connection) => connection.rows(`SELECT sum(num_rows)::VARCHAR, sum(num_row_groups)::VARCHAR FROM parquet_file_metadata(${reference})`, `Could not read ${reference}`, signal));
      if (row?.[0]) facts.push(['Rows', formatCount(BigInt(row[0]))], ['Row groups', row[1] ?? '']);
    }
    return { node, columns, facts };
  }

  async #describeColumns(reference: string, connections: SessionConnections, signal: AbortSignal): Promise<readonly ColumnInfo[]> {
    const rows = await connections.read((connection) => connection.rows(`DESCRIBE SELECT * FROM ${reference}`, `Could not read ${reference}`, signal));
    return rows.map(([name, type]) => ({ name: name ?? '', type: type ?? '' }));
  }

  async #entries(place: FolderPlace): Promise<readonly Dirent[]> {
    const path = this.#pathOf(place);
    try {
      const entries = await readdir(path, { withFileTypes: true });
      const folders = entries.filter((entry) => entry.isDirectory() && !isSkippedFolder(entry.name));
      const files = entries.filter((entry) => entry.isFile() && fileKind(entry.name));
      const byName = (one: Dirent, other: Dirent) => one.name.localeCompare(other.name, undefined, { numeric: true, sensitivity: 'base' });
      return [...folders.toSorted(byName), ...files.toSorted(byName)];
    } catch (error) {
      throw new HeadwaterError({ what: `Could not list \`${path}\``, why: error instanceof Error ? error.message : String(error), todo: 'Check that the folder exists and can be read.' }, { cause: error });
    }
  }

  #node(place: FolderPlace, entry: Dirent): CatalogNode | undefined {
    const names = [...place.names, entry.name];
    if (entry.isDirectory()) return { path: idsOf({ root: place.root, names }, true), kind: 'folder', label: entry.name, icon: 'folder', children: true };
    const file = { root: place.root, names };
    return fileNode(file, this.#referenceOf(file), this.#pathOf(file));
  }

  async #sized(place: FolderPlace, node: CatalogNode): Promise<CatalogNode> {
    if (node.kind !== 'file') return node;
    const size = await stat(join(this.#pathOf(place), node.label)).catch(() => undefined);
    return size ? { ...node, description: formatBytes(size.size) } : node;
  }

  /** The name in quotes as a statement of this session finds it. DuckDB reads `*`, `?` and `[` as patterns: they are put in brackets. */
  #referenceOf(file: FilePath): string {
    const path = file.root === 0 && !this.wholePaths ? file.names.join('/') : this.#pathOf(file).split(sep).join('/');
    return sqlString(path.replaceAll(/[*?[]/gu, '[$&]'));
  }

  #pathOf({ root, names }: { readonly root: number; readonly names: readonly string[] }): string {
    const folder = this.folders[root];
    if (folder !== undefined) return join(folder, ...names);
    throw new HeadwaterError({ what: 'Could not list the files', why: 'The workspace has no such folder any more.', todo: 'Refresh the connection.', code: 'no-node' });
  }

  #fileAt(path: string): FilePath | undefined {
    for (const [root, folder] of this.folders.entries()) {
      const below = relative(folder, path);
      if (below !== '' && !below.startsWith('..') && !isAbsolute(below)) return { root, names: below.split(sep) };
    }
    return undefined;
  }
}

function rootNode(folder: string, index: number): CatalogNode {
  return { path: [FILES, rootId(index)], kind: 'folder', label: basename(folder), tooltip: folder, icon: 'root-folder', children: true };
}

function fileNode(file: FilePath, reference: string, path: string): CatalogNode {
  const name = file.names.at(-1) ?? '';
  const kind = fileKind(name);
  const node = { path: idsOf(file), kind: 'file', label: name, tooltip: path, icon: kind?.icon ?? 'file', children: true, reference, selectable: true };
  return kind?.text === true && !/\.(?:gz|zst)$/iu.test(name) ? { ...node, file: path } : node;
}

function idsOf({ root, names }: { readonly root: number; readonly names: readonly string[] }, folder = false): readonly string[] {
  return [FILES, rootId(root), ...names.map((name, index) => (folder || index < names.length - 1 ? folderId(name) : fileId(name)))];
}
