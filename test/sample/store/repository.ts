import { createHash } from 'node:crypto';
import type { CommitInfo, RefInfo } from '../../../src/core/contract/versions';
import { HeadwaterError, type FailureKind } from '../../../src/core/errors';

export interface Blob {
  readonly bytes: Uint8Array;
  readonly modifiedMs: number;
  readonly contentId: string;
}
export type Tree = ReadonlyMap<string, Blob>;

interface Commit {
  readonly info: CommitInfo;
  readonly tree: Tree;
}

interface Branch {
  head: string;
  /** Uncommitted: `undefined` = removed. */
  readonly staged: Map<string, Blob | undefined>;
}

/** One repository in memory with branches, tags, commits and uncommitted changes for each branch. */
export class Repository {
  readonly commits = new Map<string, Commit>();
  readonly branches = new Map<string, Branch>();
  readonly tags = new Map<string, string>();
  #counted = 0;

  constructor(files: Readonly<Record<string, string>>) {
    const id = this.add([], 'Repository created', {}, new Map());
    this.branches.set('main', { head: id, staged: new Map() });
    for (const [key, text] of Object.entries(files)) this.put('main', key, new TextEncoder().encode(text));
    this.save('main', 'First files', {});
  }

  add(parents: readonly string[], message: string, metadata: Readonly<Record<string, string>>, tree: Tree): string {
    this.#counted += 1;
    const id = createHash('sha256').update(`${this.#counted} ${message}`).digest('hex');
    this.commits.set(id, { info: { id, message, author: 'sample', timeMs: Date.UTC(2026, 0, 1) + this.#counted * 60_000, parents, metadata }, tree });
    return id;
  }

  /** A branch, a tag, a whole commit id, or one of them with `~`s. */
  resolve(ref: string): RefInfo {
    const back = /~+$/u.exec(ref)?.[0].length ?? 0;
    const name = ref.slice(0, ref.length - back).replace(/@$/u, '');
    const branch = this.branches.get(name);
    let commit = branch?.head ?? this.tags.get(name) ?? (this.commits.has(name) ? name : undefined);
    for (let step = 0; step < back && commit !== undefined; step += 1) commit = this.commits.get(commit)?.info.parents[0];
    if (commit === undefined) throw sampleError('notFound', `There is no ref “${ref}”.`);
    if (back > 0 || ref.endsWith('@') || (!branch && !this.tags.has(name))) return { kind: 'commit', name: ref, commit };
    return { kind: branch ? 'branch' : 'tag', name, commit, ...(name === 'main' ? { default: true } : {}) };
  }

  branch(name: string): Branch {
    const branch = this.branches.get(name);
    if (!branch) throw sampleError('notFound', `There is no branch “${name}”.`);
    return branch;
  }

  commit(id: string): Commit {
    const commit = this.commits.get(id);
    if (!commit) throw sampleError('notFound', `There is no commit “${id}”.`);
    return commit;
  }

  /** What a ref shows, with uncommitted changes where it is a branch. */
  tree(ref: string): Tree {
    const { kind, name, commit } = this.resolve(ref);
    const committed = this.commit(commit).tree;
    if (kind !== 'branch') return committed;
    const all = new Map(committed);
    for (const [key, blob] of this.branch(name).staged) {
      if (blob) all.set(key, blob);
      else all.delete(key);
    }
    return all;
  }

  put(branch: string, key: string, bytes: Uint8Array): Blob {
    const blob = { bytes, modifiedMs: Math.floor(Date.now() / 1000) * 1000, contentId: createHash('md5').update(bytes).digest('hex') };
    this.#stage(branch, key, blob);
    return blob;
  }

  remove(branch: string, key: string): void {
    this.#stage(branch, key, undefined);
  }

  save(branch: string, message: string, metadata: Readonly<Record<string, string>>, parents: readonly string[] = []): string {
    const on = this.branch(branch);
    const id = this.add([on.head, ...parents], message, metadata, this.tree(branch));
    on.head = id;
    on.staged.clear();
    return id;
  }

  #stage(branch: string, key: string, blob: Blob | undefined): void {
    const on = this.branch(branch);
    const committed = this.commit(on.head).tree.get(key);
    if (committed?.contentId === blob?.contentId) on.staged.delete(key);
    else on.staged.set(key, blob);
  }
}

export function sampleError(kind: FailureKind, why: string): HeadwaterError {
  return new HeadwaterError({ what: 'The sample could not do this', why, kind, code: kind });
}
