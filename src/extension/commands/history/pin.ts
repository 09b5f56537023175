import type { HistoryContext } from './context';
import { entriesOf } from './context';

/** Keeps the selected rows, before all others and whatever is cleared; or keeps them no longer. */
export async function pin(context: HistoryContext, node: unknown, selected: unknown, pinned: boolean): Promise<void> {
  const entries = entriesOf(context, node, selected).filter((entry) => (entry.pinned ?? false) !== pinned);
  if (entries.length > 0) await context.store.pin(entries, pinned);
}
