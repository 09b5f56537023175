import type { Kept, SavedStore } from '../../saved/savedStore';
import type { Bindings, Connections } from '../../services';

/** What the commands of saved items work with. */
export interface SavedContext {
  readonly store: SavedStore;
  readonly bindings: Pick<Bindings, 'connectionOf'>;
  readonly connections: Pick<Connections, 'find' | 'findByName'>;
  /** Rows that are selected in the view. */
  readonly selection: () => readonly unknown[];
}

/** Items of the rows that a command was called on: all that are selected, else the one; by key, what is selected. */
export function keptIn({ selection }: SavedContext, node: unknown, selected: unknown): readonly Kept[] {
  const rows: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : node === undefined ? selection() : [node];
  return rows.flatMap((row) => (isSavedNode(row) ? [row.kept] : []));
}

function isSavedNode(node: unknown): node is { readonly kept: Kept } {
  return typeof node === 'object' && node !== null && 'kind' in node && node.kind === 'saved' && 'kept' in node;
}
