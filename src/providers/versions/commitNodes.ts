import type { ChangeInfo, CommitInfo } from '../../core/contract/versions';
import type { Failure } from '../../core/errors';
import type { BranchState } from '../../extension/versions/branchState';

/** Nodes of the history of opened branches. Each is made once and kept while it is shown. */
export type CommitTreeNode = BranchNode | CommitNode | CommitChangeNode | CommitFailureNode | MoreCommitsNode;

export interface BranchNode {
  readonly kind: 'branch';
  readonly branch: BranchState;
  commits: readonly CommitNode[];
  next: string | undefined;
  failure: CommitFailureNode | undefined;
  readonly more: MoreCommitsNode;
  /** The commit that the branch stood at when its commits were read. */
  readAt: string | undefined;
}

export interface CommitNode {
  readonly kind: 'commit';
  readonly branch: BranchState;
  readonly parent: BranchNode;
  readonly id: string;
  readonly info: CommitInfo;
  changes: readonly (CommitChangeNode | CommitFailureNode)[] | undefined;
}

/** An object that a commit changed, against its first parent. */
export interface CommitChangeNode {
  readonly kind: 'commitChange';
  readonly parent: CommitNode;
  readonly before: string;
  readonly change: ChangeInfo;
}

export interface CommitFailureNode {
  readonly kind: 'commitFailure';
  readonly parent: BranchNode | CommitNode;
  readonly failure: Failure;
}

export interface MoreCommitsNode {
  readonly kind: 'moreCommits';
  readonly branch: BranchState;
}
