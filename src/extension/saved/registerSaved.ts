import { Disposable, l10n } from 'vscode';
import type { SavedGroup, SavedNode } from '../../providers/saved/savedModel';
import { SavedModel } from '../../providers/saved/savedModel';
import { ModelTree } from '../../providers/tree/modelTree';
import type { SavedContext } from '../commands/saved/context';
import { registerSavedCommands } from '../commands/saved/register';
import type { KeyValueStore } from '../connections/storage';
import type { FailureReporter } from '../failures';
import type { Connections } from '../services';
import { SavedStore } from './savedStore';

export interface LaterSavedDeps extends Pick<SavedContext, 'bindings'> {
  readonly connections: Pick<Connections, 'find' | 'findByName' | 'onDidChange'>;
  readonly failures: FailureReporter;
}

export interface SavedDeps extends LaterSavedDeps, Pick<SavedContext, 'selection'> {
  readonly workspaceState: KeyValueStore;
  readonly globalState: KeyValueStore;
}

export function registerSaved({ workspaceState, globalState, connections, bindings, failures, selection }: SavedDeps): Disposable & { readonly tree: ModelTree<SavedGroup | SavedNode> } {
  const store = new SavedStore(workspaceState, globalState);
  const model = new SavedModel({ store, connections, l10n });
  const tree = new ModelTree<SavedGroup | SavedNode>(model);
  const owned = Disposable.from(registerSavedCommands({ store, bindings, connections, selection }, failures), tree, model, store);
  return Object.assign(owned, { tree });
}
