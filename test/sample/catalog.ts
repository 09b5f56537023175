import type { Catalog, CatalogNode, CatalogPage, NodeDetail } from '../../src/core/contract/catalog';
import { HeadwaterError } from '../../src/core/errors';
import type { SampleServer } from './sampleServer';

/** One schema with numbered tables of two columns, and a node that cannot be listed. */
export class SampleCatalog implements Catalog {
  constructor(
    private readonly server: SampleServer,
    private readonly tables: number,
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
    return this.#under(['main'])
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
    if (schema === undefined) return [container(['main'], 'schema'), container(['broken'], 'schema')];
    if (schema !== 'main' || rest.length > 0) throw gone(path);
    if (table === undefined) return Array.from({ length: this.tables }, (_, index) => this.#table(`table_${index}`));
    return ['id', 'name'].map((name) => ({ path: [schema, table, name], kind: 'column', label: name, icon: 'symbol-field', children: false, reference: name }));
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

function gone(path: readonly string[]): HeadwaterError {
  return new HeadwaterError({ what: `Could not list \`${path.join('.')}\``, why: 'It does not exist in the sample.', todo: 'Refresh the tree.', code: 'not-found' });
}
