import { window } from 'vscode';
import { newQuery } from '../query/newQuery';
import { connectionThen } from './connectionThen';
import type { HistoryContext } from './context';
import { entryOf } from './context';

/** Opens a past statement in an untitled document of its connection. */
export async function open({ queries }: HistoryContext, node: unknown): Promise<void> {
  const entry = entryOf(node);
  if (!entry) return;
  const connectionId = connectionThen(queries.connections, entry)?.id;
  await newQuery(queries, { text: `${entry.statement}\n`, ...(connectionId === undefined ? {} : { connectionId }) });
}

/** Shows a past statement without opening anything that would have to be saved. */
export async function show({ preview }: HistoryContext, node: unknown): Promise<void> {
  const entry = entryOf(node);
  if (entry) await window.showTextDocument(preview.uriOf(entry), { preview: true, preserveFocus: true });
}
