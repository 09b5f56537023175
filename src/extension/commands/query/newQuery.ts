import { window, workspace } from 'vscode';
import type { TextDocument } from 'vscode';
import type { QueryContext } from './context';

export interface NewQuery {
  readonly connectionId?: string;
  readonly text?: string;
  /** The editor's id; SQL where absent. */
  readonly language?: string;
}

/** Opens an untitled document bound to a connection: the one given, else that of the active document, else the default. */
export async function newQuery(context: QueryContext, given?: unknown): Promise<TextDocument> {
  const { connectionId, text = '', language = 'sql' } = isNewQuery(given) ? given : {};
  const active = window.activeTextEditor?.document;
  const inherited = active && context.bindings.connectionOf(active.uri)?.id;
  const document = await workspace.openTextDocument({ language, content: text });
  const id = connectionId ?? inherited;
  if (id !== undefined && context.connections.find(id)) await context.bindings.bind(document.uri, id);
  await window.showTextDocument(document);
  return document;
}

export function isNewQuery(value: unknown): value is NewQuery {
  if (typeof value !== 'object' || value === null) return false;
  const { connectionId, text, language }: Partial<Record<keyof NewQuery, unknown>> = value;
  return [connectionId, text, language].every((field) => field === undefined || typeof field === 'string');
}
