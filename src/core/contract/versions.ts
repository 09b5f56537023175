/** What keeps versions: for example a repository. */
export type VersionContainer = readonly string[];

/** A saved state of the data, as version systems name it. */
export interface CommitInfo {
  readonly id: string;
  readonly message: string;
  readonly author: string;
  readonly timeMs: number;
  readonly parents: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
}

export interface RefInfo {
  readonly kind: 'branch' | 'tag' | 'commit';
  readonly name: string;
  readonly commit: string;
  /** Writes on it are refused by the system's own rules. */
  readonly protected?: boolean;
  /** The container's default branch. */
  readonly default?: boolean;
}

export interface PageRequest {
  readonly cursor?: string;
  readonly limit: number;
}

export interface ChangeInfo {
  readonly path: string;
  readonly change: 'added' | 'modified' | 'removed' | 'conflict';
  /** A common prefix that holds changes, where the listing is not recursive. */
  readonly isPrefix: boolean;
  /** Bytes, where known. */
  readonly size?: number;
}

export interface ChangePage {
  readonly changes: readonly ChangeInfo[];
  readonly next?: string;
}

export interface CommitRequest {
  readonly message: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly allowEmpty?: boolean;
}

export interface MergeRequest {
  readonly message?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Who wins where both sides changed the same object; absent = conflicts are refused. */
  readonly strategy?: 'source-wins' | 'destination-wins';
  readonly squash?: boolean;
}

/** A request to merge one branch into another, to be looked at by others first. */
export interface ProposalInfo {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly author: string;
  readonly source: string;
  readonly destination: string;
  readonly status: 'open' | 'closed' | 'merged';
}

export interface Proposals {
  list(container: VersionContainer, page: PageRequest & { readonly status: 'open' | 'all' }, signal: AbortSignal): Promise<{ readonly proposals: readonly ProposalInfo[]; readonly next?: string }>;
  /** @returns its id */
  create(container: VersionContainer, proposal: Pick<ProposalInfo, 'title' | 'description' | 'source' | 'destination'>, signal: AbortSignal): Promise<string>;
  /** @returns the commit. @throws HeadwaterError with kind `conflict` */
  merge(container: VersionContainer, id: string, signal: AbortSignal): Promise<string>;
  close(container: VersionContainer, id: string, signal: AbortSignal): Promise<void>;
}

/** For systems that keep versions. Optional members are absent where the system has no such thing. */
export interface Versions {
  /** The system's word for a container: `repository`. */
  readonly containerName: string;
  /** True where uncommitted changes are seen by everybody on the branch. */
  readonly sharedUncommitted: boolean;
  /** What behind a branch's name makes a ref of its last commit alone, whichever that is. */
  readonly headSuffix?: string;
  readonly proposals?: Proposals;
  refs(container: VersionContainer, kind: 'branch' | 'tag', page: PageRequest & { readonly prefix?: string }, signal: AbortSignal): Promise<{ readonly refs: readonly RefInfo[]; readonly next?: string }>;
  /** Any ref expression of the system. @throws HeadwaterError with kind `notFound` */
  resolve(container: VersionContainer, ref: string, signal: AbortSignal): Promise<RefInfo>;
  commit(container: VersionContainer, id: string, signal: AbortSignal): Promise<CommitInfo>;
  log(container: VersionContainer, ref: string, page: PageRequest & { readonly paths?: readonly string[] }, signal: AbortSignal): Promise<{ readonly commits: readonly CommitInfo[]; readonly next?: string }>;
  /** `three-dot` compares with the common ancestor. */
  diff(container: VersionContainer, left: string, right: string, page: PageRequest & { readonly kind: 'two-dot' | 'three-dot'; readonly prefix?: string; readonly recursive: boolean }, signal: AbortSignal): Promise<ChangePage>;
  uncommitted?(container: VersionContainer, branch: string, page: PageRequest & { readonly prefix?: string; readonly recursive: boolean }, signal: AbortSignal): Promise<ChangePage>;
  save?(container: VersionContainer, branch: string, request: CommitRequest, signal: AbortSignal): Promise<CommitInfo>;
  discard?(container: VersionContainer, branch: string, what: { readonly kind: 'object' | 'prefix'; readonly path: string } | { readonly kind: 'all' }, signal: AbortSignal): Promise<void>;
  createRef?(container: VersionContainer, kind: 'branch' | 'tag', name: string, from: string, signal: AbortSignal): Promise<RefInfo>;
  deleteRef?(container: VersionContainer, kind: 'branch' | 'tag', name: string, signal: AbortSignal): Promise<void>;
  /** Moves a branch to a commit, and loses what is not committed. */
  reset?(container: VersionContainer, branch: string, to: string, signal: AbortSignal): Promise<void>;
  /** @returns the commit. @throws HeadwaterError with kind `conflict` */
  merge?(container: VersionContainer, source: string, destination: string, request: MergeRequest, signal: AbortSignal): Promise<string>;
  /** `parent`: which parent counts as the main line, from 1, where the commit has several. */
  revert?(container: VersionContainer, branch: string, commit: string, options: { readonly parent?: number }, signal: AbortSignal): Promise<void>;
  cherryPick?(container: VersionContainer, branch: string, commit: string, options: { readonly parent?: number }, signal: AbortSignal): Promise<CommitInfo>;
}
