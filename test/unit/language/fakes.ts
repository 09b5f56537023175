import type { Catalog, CatalogNode, NodeDetail } from '../../../src/core/contract/catalog';

export function table(reference: string, label: string, columns: readonly (readonly [name: string, type: string])[]): NodeDetail {
  const node: CatalogNode = { path: ['db', 'main', label], kind: 'table', label, icon: 'table', children: true, reference, selectable: true };
  return { node, columns: columns.map(([name, type]) => ({ name, type })), facts: [['Rows', '1,000']] };
}

export function schema(label: string): NodeDetail {
  return { node: { path: ['db', label], kind: 'schema', label, icon: 'folder', children: true, reference: label }, facts: [] };
}

/** A catalog over fixed nodes, which counts what it is asked, and can be made to fail or never to answer. */
export class FakeCatalog implements Catalog {
  mode: 'works' | 'fails' | 'hangs' = 'works';
  readonly asked: string[] = [];
  readonly aborted: string[] = [];

  constructor(private readonly details: readonly NodeDetail[]) {}

  children(path: readonly string[], page: { readonly limit: number }, signal: AbortSignal): Promise<{ readonly nodes: readonly CatalogNode[] }> {
    const nodes = this.details.map(({ node }) => node).filter((node) => node.path.length === path.length + 1 && path.every((id, index) => node.path[index] === id));
    return this.#answer(`children ${path.join('/')}`, { nodes: nodes.slice(0, page.limit) }, signal);
  }

  describe(path: readonly string[], signal: AbortSignal): Promise<NodeDetail> {
    const found = this.details.find(({ node }) => node.path.join('/') === path.join('/'));
    return found ? this.#answer(`describe ${path.join('/')}`, found, signal) : Promise.reject(new Error('nothing there'));
  }

  search(text: string, limit: number, signal: AbortSignal): Promise<readonly CatalogNode[]> {
    const found = this.details.map(({ node }) => node).filter(({ label }) => label.toLowerCase().includes(text.toLowerCase()));
    return this.#answer(`search ${text}`, found.slice(0, limit), signal);
  }

  resolve(reference: string, signal: AbortSignal): Promise<NodeDetail | undefined> {
    const found = this.details.find(({ node }) => node.reference?.toLowerCase() === reference.toLowerCase() || node.label.toLowerCase() === reference.toLowerCase());
    return this.#answer(`resolve ${reference}`, found, signal);
  }

  async #answer<T>(what: string, value: T, signal: AbortSignal): Promise<T> {
    this.asked.push(what);
    if (this.mode === 'fails') throw new Error('The server closed the connection');
    if (this.mode === 'hangs') {
      signal.addEventListener('abort', () => this.aborted.push(what));
      await new Promise(() => undefined);
    }
    return value;
  }
}
