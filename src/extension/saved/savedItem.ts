/** What a person keeps to come back to: text of a query, or a place in a connection. */
export type SavedItem = SavedQuery | Bookmark;

/** Where an item is kept: with this workspace, or wherever this person works. */
export type SavedScope = 'workspace' | 'everywhere';

interface Kept {
  readonly id: string;
  readonly name: string;
  /** The connection it belongs to, and its name then: the connection may be gone. */
  readonly connectionId?: string;
  readonly connectionName?: string;
}

export interface SavedQuery extends Kept {
  readonly kind: 'query';
  readonly text: string;
  /** The editor's id of the language. */
  readonly language: string;
}

export interface Bookmark extends Kept {
  readonly kind: 'bookmark';
  readonly connectionId: string;
  readonly connectionName: string;
  /** The path of a node in the connection's catalog. */
  readonly path: readonly string[];
  /** A codicon name. */
  readonly icon: string;
  /** Its name as it stands in a statement. */
  readonly reference?: string;
}

export function isSavedItem(value: unknown): value is SavedItem {
  if (typeof value !== 'object' || value === null) return false;
  const field = new Map<string, unknown>(Object.entries(value));
  const isText = (name: string): boolean => typeof field.get(name) === 'string';
  const isTextOrNone = (name: string): boolean => !field.has(name) || isText(name);
  const path = field.get('path');
  if (!isText('id') || !isText('name')) return false;
  if (field.get('kind') === 'query') return ['text', 'language'].every(isText) && ['connectionId', 'connectionName'].every(isTextOrNone);
  return field.get('kind') === 'bookmark' && ['connectionId', 'connectionName', 'icon'].every(isText) && isTextOrNone('reference') && Array.isArray(path) && path.every((part) => typeof part === 'string');
}
