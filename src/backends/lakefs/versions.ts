import type { ChangeInfo, ChangePage, CommitInfo, CommitRequest, MergeRequest, PageRequest, RefInfo, VersionContainer, Versions } from '../../core/contract/versions';
import { HeadwaterError } from '../../core/errors';
import type { Commit } from './api/commitShape';
import type { Diff } from './api/diffsApi';
import type { LakeFs } from './api/lakeFs';
import type { Page } from './api/pages';
import { PullRequests } from './pullRequests';
import { repositoryOf } from './place';
import type { KnownRepositories } from './repositoryFacts';

/** Branches, tags and commits of a repository. */
export class LakeFsVersions implements Versions {
  readonly containerName = 'repository';
  readonly sharedUncommitted = true;
  /** As the server reads refs (`pkg/graveler/ref/resolve_ref.go`). */
  readonly headSuffix = '@';
  readonly proposals: PullRequests;

  constructor(
    private readonly lakeFs: LakeFs,
    private readonly known: KnownRepositories,
  ) {
    this.proposals = new PullRequests(lakeFs.pulls);
  }

  async refs(container: VersionContainer, kind: 'branch' | 'tag', page: PageRequest & { readonly prefix?: string }, signal: AbortSignal): Promise<{ readonly refs: readonly RefInfo[]; readonly next?: string }> {
    const repository = repositoryOf(container);
    const ask = { after: page.cursor, amount: page.limit, prefix: page.prefix };
    if (kind === 'tag') {
      const { results, next } = await this.lakeFs.refs.tags(repository, ask, signal);
      return { refs: results.map(({ id, commit_id }) => ({ kind, name: id, commit: commit_id })), ...(next === undefined ? {} : { next }) };
    }
    const [{ results, next }, facts] = await Promise.all([this.lakeFs.refs.branches(repository, ask, signal), this.known.of(repository, signal)]);
    const refs = results.map(({ id, commit_id }) => ({ kind, name: id, commit: commit_id, default: id === facts.repository.default_branch, protected: facts.isProtected(id) }));
    return { refs, ...(next === undefined ? {} : { next }) };
  }

  /** As the server reads refs: a whole commit id, a branch, a tag, then anything else that names a commit. */
  async resolve(container: VersionContainer, ref: string, signal: AbortSignal): Promise<RefInfo> {
    const repository = repositoryOf(container);
    if (ref.trim() === '') throw new HeadwaterError({ what: `Could not find a ref of \`${repository}\``, why: 'Its name is empty.', kind: 'notFound' });
    if (!/^[0-9a-f]{64}$/u.test(ref)) {
      const branch = /^\w[-\w]*$/u.test(ref) ? await found(this.lakeFs.refs.branch(repository, ref, signal)) : undefined;
      if (branch) {
        const facts = await this.known.of(repository, signal);
        return { kind: 'branch', name: ref, commit: branch.commit_id, default: ref === facts.repository.default_branch, protected: facts.isProtected(ref) };
      }
      const tag = /[~^@$]/u.test(ref) ? undefined : await found(this.lakeFs.refs.tag(repository, ref, signal));
      if (tag) return { kind: 'tag', name: ref, commit: tag.commit_id };
    }
    const { id } = await this.lakeFs.commits.get(repository, ref, signal);
    return { kind: 'commit', name: id, commit: id };
  }

  async commit(container: VersionContainer, id: string, signal: AbortSignal): Promise<CommitInfo> {
    return commitInfo(await this.lakeFs.commits.get(repositoryOf(container), id, signal));
  }

  async log(container: VersionContainer, ref: string, page: PageRequest & { readonly paths?: readonly string[] }, signal: AbortSignal): Promise<{ readonly commits: readonly CommitInfo[]; readonly next?: string }> {
    const { paths = [] } = page;
    const ask = { after: page.cursor, amount: page.limit, objects: paths.filter((path) => !path.endsWith('/')), prefixes: paths.filter((path) => path.endsWith('/')) };
    const { results, next } = await this.lakeFs.commits.log(repositoryOf(container), ref, ask, signal);
    return { commits: results.map(commitInfo), ...(next === undefined ? {} : { next }) };
  }

  async diff(container: VersionContainer, left: string, right: string, page: PageRequest & { readonly kind: 'two-dot' | 'three-dot'; readonly prefix?: string; readonly recursive: boolean }, signal: AbortSignal): Promise<ChangePage> {
    const ask = { ...diffAsk(page), type: page.kind === 'two-dot' ? ('two_dot' as const) : ('three_dot' as const) };
    return changePage(await this.lakeFs.diffs.between(repositoryOf(container), left, right, ask, signal), true);
  }

  async uncommitted(container: VersionContainer, branch: string, page: PageRequest & { readonly prefix?: string; readonly recursive: boolean }, signal: AbortSignal): Promise<ChangePage> {
    return changePage(await this.lakeFs.diffs.uncommitted(repositoryOf(container), branch, diffAsk(page), signal), false);
  }

  async save(container: VersionContainer, branch: string, request: CommitRequest, signal: AbortSignal): Promise<CommitInfo> {
    return commitInfo(await this.lakeFs.commits.commit(repositoryOf(container), branch, request, signal));
  }

  async discard(container: VersionContainer, branch: string, what: { readonly kind: 'object' | 'prefix'; readonly path: string } | { readonly kind: 'all' }, signal: AbortSignal): Promise<void> {
    const discarded = what.kind === 'all' ? { type: 'reset' as const } : { type: what.kind === 'prefix' ? ('common_prefix' as const) : ('object' as const), path: what.path };
    await this.lakeFs.commits.discard(repositoryOf(container), branch, discarded, signal);
  }

  async createRef(container: VersionContainer, kind: 'branch' | 'tag', name: string, from: string, signal: AbortSignal): Promise<RefInfo> {
    const repository = repositoryOf(container);
    if (kind === 'branch') return { kind, name, commit: await this.lakeFs.refs.createBranch(repository, name, from, {}, signal) };
    return { kind, name, commit: (await this.lakeFs.refs.createTag(repository, name, from, signal)).commit_id };
  }

  async deleteRef(container: VersionContainer, kind: 'branch' | 'tag', name: string, signal: AbortSignal): Promise<void> {
    const repository = repositoryOf(container);
    await (kind === 'branch' ? this.lakeFs.refs.deleteBranch(repository, name, signal) : this.lakeFs.refs.deleteTag(repository, name, signal));
  }

  /** The server forgets some uncommitted changes and keeps others; discarding them first makes the outcome certain. */
  async reset(container: VersionContainer, branch: string, to: string, signal: AbortSignal): Promise<void> {
    const repository = repositoryOf(container);
    const { id } = await this.lakeFs.commits.get(repository, to, signal);
    await this.lakeFs.commits.discard(repository, branch, { type: 'reset' }, signal);
    await this.lakeFs.commits.hardReset(repository, branch, id, signal);
  }

  async merge(container: VersionContainer, source: string, destination: string, request: MergeRequest, signal: AbortSignal): Promise<string> {
    const { strategy } = request;
    const how = { message: request.message, metadata: request.metadata, squash: request.squash, strategy: strategy === 'destination-wins' ? ('dest-wins' as const) : strategy };
    return this.lakeFs.merges.merge(repositoryOf(container), source, destination, how, signal);
  }

  async revert(container: VersionContainer, branch: string, commit: string, options: { readonly parent?: number }, signal: AbortSignal): Promise<void> {
    await this.lakeFs.commits.revert(repositoryOf(container), branch, commit, options, signal);
  }

  async cherryPick(container: VersionContainer, branch: string, commit: string, options: { readonly parent?: number }, signal: AbortSignal): Promise<CommitInfo> {
    return commitInfo(await this.lakeFs.commits.cherryPick(repositoryOf(container), branch, commit, options, signal));
  }
}

/** `undefined` where there is no such thing, or none can have such a name. */
async function found<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof HeadwaterError && (error.failure.code === '404' || error.failure.code === '400')) return undefined;
    throw error;
  }
}

function commitInfo(commit: Commit): CommitInfo {
  return { id: commit.id, message: commit.message, author: commit.committer, timeMs: commit.creation_date * 1000, parents: commit.parents, metadata: commit.metadata ?? {} };
}

function diffAsk(page: PageRequest & { readonly prefix?: string; readonly recursive: boolean }) {
  return { after: page.cursor, amount: page.limit, prefix: page.prefix, delimiter: page.recursive ? undefined : '/' };
}

function changePage({ results, next }: Page<Diff>, sizesOfRemoved: boolean): ChangePage {
  return { changes: results.map((diff) => changeInfo(diff, sizesOfRemoved)), ...(next === undefined ? {} : { next }) };
}

function changeInfo({ type, path, path_type, size_bytes }: Diff, sizesOfRemoved: boolean): ChangeInfo {
  const change = type === 'changed' || type === 'prefix_changed' ? 'modified' : type;
  const isPrefix = path_type === 'common_prefix';
  const known = size_bytes !== undefined && !isPrefix && (type !== 'removed' || sizesOfRemoved);
  return { path, change, isPrefix, ...(known ? { size: size_bytes } : {}) };
}
