import { Uri, workspace } from 'vscode';
import type { Disposable, TextDocumentContentProvider } from 'vscode';
import type { HistoryEntry } from './entry';

const SCHEME = 'headwater-history';

/** Past statements as read-only documents: looking at one leaves nothing behind. */
export class HistoryPreview implements TextDocumentContentProvider {
  readonly #registration: Disposable;
  readonly #texts = new Map<string, string>();

  constructor() {
    this.#registration = workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  uriOf(entry: HistoryEntry): Uri {
    this.#texts.set(entry.id, entry.statement);
    const name = entry.title.replaceAll(/[\\/:*?"<>|\s]+/gu, ' ').trim().slice(0, 60);
    return Uri.from({ scheme: SCHEME, path: `/${name === '' ? 'statement' : name}.sql`, query: entry.id });
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.query) ?? '';
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
