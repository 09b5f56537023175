import { l10n, scm, Uri, window } from 'vscode';
import type { Command, Disposable, SourceControl, SourceControlResourceGroup, SourceControlResourceState } from 'vscode';
import type { ChangeInfo } from '../../core/contract/versions';
import { plainText } from '../../core/errors';
import { DATA_ENDING } from '../../core/format/dataNames';
import { formatCount } from '../../core/format/numbers';
import { expressible } from '../../extension/objects/objectUri';
import { fileAddress, nameOf } from '../../extension/versions/branchId';
import type { BranchState, BranchView } from '../../extension/versions/branchState';
import { MOST_CHANGES } from '../../extension/versions/branchState';
import type { ChangeCount } from '../../protocol/versions';
import { lookOf } from './changeLook';

/** A row of the Source Control view. */
export interface ChangeResource extends SourceControlResourceState {
  readonly branch: BranchState;
  readonly change: ChangeInfo;
}

/** One branch in the Source Control view: its uncommitted changes, the commit box, and conflicts of a merge that waits. */
export class BranchControl implements Disposable {
  readonly control: SourceControl;
  readonly #changes: SourceControlResourceGroup;
  readonly #conflicts: SourceControlResourceGroup;
  readonly #listening: { dispose(): void };
  #toldFailure: string | undefined;

  constructor(readonly state: BranchState) {
    const { id } = state;
    this.control = scm.createSourceControl('headwater', nameOf(id), Uri.from(fileAddress(id, id.branch)));
    this.#conflicts = this.control.createResourceGroup('conflicts', l10n.t('Merge Conflicts'));
    this.#conflicts.hideWhenEmpty = true;
    this.#changes = this.control.createResourceGroup('changes', l10n.t('Uncommitted Changes'));
    this.control.acceptInputCommand = { command: 'headwater.versions.commit', title: l10n.t('Commit'), arguments: [this.control] };
    this.control.inputBox.placeholder = l10n.t('Message ({0} to commit on “{1}”)', '{0}', id.branch);
    this.control.quickDiffProvider = { provideOriginalResource: (uri) => this.#original(uri) };
    this.#listening = state.onDidChange(() => {
      this.#show();
    });
    this.#show();
  }

  dispose(): void {
    this.#listening.dispose();
    this.control.dispose();
  }

  #show(): void {
    const { view, merge, failure, id } = this.state;
    this.#tellFailure();
    this.#conflicts.resourceStates = merge?.conflicts.map((change) => this.#resource(change)) ?? [];
    if (merge) this.#conflicts.label = merge.more ? l10n.t('Conflicts with “{0}” (first {1})', merge.source, formatCount(merge.conflicts.length)) : l10n.t('Conflicts with “{0}”', merge.source);
    if (!view) {
      this.control.statusBarCommands = [{ command: 'headwater.versions.refresh', title: failure ? `$(warning) ${id.branch}` : `$(sync~spin) ${id.branch}`, tooltip: failure?.why ?? l10n.t('Reading “{0}”', id.branch), arguments: [this.control] }];
      return;
    }
    this.#changes.resourceStates = view.changes.map((change) => this.#resource(change));
    this.#changes.label = labelOf(view);
    this.control.count = view.total?.count ?? view.changes.length;
    this.control.inputBox.placeholder = view.info.sharedUncommitted
      ? l10n.t('Message ({0} to commit everyone’s changes on “{1}”)', '{0}', id.branch)
      : l10n.t('Message ({0} to commit on “{1}”)', '{0}', id.branch);
    this.control.statusBarCommands = statusOf(this.control, this.state, view);
  }

  #tellFailure(): void {
    const { failure, id } = this.state;
    const text = failure && plainText([`${failure.what}: ${failure.why}`, failure.todo].filter((part) => part !== undefined).join(' '));
    if (text !== undefined && text !== this.#toldFailure) void window.showWarningMessage(l10n.t('Changes on “{0}” may be out of date. {1}', id.branch, text));
    this.#toldFailure = text;
  }

  #resource(change: ChangeInfo): ChangeResource {
    const { id } = this.state;
    const { word } = lookOf(change.change);
    const addressable = expressible(change.path);
    return {
      branch: this.state,
      change,
      // A key that no address can hold still has its row: named, and only without a file behind it.
      resourceUri: addressable ? Uri.from(fileAddress(id, id.branch, change.path)) : Uri.from({ scheme: 'headwater-key', path: `/${change.path.replaceAll('/', '∕')}` }),
      contextValue: `${change.change}${addressable ? ' file' : ''}${DATA_ENDING.test(change.path) ? ' data' : ''}`,
      decorations: { strikeThrough: change.change === 'removed', tooltip: `${change.path} • ${word}` },
      ...(addressable ? { command: { command: 'headwater.versions.openChange', title: l10n.t('Open Changes'), arguments: [{ branch: this.state, change }] } } : {}),
    };
  }

  /** True where the argument of a command is one of the groups here. */
  has(group: unknown): boolean {
    return group === this.#changes || group === this.#conflicts;
  }

  /** The same file in the commit that the branch stands at; nothing for an added one. */
  #original(uri: Uri): Uri | undefined {
    const { id, view } = this.state;
    const root = this.control.rootUri;
    if (!view || !root || uri.scheme !== root.scheme || uri.authority !== root.authority || !uri.path.startsWith(`${root.path}/`)) return undefined;
    const path = uri.path.slice(root.path.length + 1);
    return this.state.changeOf(path)?.change === 'added' ? undefined : Uri.from(fileAddress(id, view.committed, path));
  }
}

function labelOf({ more, total }: BranchView): string {
  if (!more) return l10n.t('Uncommitted Changes');
  return total ? l10n.t('Uncommitted Changes (first {0} of {1})', formatCount(MOST_CHANGES), countOf(total)) : l10n.t('Uncommitted Changes (first {0})', formatCount(MOST_CHANGES));
}

/** “12,000+” where there are more than were counted. */
function countOf({ count, atLeast }: ChangeCount): string {
  return `${formatCount(count)}${atLeast ? '+' : ''}`;
}

function statusOf(control: SourceControl, { id }: BranchState, { changes, more, total, base, distance, protected: locked }: BranchView): Command[] {
  const dirty = changes.length > 0 ? '*' : '';
  const branch = {
    command: 'headwater.versions.switchBranch',
    title: `${locked ? '$(lock)' : '$(git-branch)'} ${id.branch}${dirty}`,
    tooltip: [nameOf(id), ...(changes.length > 0 ? [l10n.t('{0} uncommitted changes', countOf(total ?? { count: changes.length, atLeast: more }))] : []), l10n.t('Click to switch to another branch or tag.')].join('\n'),
    arguments: [control],
  };
  if (base === undefined || !distance) return [branch];
  const plus = distance.atLeast ? '+' : '';
  const tooltip = l10n.t('{0} commits ahead of “{1}”, {2} behind', `${distance.ahead}${plus}`, base, `${distance.behind}${plus}`);
  return [branch, { command: 'headwater.versions.compareWithBase', title: `${distance.behind}${plus}↓ ${distance.ahead}${plus}↑`, tooltip, arguments: [control] }];
}
