import type { Catalog, CatalogNode, CatalogPage, NodeDetail } from '../../../core/contract/catalog';
import { HeadwaterError } from '../../../core/errors';
import type { LakeFs } from '../api/lakeFs';
import type { Imports } from '../imports';
import type { KnownRepositories } from '../repositoryFacts';
import { describeNode } from './describe';
import { referencedObject } from './reference';
import { type NodePlace, parseNodePath } from './nodePath';
import { ObjectNodes, type PageWish } from './objectNodes';
import { RefNodes } from './refNodes';
import { WorkNodes } from './workNodes';
import { groupNodes, NO_REPOSITORIES, repositoryNode } from './repositoryNodes';

/** Repositories, their refs, and the objects below these, as one tree. */
export class LakeFsCatalog implements Catalog {
  readonly #objects: ObjectNodes;
  readonly #refs: RefNodes;
  readonly #work: WorkNodes;

  constructor(
    private readonly lakeFs: LakeFs,
    private readonly known: KnownRepositories,
    private readonly imports: Imports,
  ) {
    this.#work = new WorkNodes(lakeFs, imports);
    this.#objects = new ObjectNodes(lakeFs);
    this.#refs = new RefNodes(lakeFs);
  }

  async children(path: readonly string[], page: PageWish, signal: AbortSignal): Promise<CatalogPage> {
    const place = this.#place(path, 'Could not list the children');
    switch (place.kind) {
      case 'root':
        return this.#repositories(page, signal);
      case 'repository':
        await this.known.of(place.repository, signal);
        return { nodes: groupNodes(place.repository) };
      case 'group':
        return this.#group(place, page, signal);
      case 'ref':
        return this.#ref(path, place, page, signal);
      case 'prefix':
        return this.#objects.list(path, place.repository, place.ref, place.key, page, signal);
      case 'changes':
        return this.#objects.changes(path, place.repository, place.ref, place.prefix, page, signal);
      case 'run':
        return this.#work.hooks(place.repository, place.id, page, signal);
      case 'object':
      case 'change':
      case 'pull':
      case 'import':
      case 'hook':
        return { nodes: [] };
    }
  }

  async describe(path: readonly string[], signal: AbortSignal): Promise<NodeDetail> {
    return describeNode({ lakeFs: this.lakeFs, known: this.known, imports: this.imports }, path, this.#place(path, 'Could not describe it'), signal);
  }

  /** Repositories by name. Objects are found by their prefixes: walking them all would never end. */
  async search(text: string, limit: number, signal: AbortSignal): Promise<readonly CatalogNode[]> {
    const search = text.trim().toLowerCase();
    if (!/^[\w.-]{0,63}$/u.test(search)) return [];
    const { results } = await this.lakeFs.repositories.list({ amount: limit, ...(search === '' ? {} : { search }) }, signal);
    return results.slice(0, limit).map(repositoryNode);
  }

  async resolve(reference: string, signal: AbortSignal): Promise<NodeDetail | undefined> {
    const place = referencedObject(reference);
    if (!place) return undefined;
    try {
      return await describeNode({ lakeFs: this.lakeFs, known: this.known, imports: this.imports }, [], { kind: 'object', repository: place.repository, ref: { kind: 'commit', name: place.ref }, key: place.key }, signal);
    } catch (error) {
      if (error instanceof HeadwaterError && (error.failure.kind === 'notFound' || error.failure.kind === 'invalid')) return undefined;
      throw error;
    }
  }

  async #repositories({ cursor, limit }: PageWish, signal: AbortSignal): Promise<CatalogPage> {
    const { results, next } = await this.lakeFs.repositories.list({ after: cursor, amount: limit }, signal);
    if (results.length === 0 && cursor === undefined) return { nodes: [NO_REPOSITORIES] };
    return { nodes: results.map(repositoryNode), ...(next === undefined ? {} : { next }) };
  }

  async #group({ repository, group }: NodePlace & { readonly kind: 'group' }, page: PageWish, signal: AbortSignal): Promise<CatalogPage> {
    switch (group) {
      case 'branches':
        return this.#refs.branches(await this.known.of(repository, signal), page, signal);
      case 'tags':
        return this.#refs.tags(repository, page, signal);
      case 'commits':
        return this.#refs.commits(await this.known.of(repository, signal), page, signal);
      case 'pulls':
        return this.#work.pulls(repository, page, signal);
      case 'imports':
        return this.#work.started(repository, signal);
      case 'runs':
        return this.#work.runs(repository, page, signal);
    }
  }

  /** The objects of a ref; those of a branch after the node of what is not committed. */
  async #ref(path: readonly string[], { repository, ref }: NodePlace & { readonly kind: 'ref' }, page: PageWish, signal: AbortSignal): Promise<CatalogPage> {
    const [objects, changes] = await Promise.all([
      this.#objects.list(path, repository, ref, '', page, signal),
      ref.kind === 'branch' && page.cursor === undefined ? this.#objects.changesNode(repository, ref, signal) : undefined,
    ]);
    return changes ? { ...objects, nodes: [changes, ...objects.nodes] } : objects;
  }

  #place(path: readonly string[], what: string): NodePlace {
    const place = parseNodePath(path);
    if (place) return place;
    throw new HeadwaterError({ what, why: `There is nothing at “${path.join(' › ').slice(0, 200)}”.`, todo: 'Refresh the connection.', code: 'no-node', kind: 'notFound' });
  }
}
