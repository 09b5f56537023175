import { failureOf } from '../../core/errors';
import { Emitter } from '../../extension/emitter';
import type { SessionRequests } from '../../extension/objects/sessionRequests';
import type { BranchState } from '../../extension/versions/branchState';
import type { OpenBranches } from '../../extension/versions/openBranches';
import { DiffRefs, GetLog } from '../../protocol/versions';
import type { TreeModel } from '../tree/modelTree';
import type { Presentation } from '../tree/presentation';
import type { BranchNode, CommitNode, CommitTreeNode } from './commitNodes';
import { type CommitWords, presentCommit } from './presentCommit';

const PAGE = 30;
/** Changed objects that are listed below one commit. */
const MOST_CHANGES = 200;

/** History of the opened branches: commits, and below each the objects that it changed. Read when it is expanded. */
export class CommitsModel implements TreeModel<CommitTreeNode> {
  readonly #changed = new Emitter<CommitTreeNode | undefined>();
  readonly onDidChange = this.#changed.event;
  readonly #nodes = new Map<BranchState, BranchNode>();
  readonly #listening: readonly { dispose(): void }[];

  constructor(
    private readonly branches: OpenBranches,
    private readonly requests: SessionRequests,
    private readonly words: CommitWords,
  ) {
    const all = (): void => {
      this.#changed.fire(undefined);
    };
    this.#listening = [
      branches.onDidOpen(all),
      branches.onDidClose((state) => {
        this.#nodes.delete(state);
        all();
      }),
      branches.onDidChange((state) => {
        const node = this.#nodes.get(state);
        if (!node || node.readAt === undefined || node.readAt === state.view?.head) return;
        node.readAt = undefined;
        this.#changed.fire(node);
      }),
    ];
  }

  async children(node: CommitTreeNode | undefined): Promise<readonly CommitTreeNode[]> {
    if (!node) return this.branches.all.map((state) => this.#node(state));
    switch (node.kind) {
      case 'branch':
        if (node.readAt === undefined) await this.#read(node, undefined);
        return [...(node.failure ? [node.failure] : []), ...node.commits, ...(node.next === undefined ? [] : [node.more])];
      case 'commit':
        return this.#changes(node);
      case 'commitChange':
      case 'commitFailure':
      case 'moreCommits':
        return [];
    }
  }

  parent(node: CommitTreeNode): CommitTreeNode | undefined {
    switch (node.kind) {
      case 'branch':
        return undefined;
      case 'commit':
      case 'commitChange':
      case 'commitFailure':
        return node.parent;
      case 'moreCommits':
        return this.#nodes.get(node.branch);
    }
  }

  present(node: CommitTreeNode): Presentation {
    return presentCommit(node, this.words);
  }

  /** The next page of the branch of a {@link MoreCommitsNode}. */
  async more(branch: BranchState): Promise<void> {
    const node = this.#node(branch);
    await this.#read(node, node.next);
    this.#changed.fire(node);
  }

  refresh(): void {
    for (const node of this.#nodes.values()) node.readAt = undefined;
    this.#changed.fire(undefined);
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
    this.#changed.dispose();
  }

  #node(branch: BranchState): BranchNode {
    const known = this.#nodes.get(branch);
    if (known) return known;
    const made: BranchNode = { kind: 'branch', branch, commits: [], next: undefined, failure: undefined, more: { kind: 'moreCommits', branch }, readAt: undefined };
    this.#nodes.set(branch, made);
    return made;
  }

  async #read(node: BranchNode, cursor: string | undefined): Promise<void> {
    const { connectionId, container, branch } = node.branch.id;
    try {
      const { commits, next } = await this.requests.request(GetLog, { connectionId, container, ref: branch, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
      const known = new Map(node.commits.map((commit) => [commit.id, commit]));
      const read = commits.map((info): CommitNode => known.get(info.id) ?? { kind: 'commit', branch: node.branch, parent: node, id: info.id, info, changes: undefined });
      node.commits = cursor === undefined ? read : [...node.commits, ...read];
      node.next = next;
      node.failure = undefined;
      if (cursor === undefined) node.readAt = commits[0]?.id ?? '';
    } catch (error) {
      node.failure = { kind: 'commitFailure', parent: node, failure: failureOf(error, 'Could not read the history') };
    }
  }

  async #changes(node: CommitNode): Promise<readonly CommitTreeNode[]> {
    const [before] = node.info.parents;
    if (before === undefined) return [];
    if (node.changes) return node.changes;
    const { connectionId, container } = node.branch.id;
    try {
      const { changes } = await this.requests.request(DiffRefs, { connectionId, container, left: before, right: node.id, kind: 'two-dot', recursive: true, limit: MOST_CHANGES });
      node.changes = changes.map((change) => ({ kind: 'commitChange', parent: node, before, change }));
      return node.changes;
    } catch (error) {
      return [{ kind: 'commitFailure', parent: node, failure: failureOf(error, 'Could not read the changes') }];
    }
  }
}
