import type { HistoryEntry } from '../../history/entry';
import type { HistoryPreview } from '../../history/preview';
import type { HistoryStore } from '../../history/historyStore';
import type { HistoryModel } from '../../../providers/history/historyModel';
import type { QueryContext } from '../query/context';

/** What the commands of the history work with. */
export interface HistoryContext {
  readonly store: HistoryStore;
  readonly model: HistoryModel;
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

/** Entries of rows: those selected where the row is one of them, else the row; all of a day for a day. */
export function entriesOf(node: unknown, selected: unknown): readonly HistoryEntry[] {
  if (Array.isArray(selected) && selected.length > 1) return selected.flatMap((one) => entriesOf(one, undefined));
  if (typeof node === 'object' && node !== null && 'entries' in node && Array.isArray(node.entries)) return node.entries.flatMap((one) => entryOf(one) ?? []);
  return [entryOf(node) ?? []].flat();
}
