import type { Catalog, CatalogNode, CatalogPage, NodeDetail } from '../../src/core/contract/catalog';
import { HeadwaterError } from '../../src/core/errors';
import type { SampleServer } from './sampleServer';

/** One schema with numbered tables of two columns, and a node that cannot be listed. */
export class SampleCatalog implements Catalog {
  constructor(
    private readonly server: SampleServer,
    private readonly tables: number,
    private readonly shop = false,
  ) {}

  async children(path: readonly string[], page: { readonly cursor?: string; readonly limit: number }, signal: AbortSignal): Promise<CatalogPage> {
    this.#check(signal);
    const all = this.#under(path);
    const from = Number(page.cursor ?? 0);
    const to = from + page.limit;
    return { nodes: all.slice(from, to), total: all.length, ...(to < all.length ? { next: String(to) } : {}) };
  }

  async describe(path: readonly string[], signal: AbortSignal): Promise<NodeDetail> {
    this.#check(signal);
    const node = this.#under(path.slice(0, -1)).find((candidate) => candidate.path.at(-1) === path.at(-1));
    if (!node) throw gone(path);
    return node.kind === 'table' ? { node, columns: [{ name: 'id', type: 'INT32' }, { name: 'name', type: 'UTF8' }], facts: [['Rows', '10']] } : { node, facts: [] };
  }

  async search(text: string, limit: number, signal: AbortSignal): Promise<readonly CatalogNode[]> {
    this.#check(signal);
    return [...this.#under(['main']), ...(this.shop ? this.#under(['shop']) : [])]
      .filter((node) => node.label.includes(text.toLowerCase()))
      .slice(0, limit);
  }

  async resolve(reference: string, signal: AbortSignal): Promise<NodeDetail | undefined> {
    this.#check(signal);
    const found = this.#under(['main']).find((node) => node.reference === reference.toLowerCase());
    return found && this.describe(found.path, signal);
  }

  #under(path: readonly string[]): readonly CatalogNode[] {
    const [schema, table, ...rest] = path;
    if (schema === undefined) return [container(['main'], 'schema'), container(['broken'], 'schema'), { ...container(['books'], 'repository'), icon: 'repo', version: { container: ['books'] } }, ...(this.shop ? [container(['shop'], 'schema')] : [])];
    if (schema === 'shop' && table === undefined) return this.server.store.names.map(shopTable);
    if (schema === 'books') return this.#stored(path);
    if (schema !== 'main' || rest.length > 0) throw gone(path);
    if (table === undefined) return Array.from({ length: this.tables }, (_, index) => this.#table(`table_${index}`));
    return ['id', 'name'].map((name) => ({ path: [schema, table, name], kind: 'column', label: name, icon: 'symbol-field', children: false, reference: name }));
  }

  /** Branches of the repository, and below them its objects. */
  #stored([name = '', ref, ...below]: readonly string[]): readonly CatalogNode[] {
    const repository = this.server.repositories.get(name)!;
    if (ref === undefined) {
      const of = (kind: 'branch' | 'tag', label: string): CatalogNode => ({ ...container([name, label], kind), icon: 'git-branch', object: [name, label], version: { container: [name], ref: { kind, name: label } } });
      return [...[...repository.branches.keys()].map((label) => of('branch', label)), ...[...repository.tags.keys()].map((label) => of('tag', label))];
    }
    const prefix = below.join('');
    const keys = [...repository.tree(ref).keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
    const labels = [...new Set(keys.map((key) => /^[^/]*\/?/u.exec(key)![0]))].sort();
    return labels.map((label) => ({
      ...{ path: [name, ref, ...below, label], kind: label.endsWith('/') ? 'prefix' : 'object', label, icon: label.endsWith('/') ? 'folder' : 'file' },
      ...{ children: label.endsWith('/'), object: [name, ref, prefix + label] },
    }));
  }

  #table(name: string): CatalogNode {
    return { ...container(['main', name], 'table'), icon: 'table', reference: `main.${name}`, selectable: true };
  }

  #check(signal: AbortSignal): void {
    signal.throwIfAborted();
    this.server.lost.throwIfAborted();
  }
}

function container(path: readonly string[], kind: string): CatalogNode {
  return { path, kind, label: path.at(-1) ?? '', icon: 'database', children: true };
}

function shopTable(name: string): CatalogNode {
  return { ...container(['shop', name], 'table'), icon: 'table', reference: `shop.${name}`, children: false, table: ['shop', name] };
}

function gone(path: readonly string[]): HeadwaterError {
  return new HeadwaterError({ what: `Could not list \`${path.join('.')}\``, why: 'It does not exist in the sample.', todo: 'Refresh the tree.', code: 'not-found' });
}
