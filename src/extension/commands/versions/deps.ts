import { l10n, Uri, window } from 'vscode';
import type { FileChangeEvent, SourceControl } from 'vscode';
import type { ChangeInfo } from '../../../core/contract/versions';
import type { ObjectNode } from '../../../providers/tree/nodes';
import type { ObjectPath } from '../../../core/contract/objects';
import type { SessionRequests } from '../../objects/sessionRequests';
import type { WriteConsent } from '../../objects/writeConsent';
import { type BranchId, nameOf } from '../../versions/branchId';
import { BranchState } from '../../versions/branchState';
import type { OpenBranches } from '../../versions/openBranches';
import type { KeyValueStore } from '../../connections/storage';

export interface VersionCommandDeps {
  readonly requests: SessionRequests;
  readonly branches: OpenBranches;
  readonly consent: WriteConsent;
  readonly memento: KeyValueStore;
  readonly controls: { stateOf(argument: unknown): BranchState | undefined; controlOf(state: BranchState): SourceControl | undefined };
  /** The branch that a file of ours stands on. */
  readonly branchOf: (uri: Uri) => Promise<BranchId | undefined>;
  readonly filesChanged: (changes: readonly FileChangeEvent[]) => void;
  /** Reads loaded nodes of the tree anew: those of a path of objects, or of a whole container of versions. */
  readonly treeChanged: (connectionId: string, path: ObjectPath) => void;
}

/** A row of the Source Control view, or of the history. */
export interface ChangeTarget {
  readonly branch: BranchState;
  readonly change: ChangeInfo;
}

/** A container of versions, with the ref that a command was called on. */
export interface RefTarget {
  readonly connectionId: string;
  readonly container: readonly string[];
  readonly ref?: { readonly kind: 'branch' | 'tag' | 'commit'; readonly name: string };
}

/** The branch that a command is for; asks where there are several and nothing says which. */
export async function branchFor(deps: VersionCommandDeps, argument: unknown): Promise<BranchState | undefined> {
  const known = deps.controls.stateOf(argument) ?? (isChangeTarget(argument) ? argument.branch : undefined) ?? (argument instanceof BranchState ? argument : undefined);
  if (known) return known;
  const node = refOf(argument);
  if (node?.ref?.kind === 'branch') return deps.branches.open({ connectionId: node.connectionId, container: node.container, branch: node.ref.name });
  const uri = argument instanceof Uri ? argument : argument === undefined ? window.activeTextEditor?.document.uri : undefined;
  const id = uri && (await deps.branchOf(uri));
  if (id) return deps.branches.open(id);
  const { all } = deps.branches;
  if (all.length <= 1) return all[0];
  const items = all.map((state) => ({ label: nameOf(state.id), state }));
  return (await window.showQuickPick(items, { title: l10n.t('Choose a Branch') }))?.state;
}

export function isChangeTarget(argument: unknown): argument is ChangeTarget {
  return typeof argument === 'object' && argument !== null && 'branch' in argument && argument.branch instanceof BranchState && 'change' in argument;
}

/** What a node of the tree or of the history stands for. */
export function refOf(argument: unknown): RefTarget | undefined {
  if (typeof argument !== 'object' || argument === null || !('kind' in argument)) return undefined;
  if (isObjectNode(argument) && argument.object.version) return { connectionId: argument.connectionId, ...argument.object.version };
  if (argument.kind === 'commit' && 'branch' in argument && argument.branch instanceof BranchState && 'id' in argument && typeof argument.id === 'string') {
    const { connectionId, container } = argument.branch.id;
    return { connectionId, container, ref: { kind: 'commit', name: argument.id } };
  }
  return undefined;
}

function isObjectNode(argument: object): argument is ObjectNode {
  return 'kind' in argument && argument.kind === 'object' && 'connectionId' in argument && 'object' in argument;
}
