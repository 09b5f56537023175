import { commands, l10n, window } from 'vscode';
import type { TreeView } from 'vscode';
import type { Disposal } from '../../extension/emitter';
import type { HistoryStore } from '../../extension/history/historyStore';
import { ModelTree } from '../tree/modelTree';
import { HistoryModel } from './historyModel';
import type { HistoryNode } from './historyModel';

/** The view of past statements. Read again when it comes to be seen, since other windows add to it. */
export class HistoryView {
  readonly model: HistoryModel;
  readonly #tree: ModelTree<HistoryNode>;
  readonly #view: TreeView<HistoryNode>;
  readonly #listening: readonly Disposal[];

  constructor(store: HistoryStore) {
    const model = new HistoryModel({ store, l10n });
    this.model = model;
    this.#tree = new ModelTree(model);
    this.#view = window.createTreeView('headwater.history', { treeDataProvider: this.#tree, canSelectMany: true, showCollapseAll: true });
    this.#listening = [
      model.onDidChange(() => this.#describe()),
      this.#view.onDidChangeVisibility(({ visible }) => {
        if (visible) model.refresh();
      }),
    ];
  }

  get selection(): readonly HistoryNode[] {
    return this.#view.selection;
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
    this.#view.dispose();
    this.#tree.dispose();
    this.model.dispose();
  }

  #describe(): void {
    const { filter } = this.model;
    this.#view.description = filter === '' ? '' : l10n.t('“{0}”', filter);
    void commands.executeCommand('setContext', 'headwater.history.filtered', filter !== '');
  }
}
