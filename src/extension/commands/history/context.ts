import type { HistoryEntry } from '../../history/entry';
import type { HistoryPreview } from '../../history/preview';
import type { HistoryStore } from '../../history/historyStore';
import type { HistoryView } from '../../../providers/history/historyView';
import type { QueryContext } from '../query/context';

/** What the commands of the history work with. */
export interface HistoryContext {
  readonly store: HistoryStore;
  readonly view: Pick<HistoryView, 'model' | 'selection'>;
  readonly preview: HistoryPreview;
  readonly queries: QueryContext;
}

/** The entry of the row that a command was called on. */
export function entryOf(node: unknown): HistoryEntry | undefined {
  return isEntryNode(node) ? node.found.entry : undefined;
}

function isEntryNode(node: unknown): node is { readonly found: { readonly entry: HistoryEntry } } {
  return typeof node === 'object' && node !== null && 'kind' in node && node.kind === 'entry' && 'found' in node;
}

/** Entries of the rows that a command was called on: all that are selected, else the one; of a day all its entries; by key, what is selected. Each once. */
export function entriesOf({ view }: Pick<HistoryContext, 'view'>, node: unknown, selected: unknown): readonly HistoryEntry[] {
  const rows = Array.isArray(selected) && selected.length > 0 ? selected : node === undefined ? view.selection : [node];
  return [...new Map(rows.flatMap(entriesIn).map((entry) => [entry.id, entry])).values()];
}

function entriesIn(node: unknown): readonly HistoryEntry[] {
  if (typeof node === 'object' && node !== null && 'entries' in node && Array.isArray(node.entries)) return node.entries.flatMap((one) => entryOf(one) ?? []);
  return [entryOf(node) ?? []].flat();
}
