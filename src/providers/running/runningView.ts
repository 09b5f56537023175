import { window } from 'vscode';
import type { TreeView } from 'vscode';
import type { Disposal, Listen } from '../../extension/emitter';
import type { Stopper } from '../../extension/running/stopper';
import { ModelTree } from '../tree/modelTree';
import type { RunningModel, RunningNode } from './runningModel';

/** The view of what is at work, with the number on its icon. */
export class RunningView {
  readonly #tree: ModelTree<RunningNode>;
  readonly #view: TreeView<RunningNode>;
  readonly #listening: Disposal;

  constructor(model: RunningModel, stopper: Pick<Stopper, 'all'>, pulse: { readonly onDidChange: Listen<void> }) {
    this.#tree = new ModelTree(model);
    this.#view = window.createTreeView('headwater.running', { treeDataProvider: this.#tree });
    this.#listening = pulse.onDidChange(() => {
      const count = stopper.all.length;
      this.#view.description = count === 0 ? '' : String(count);
    });
  }

  dispose(): void {
    this.#listening.dispose();
    this.#view.dispose();
    this.#tree.dispose();
  }
}
