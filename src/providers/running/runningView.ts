import { window } from 'vscode';
import type { TreeView } from 'vscode';
import type { Disposal } from '../../extension/emitter';
import { ModelTree } from '../tree/modelTree';
import { RunningModel } from './runningModel';
import type { RunningModelDeps, RunningNode } from './runningModel';

/** The view of what is at work, with their number in its title. */
export class RunningView {
  readonly #model: RunningModel;
  readonly #tree: ModelTree<RunningNode>;
  readonly #view: TreeView<RunningNode>;
  readonly #listening: Disposal;

  constructor(deps: RunningModelDeps) {
    this.#model = new RunningModel(deps);
    this.#tree = new ModelTree(this.#model);
    this.#view = window.createTreeView('headwater.running', { treeDataProvider: this.#tree });
    this.#listening = deps.pulse.onDidChange(() => {
      const count = deps.stopper.all.length;
      this.#view.description = count === 0 ? '' : String(count);
    });
  }

  dispose(): void {
    this.#listening.dispose();
    this.#view.dispose();
    this.#tree.dispose();
    this.#model.dispose();
  }
}
