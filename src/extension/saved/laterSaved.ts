import { Disposable, EventEmitter, window } from 'vscode';
import type { ExtensionContext, TreeItem } from 'vscode';
import type { SavedGroup, SavedNode } from '../../providers/saved/savedModel';
import type { ModelTree } from '../../providers/tree/modelTree';
import { again } from '../again';
import { LaterCommands } from '../commands/laterCommands';
import type { LaterSavedDeps } from './registerSaved';

type Node = SavedGroup | SavedNode;

interface Loaded extends Disposable {
  readonly tree: ModelTree<Node>;
}

/** The view of saved queries and bookmarks, whose code is loaded when it is first seen or one of its commands is called. */
export class LaterSaved implements Disposable {
  readonly #changed = new EventEmitter<undefined | Node | Node[]>();
  readonly #commands: LaterCommands;
  readonly #owned: Disposable;
  readonly #load: () => Promise<Loaded>;
  #loaded: Loaded | undefined;

  constructor(context: ExtensionContext, deps: LaterSavedDeps) {
    this.#load = again(() => this.#register(context, deps));
    this.#commands = new LaterCommands(context, ['headwater.saved.'], this.#load);
    const treeDataProvider = {
      onDidChangeTreeData: this.#changed.event,
      getChildren: async (node?: Node): Promise<Node[]> => (await this.#load()).tree.getChildren(node),
      getTreeItem: async (node: Node): Promise<TreeItem> => (await this.#load()).tree.getTreeItem(node),
      getParent: async (node: Node): Promise<Node | undefined> => (await this.#load()).tree.getParent(node),
    };
    const view = window.createTreeView('headwater.saved', { treeDataProvider, canSelectMany: true, showCollapseAll: true });
    this.#selection = () => view.selection;
    this.#owned = Disposable.from(view, this.#changed);
  }

  readonly #selection: () => readonly Node[];

  dispose(): void {
    this.#owned.dispose();
    this.#commands.dispose();
    this.#loaded?.dispose();
  }

  async #register({ workspaceState, globalState }: ExtensionContext, { bindings, connections, failures }: LaterSavedDeps): Promise<Loaded> {
    const { registerSaved } = await import('./registerSaved');
    this.#commands.dispose();
    const loaded = registerSaved({ workspaceState, globalState, bindings, connections, failures, selection: this.#selection });
    loaded.tree.onDidChangeTreeData((node) => this.#changed.fire(node));
    this.#loaded = loaded;
    return loaded;
  }
}
