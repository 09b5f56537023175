import * as z from 'zod/mini';
import type { ChangeInfo, ChangePage, CommitInfo, CommitRequest, MergeRequest, ProposalInfo, RefInfo, VersionContainer } from '../core/contract/versions';
import type { Check } from './define';
import { request } from './define';
import { count, nothing, path, text } from './shapes';

/** Versions of a session. All of these need an open session with the capability `versions`. */

/** The changing verbs that a session may offer. */
export const VERSION_VERBS = ['uncommitted', 'save', 'discard', 'createRef', 'deleteRef', 'reset', 'merge', 'revert', 'cherryPick'] as const;
export type VersionVerb = (typeof VERSION_VERBS)[number];

export interface VersionsInfo {
  readonly containerName: string;
  readonly sharedUncommitted: boolean;
  readonly headSuffix?: string;
  readonly verbs: readonly VersionVerb[];
  /** Whether there are requests to merge. */
  readonly proposals: boolean;
}
const versionsInfo: Check<VersionsInfo> = z.object({ containerName: text, sharedUncommitted: z.boolean(), headSuffix: z.exactOptional(text), verbs: z.array(z.enum(VERSION_VERBS)), proposals: z.boolean() });
export const DescribeVersions = request<{ connectionId: string }, VersionsInfo>('versions/describe', z.object({ connectionId: text }), versionsInfo);

export interface InContainer {
  readonly connectionId: string;
  readonly container: VersionContainer;
}
const inContainer = { connectionId: text, container: path };
const paged = { cursor: z.exactOptional(text), limit: count };

export interface Paged {
  readonly cursor?: string;
  readonly limit: number;
}

const refKind = z.enum(['branch', 'tag']);
const refInfo: Check<RefInfo> = z.object({
  kind: z.enum(['branch', 'tag', 'commit']),
  name: text,
  commit: text,
  protected: z.exactOptional(z.boolean()),
  default: z.exactOptional(z.boolean()),
});
const commitInfo: Check<CommitInfo> = z.object({ id: text, message: text, author: text, timeMs: z.number(), parents: z.array(text), metadata: z.record(text, text) });

export interface ListRefsParams extends InContainer, Paged {
  readonly kind: 'branch' | 'tag';
  readonly prefix?: string;
}
const listRefsParams: Check<ListRefsParams> = z.object({ ...inContainer, ...paged, kind: refKind, prefix: z.exactOptional(text) });
export const ListRefs = request<ListRefsParams, { refs: readonly RefInfo[]; next?: string }>('versions/refs', listRefsParams, z.object({ refs: z.array(refInfo), next: z.exactOptional(text) }));

export interface RefParams extends InContainer {
  readonly ref: string;
}
const refParams: Check<RefParams> = z.object({ ...inContainer, ref: text });
export const ResolveRef = request<RefParams, RefInfo>('versions/resolve', refParams, refInfo);
export const GetCommit = request<RefParams, CommitInfo>('versions/commit', refParams, commitInfo);

export interface LogParams extends RefParams, Paged {
  readonly paths?: readonly string[];
}
const logParams: Check<LogParams> = z.object({ ...inContainer, ...paged, ref: text, paths: z.exactOptional(z.array(text)) });
export const GetLog = request<LogParams, { commits: readonly CommitInfo[]; next?: string }>('versions/log', logParams, z.object({ commits: z.array(commitInfo), next: z.exactOptional(text) }));

const changeInfo: Check<ChangeInfo> = z.object({ path: text, change: z.enum(['added', 'modified', 'removed', 'conflict']), isPrefix: z.boolean(), size: z.exactOptional(z.number()) });
const changePage: Check<ChangePage> = z.object({ changes: z.array(changeInfo), next: z.exactOptional(text) });

export interface DiffParams extends InContainer, Paged {
  readonly left: string;
  readonly right: string;
  readonly kind: 'two-dot' | 'three-dot';
  readonly prefix?: string;
  readonly recursive: boolean;
}
const diffParams: Check<DiffParams> = z.object({ ...inContainer, ...paged, left: text, right: text, kind: z.enum(['two-dot', 'three-dot']), prefix: z.exactOptional(text), recursive: z.boolean() });
export const DiffRefs = request<DiffParams, ChangePage>('versions/diff', diffParams, changePage);

export interface OnBranch extends InContainer {
  readonly branch: string;
}
const onBranch = { ...inContainer, branch: text };

export interface UncommittedParams extends OnBranch, Paged {
  readonly prefix?: string;
  readonly recursive: boolean;
}
const uncommittedParams: Check<UncommittedParams> = z.object({ ...onBranch, ...paged, prefix: z.exactOptional(text), recursive: z.boolean() });
export const ListUncommitted = request<UncommittedParams, ChangePage>('versions/uncommitted', uncommittedParams, changePage);

export interface CountUncommittedParams extends OnBranch {
  /** Where the first page ended. */
  readonly cursor: string;
}
export interface ChangeCount {
  readonly count: number;
  /** True where counting was ended before the last change. */
  readonly atLeast: boolean;
}
const countUncommittedParams: Check<CountUncommittedParams> = z.object({ ...onBranch, cursor: text });
const changeCount: Check<ChangeCount> = z.object({ count, atLeast: z.boolean() });
/** Counts the uncommitted changes behind a cursor, page by page, up to a limit of changes and of time. */
export const CountUncommitted = request<CountUncommittedParams, ChangeCount>('versions/countUncommitted', countUncommittedParams, changeCount);

const commitRequest: Check<CommitRequest> = z.object({ message: text, metadata: z.record(text, text), allowEmpty: z.exactOptional(z.boolean()) });
export interface SaveParams extends OnBranch {
  readonly request: CommitRequest;
}
const saveParams: Check<SaveParams> = z.object({ ...onBranch, request: commitRequest });
export const SaveBranch = request<SaveParams, CommitInfo>('versions/save', saveParams, commitInfo);

export interface SaveElsewhereParams extends SaveParams {
  readonly newBranch: string;
}
const saveElsewhereParams: Check<SaveElsewhereParams> = z.object({ ...onBranch, request: commitRequest, newBranch: text });
/**
 * Makes a branch at the head of `branch`, brings its uncommitted changes there and saves them there; `branch` keeps its own.
 * Needs objects that can be copied and deleted. Where it fails on the way, the new branch is removed again.
 */
export const SaveOnNewBranch = request<SaveElsewhereParams, CommitInfo>('versions/saveOnNewBranch', saveElsewhereParams, commitInfo);

export type DiscardWhat = { readonly kind: 'object' | 'prefix'; readonly path: string } | { readonly kind: 'all' };
const discardWhat: Check<DiscardWhat> = z.union([z.object({ kind: z.enum(['object', 'prefix']), path: text }), z.object({ kind: z.literal('all') })]);
export interface DiscardParams extends OnBranch {
  readonly what: readonly DiscardWhat[];
}
const discardParams: Check<DiscardParams> = z.object({ ...onBranch, what: z.array(discardWhat) });
export const DiscardChanges = request('versions/discard', discardParams, nothing);

export interface CreateRefParams extends InContainer {
  readonly kind: 'branch' | 'tag';
  readonly name: string;
  readonly from: string;
}
const createRefParams: Check<CreateRefParams> = z.object({ ...inContainer, kind: refKind, name: text, from: text });
export const CreateRef = request<CreateRefParams, RefInfo>('versions/createRef', createRefParams, refInfo);

export interface DeleteRefParams extends InContainer {
  readonly kind: 'branch' | 'tag';
  readonly name: string;
}
const deleteRefParams: Check<DeleteRefParams> = z.object({ ...inContainer, kind: refKind, name: text });
export const DeleteRef = request('versions/deleteRef', deleteRefParams, nothing);

export interface ResetParams extends OnBranch {
  readonly to: string;
}
const resetParams: Check<ResetParams> = z.object({ ...onBranch, to: text });
export const ResetBranch = request('versions/reset', resetParams, nothing);

export interface MergeParams extends InContainer {
  readonly source: string;
  readonly destination: string;
  readonly request: MergeRequest;
}
const mergeRequest: Check<MergeRequest> = z.object({
  message: z.exactOptional(text),
  metadata: z.exactOptional(z.record(text, text)),
  strategy: z.exactOptional(z.enum(['source-wins', 'destination-wins'])),
  squash: z.exactOptional(z.boolean()),
});
const mergeParams: Check<MergeParams> = z.object({ ...inContainer, source: text, destination: text, request: mergeRequest });
/** Answers with the commit. */
export const MergeRefs = request<MergeParams, string>('versions/merge', mergeParams, text);

export interface ReapplyParams extends OnBranch {
  readonly commit: string;
  /** Which parent counts as the main line, from 1, where the commit has several. */
  readonly parent?: number;
}
const reapplyParams: Check<ReapplyParams> = z.object({ ...onBranch, commit: text, parent: z.exactOptional(count) });
export const RevertCommit = request('versions/revert', reapplyParams, nothing);
export const CherryPick = request<ReapplyParams, CommitInfo>('versions/cherryPick', reapplyParams, commitInfo);

const proposalInfo: Check<ProposalInfo> = z.object({ id: text, title: text, description: text, author: text, source: text, destination: text, status: z.enum(['open', 'closed', 'merged']) });
export interface ListProposalsParams extends InContainer, Paged {
  readonly status: 'open' | 'all';
}
const listProposalsParams: Check<ListProposalsParams> = z.object({ ...inContainer, ...paged, status: z.enum(['open', 'all']) });
export const ListProposals = request<ListProposalsParams, { proposals: readonly ProposalInfo[]; next?: string }>('versions/proposals', listProposalsParams, z.object({ proposals: z.array(proposalInfo), next: z.exactOptional(text) }));

export interface CreateProposalParams extends InContainer {
  readonly proposal: Pick<ProposalInfo, 'title' | 'description' | 'source' | 'destination'>;
}
const createProposalParams: Check<CreateProposalParams> = z.object({ ...inContainer, proposal: z.object({ title: text, description: text, source: text, destination: text }) });
/** Answers with the id. */
export const CreateProposal = request<CreateProposalParams, string>('versions/createProposal', createProposalParams, text);

export interface ProposalParams extends InContainer {
  readonly id: string;
}
const proposalParams: Check<ProposalParams> = z.object({ ...inContainer, id: text });
/** Answers with the commit. */
export const MergeProposal = request<ProposalParams, string>('versions/mergeProposal', proposalParams, text);
export const CloseProposal = request('versions/closeProposal', proposalParams, nothing);

/** How far two branches are apart, counted over the newest commits of each. */
export interface Distance {
  readonly ahead: number;
  readonly behind: number;
  /** True where more commits stand further back than were counted. */
  readonly atLeast: boolean;
  /** The newest commit that both have, where it was found. */
  readonly base?: string;
}
const distance: Check<Distance> = z.object({ ahead: count, behind: count, atLeast: z.boolean(), base: z.exactOptional(text) });
export interface CompareParams extends InContainer {
  readonly branch: string;
  readonly base: string;
}
const compareParams: Check<CompareParams> = z.object({ ...inContainer, branch: text, base: text });
export const CompareBranches = request<CompareParams, Distance>('versions/compare', compareParams, distance);
