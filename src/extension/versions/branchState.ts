import type { ChangeInfo, ChangePage } from '../../core/contract/versions';
import { type ChangeCount, CompareBranches, CountUncommitted, type Distance, ListRefs, ListUncommitted, ResolveRef, type VersionsInfo } from '../../protocol/versions';
import { Emitter } from '../emitter';
import { type Failure, failureOf, HeadwaterError, isCancelled } from '../../core/errors';
import type { SessionRequests } from '../objects/sessionRequests';
import type { BranchId } from './branchId';

/** Uncommitted changes that are read of one branch: systems scan all of them for every page. */
export const MOST_CHANGES = 1_000;

/** Both sides changed these; a merge waits for a decision. */
export interface PendingMerge {
  readonly source: string;
  readonly conflicts: readonly ChangeInfo[];
  readonly more: boolean;
}

/** What is known of one opened branch. */
export interface BranchView {
  /** The commit that the branch stands at. */
  readonly head: string;
  /** A ref of what is committed on the branch: it goes on with the branch where the system has such refs, and is that commit otherwise. */
  readonly committed: string;
  readonly changes: readonly ChangeInfo[];
  /** True where there are more changes than are held. */
  readonly more: boolean;
  /** How many there are; absent until they are counted, which takes long where there are many. */
  readonly total?: ChangeCount;
  /** The container's default branch, where this is another. */
  readonly base?: string;
  readonly distance?: Distance;
  readonly protected: boolean;
  readonly info: VersionsInfo;
}

/** One opened branch: its uncommitted changes and where it stands, read anew when asked. Several asks at once are one. */
export class BranchState {
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;
  #view: BranchView | undefined;
  #failure: Failure | undefined;
  #merge: PendingMerge | undefined;
  #reading: Promise<void> | undefined;
  #again = false;
  #defaultBranch: string | null | undefined;
  /** Where the changes that are held end, if there are more. */
  #cursor: string | undefined;
  /** Ends the counting of changes that is under way. */
  #counting: AbortController | undefined;

  constructor(
    readonly id: BranchId,
    private readonly requests: SessionRequests,
  ) {}

  /** `undefined` until it was read once. */
  get view(): BranchView | undefined {
    return this.#view;
  }

  /** Why it could not be read the last time; what was read before stays. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  get merge(): PendingMerge | undefined {
    return this.#merge;
  }

  set merge(merge: PendingMerge | undefined) {
    this.#merge = merge;
    this.#changed.fire();
  }

  changeOf(path: string): ChangeInfo | undefined {
    return this.#view?.changes.find((change) => change.path === path);
  }

  /** Never rejects: a failure is part of the state. */
  refresh(): Promise<void> {
    if (this.#reading) {
      this.#again = true;
      return this.#reading;
    }
    this.#reading = this.#readAll().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  dispose(): void {
    this.#counting?.abort();
    this.#changed.dispose();
  }

  async #readAll(): Promise<void> {
    this.#counting?.abort();
    while (await this.#readOnce());
    this.#changed.fire();
    if (this.#cursor !== undefined) void this.#count(this.#cursor);
  }

  /** In the background; that it fails leaves the changes uncounted. */
  async #count(cursor: string): Promise<void> {
    const stop = new AbortController();
    this.#counting = stop;
    const { connectionId, container, branch } = this.id;
    try {
      const { count, atLeast } = await this.requests.request(CountUncommitted, { connectionId, container, branch, cursor }, stop.signal);
      if (stop.signal.aborted || !this.#view) return;
      this.#view = { ...this.#view, total: { count: this.#view.changes.length + count, atLeast } };
      this.#changed.fire();
    } catch {
      // What was read stays, with what is known of it: that there are more.
    }
  }

  /** True where it was asked for again meanwhile. */
  async #readOnce(): Promise<boolean> {
    this.#again = false;
    try {
      const before = this.#view?.total;
      const read = await this.#read();
      // Until they are counted anew.
      this.#view = read.more && before ? { ...read, total: before } : read;
      this.#failure = undefined;
    } catch (error) {
      if (!isCancelled(error)) this.#failure = failureOf(error, `Could not read *${this.id.branch}*`);
    }
    return this.#again;
  }

  async #read(): Promise<BranchView> {
    const { connectionId, container, branch } = this.id;
    const info = await this.requests.versions(connectionId);
    if (!info) throw new HeadwaterError({ what: `Could not read *${branch}*`, why: 'The connection keeps no versions.', kind: 'unsupported' });
    const ref = await this.requests.request(ResolveRef, { connectionId, container, ref: branch });
    const uncommitted: ChangePage = info.verbs.includes('uncommitted')
      ? await this.requests.request(ListUncommitted, { connectionId, container, branch, limit: MOST_CHANGES, recursive: true })
      : { changes: [] };
    this.#cursor = uncommitted.next;
    this.#defaultBranch ??= await this.#findDefault();
    const base = this.#defaultBranch === branch ? undefined : (this.#defaultBranch ?? undefined);
    const distance = base === undefined ? undefined : await this.requests.request(CompareBranches, { connectionId, container, branch, base });
    return {
      ...{ head: ref.commit, committed: info.headSuffix === undefined ? ref.commit : `${branch}${info.headSuffix}`, changes: uncommitted.changes, more: uncommitted.next !== undefined, protected: ref.protected === true, info },
      ...(base === undefined ? {} : { base }),
      ...(distance === undefined ? {} : { distance }),
    };
  }

  /** `null` where the system names none. */
  async #findDefault(): Promise<string | null> {
    const { connectionId, container } = this.id;
    const { refs } = await this.requests.request(ListRefs, { connectionId, container, kind: 'branch', limit: MOST_CHANGES });
    return refs.find((ref) => ref.default)?.name ?? null;
  }
}
