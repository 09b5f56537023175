import { EventEmitter, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri } from 'vscode';
import type { TreeDataProvider } from 'vscode';
import type { Listen } from '../../extension/emitter';
import type { Presentation } from './presentation';

/** A tree without an editor. Nodes keep their identity while they are shown. */
export interface TreeModel<N extends object> {
  children(node: N | undefined): Promise<readonly N[]> | readonly N[];
  parent(node: N): N | undefined;
  present(node: N): Presentation;
  /** The node whose children or look have changed; `undefined` for the whole tree. */
  readonly onDidChange: Listen<N | undefined>;
}

const EXPANSION = {
  none: TreeItemCollapsibleState.None,
  collapsed: TreeItemCollapsibleState.Collapsed,
  expanded: TreeItemCollapsibleState.Expanded,
} as const;

/** Shows any {@link TreeModel} in a view. Several changes of one turn are told to the editor together. */
export class ModelTree<N extends object> implements TreeDataProvider<N> {
  readonly #changed = new EventEmitter<N | N[] | undefined>();
  readonly #listening: { dispose(): void };
  readonly #waiting = new Set<N | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(private readonly model: TreeModel<N>) {
    this.#listening = model.onDidChange((node) => {
      this.#tell(node);
    });
  }

  getChildren(node?: N): Promise<N[]> | N[] {
    const children = this.model.children(node);
    return children instanceof Promise ? children.then((nodes) => [...nodes]) : [...children];
  }

  getParent(node: N): N | undefined {
    return this.model.parent(node);
  }

  getTreeItem(node: N): TreeItem {
    return itemOf(this.model.present(node), node);
  }

  dispose(): void {
    this.#listening.dispose();
    this.#changed.dispose();
  }

  #tell(node: N | undefined): void {
    if (this.#waiting.size === 0) {
      queueMicrotask(() => {
        const nodes = [...this.#waiting];
        this.#waiting.clear();
        const known = nodes.filter((changed) => changed !== undefined);
        this.#changed.fire(known.length === nodes.length ? known : undefined);
      });
    }
    this.#waiting.add(node);
  }
}

function itemOf(look: Presentation, node: object): TreeItem {
  const label = look.highlights?.length ? { label: look.label, highlights: look.highlights.map(([start, end]): [number, number] => [start, end]) } : look.label;
  const item = new TreeItem(label, EXPANSION[look.expansion]);
  item.id = look.id;
  item.contextValue = look.context.join(' ');
  item.accessibilityInformation = { label: look.accessible };
  if (look.description !== undefined) item.description = look.description;
  if (look.tooltip !== undefined) item.tooltip = new MarkdownString(look.tooltip, true);
  if (look.icon !== undefined) item.iconPath = new ThemeIcon(look.icon, look.colour === undefined ? undefined : new ThemeColor(look.colour));
  if (look.command) item.command = { command: look.command.id, title: look.command.title, arguments: [node] };
  if (look.resource !== undefined) item.resourceUri = Uri.parse(look.resource, true);
  return item;
}
