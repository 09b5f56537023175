import type {
  ChangeInfo, ChangePage, CommitInfo, CommitRequest, MergeRequest, PageRequest, RefInfo, VersionContainer, Versions,
} from '../../../src/core/contract/versions';
import { type Repository, sampleError, type Tree } from './repository';

/** Versions of repositories in memory: enough to work the editor with; it proves nothing of a real system. */
export class SampleVersions implements Versions {
  readonly containerName = 'repository';
  readonly sharedUncommitted = true;

  constructor(private readonly repositories: ReadonlyMap<string, Repository>) {}

  async refs(container: VersionContainer, kind: 'branch' | 'tag', page: PageRequest & { readonly prefix?: string }): Promise<{ readonly refs: readonly RefInfo[]; readonly next?: string }> {
    const repository = this.#in(container);
    const names = [...(kind === 'branch' ? repository.branches : repository.tags).keys()].filter((name) => name.startsWith(page.prefix ?? '')).sort();
    const { shown, next } = cut(names, page);
    return { refs: shown.map((name) => repository.resolve(name)), ...next };
  }

  async resolve(container: VersionContainer, ref: string): Promise<RefInfo> {
    return this.#in(container).resolve(ref);
  }

  async commit(container: VersionContainer, id: string): Promise<CommitInfo> {
    return this.#in(container).commit(id).info;
  }

  async log(container: VersionContainer, ref: string, page: PageRequest): Promise<{ readonly commits: readonly CommitInfo[]; readonly next?: string }> {
    const repository = this.#in(container);
    const { shown, next } = cut(this.#ancestors(repository, repository.resolve(ref).commit), page);
    return { commits: shown.map((id) => repository.commit(id).info), ...next };
  }

  async diff(container: VersionContainer, left: string, right: string, page: PageRequest & { readonly kind: 'two-dot' | 'three-dot'; readonly prefix?: string }): Promise<ChangePage> {
    const repository = this.#in(container);
    if (page.kind === 'two-dot') return paged(changes(repository.tree(left), repository.tree(right)), page);
    const base = this.#base(repository, left, right);
    const theirs = new Set(changes(base, repository.tree(left)).map(({ path }) => path));
    const mine = changes(base, repository.tree(right)).map((change) => (theirs.has(change.path) ? { ...change, change: 'conflict' as const } : change));
    return paged(mine, page);
  }

  async uncommitted(container: VersionContainer, branch: string, page: PageRequest & { readonly prefix?: string }): Promise<ChangePage> {
    const repository = this.#in(container);
    return paged(changes(repository.commit(repository.branch(branch).head).tree, repository.tree(branch)), page);
  }

  async save(container: VersionContainer, branch: string, { message, metadata, allowEmpty }: CommitRequest): Promise<CommitInfo> {
    const repository = this.#in(container);
    if (repository.branch(branch).staged.size === 0 && !allowEmpty) throw sampleError('invalid', 'There are no changes to commit.');
    return repository.commit(repository.save(branch, message, metadata)).info;
  }

  async discard(container: VersionContainer, branch: string, what: { readonly kind: 'object' | 'prefix'; readonly path: string } | { readonly kind: 'all' }): Promise<void> {
    const { staged } = this.#in(container).branch(branch);
    for (const key of [...staged.keys()]) {
      if (what.kind === 'all' || key === what.path || (what.kind === 'prefix' && key.startsWith(what.path))) staged.delete(key);
    }
  }

  async createRef(container: VersionContainer, kind: 'branch' | 'tag', name: string, from: string): Promise<RefInfo> {
    const repository = this.#in(container);
    if (repository.branches.has(name) || repository.tags.has(name)) throw sampleError('exists', `There is a ref “${name}” already.`);
    const { commit } = repository.resolve(from);
    if (kind === 'branch') repository.branches.set(name, { head: commit, staged: new Map() });
    else repository.tags.set(name, commit);
    return repository.resolve(name);
  }

  async deleteRef(container: VersionContainer, kind: 'branch' | 'tag', name: string): Promise<void> {
    const repository = this.#in(container);
    const there = kind === 'branch' ? repository.branches.delete(name) : repository.tags.delete(name);
    if (!there) throw sampleError('notFound', `There is no ${kind} “${name}”.`);
  }

  async reset(container: VersionContainer, branch: string, to: string): Promise<void> {
    const repository = this.#in(container);
    const on = repository.branch(branch);
    on.head = repository.resolve(to).commit;
    on.staged.clear();
  }

  async merge(container: VersionContainer, source: string, destination: string, { message, metadata, strategy }: MergeRequest): Promise<string> {
    const repository = this.#in(container);
    const on = this.#clean(repository, destination);
    const base = this.#base(repository, destination, source);
    const [ours, theirs] = [changes(base, repository.tree(destination)), changes(base, repository.tree(source))];
    const conflicts = new Set(theirs.map(({ path }) => path).filter((path) => ours.some((change) => change.path === path)));
    if (conflicts.size > 0 && !strategy) throw sampleError('conflict', `${conflicts.size} objects were changed on both sides.`);
    const taken = theirs.filter(({ path }) => strategy === 'source-wins' || !conflicts.has(path));
    this.#apply(repository, destination, repository.tree(source), taken);
    return repository.save(destination, message ?? `Merge ${source} into ${destination}`, metadata ?? {}, on.head === '' ? [] : [repository.resolve(source).commit]);
  }

  async revert(container: VersionContainer, branch: string, commit: string): Promise<void> {
    const repository = this.#in(container);
    this.#clean(repository, branch);
    const { info, tree } = repository.commit(commit);
    const before = repository.commit(info.parents[0]!).tree;
    this.#apply(repository, branch, before, changes(tree, before));
    repository.save(branch, `Revert ${info.message}`, {});
  }

  async cherryPick(container: VersionContainer, branch: string, commit: string): Promise<CommitInfo> {
    const repository = this.#in(container);
    this.#clean(repository, branch);
    const { info, tree } = repository.commit(commit);
    this.#apply(repository, branch, tree, changes(repository.commit(info.parents[0]!).tree, tree));
    return repository.commit(repository.save(branch, info.message, info.metadata)).info;
  }

  #apply(repository: Repository, branch: string, source: Tree, wanted: readonly ChangeInfo[]): void {
    for (const { path } of wanted) {
      const blob = source.get(path);
      if (blob) repository.put(branch, path, blob.bytes);
      else repository.remove(branch, path);
    }
  }

  #clean(repository: Repository, name: string): { readonly head: string } {
    const branch = repository.branch(name);
    if (branch.staged.size > 0) throw sampleError('invalid', `The branch “${name}” has uncommitted changes.`);
    return branch;
  }

  #ancestors(repository: Repository, commit: string): readonly string[] {
    const found = new Set<string>();
    const waiting = [commit];
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      if (found.has(id)) continue;
      found.add(id);
      waiting.push(...repository.commit(id).info.parents);
    }
    return [...found].sort((one, other) => repository.commit(other).info.timeMs - repository.commit(one).info.timeMs);
  }

  #base(repository: Repository, left: string, right: string): Tree {
    const known = new Set(this.#ancestors(repository, repository.resolve(left).commit));
    const shared = this.#ancestors(repository, repository.resolve(right).commit).find((id) => known.has(id));
    return shared === undefined ? new Map() : repository.commit(shared).tree;
  }

  #in([name = '']: VersionContainer): Repository {
    const repository = this.repositories.get(name);
    if (!repository) throw sampleError('notFound', `There is no repository “${name}”.`);
    return repository;
  }
}

function changes(before: Tree, after: Tree): readonly ChangeInfo[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path): readonly ChangeInfo[] => {
    const [old, now] = [before.get(path), after.get(path)];
    if (old?.contentId === now?.contentId) return [];
    const change = old === undefined ? 'added' : now === undefined ? 'removed' : 'modified';
    return [{ path, change, isPrefix: false, ...(now ? { size: now.bytes.length } : {}) }];
  });
}

function paged(all: readonly ChangeInfo[], page: PageRequest & { readonly prefix?: string }): ChangePage {
  const { shown, next } = cut(all.filter(({ path }) => path.startsWith(page.prefix ?? '')), page);
  return { changes: shown, ...next };
}

function cut<T>(all: readonly T[], { cursor, limit }: PageRequest): { readonly shown: readonly T[]; readonly next: { next?: string } } {
  const from = Number(cursor ?? 0);
  return { shown: all.slice(from, from + limit), next: from + limit < all.length ? { next: String(from + limit) } : {} };
}
