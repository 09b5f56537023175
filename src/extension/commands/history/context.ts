import type { HistoryEntry } from '../../history/entry';
import type { HistoryPreview } from '../../history/preview';
import type { HistoryStore } from '../../history/historyStore';
import type { HistoryModel, HistoryNode } from '../../../providers/history/historyModel';
import type { QueryContext } from '../query/context';

/** What the commands of the history work with. */
export interface HistoryContext {
  readonly store: HistoryStore;
  readonly model: HistoryModel;
  readonly preview: HistoryPreview;
  readonly queries: QueryContext;
  /** Rows selected in the view, for commands that come from a key. */
  selection(): readonly HistoryNode[];
}

/** The entry of the row that a command was called on. */
export function entryOf(node: unknown): HistoryEntry | undefined {
  return isEntryNode(node) ? node.found.entry : undefined;
}

function isEntryNode(node: unknown): node is { readonly found: { readonly entry: HistoryEntry } } {
  return typeof node === 'object' && node !== null && 'kind' in node && node.kind === 'entry' && 'found' in node;
}

/** Entries of the rows that a command was called on: all that are selected, else the one; of a day all its entries. Each once. */
export function entriesOf({ selection }: Pick<HistoryContext, 'selection'>, node: unknown, selected: unknown): readonly HistoryEntry[] {
  const rows = Array.isArray(selected) && selected.length > 0 ? selected : node === undefined ? selection() : [node];
  return [...new Map(rows.flatMap(entriesIn).map((entry) => [entry.id, entry])).values()];
}

function entriesIn(node: unknown): readonly HistoryEntry[] {
  if (typeof node === 'object' && node !== null && 'entries' in node && Array.isArray(node.entries)) return node.entries.flatMap((one) => entryOf(one) ?? []);
  return [entryOf(node) ?? []].flat();
}
