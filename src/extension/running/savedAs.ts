import type { DocumentUri } from '../services';
import type { OpenDocument } from './documents';

/** Milliseconds between the closing of an untitled document and the opening of the file that it became. */
const WITHIN = 3_000;

interface Seen {
  readonly text: string;
  readonly at: number;
}

/**
 * Recognises an untitled document in the file that it was saved as: the editor tells of a closing and an opening,
 * in either order, and not that they belong together.
 */
export class SavedAs {
  #opened: (Seen & { readonly uri: DocumentUri }) | undefined;
  #closed: (Seen & { readonly connectionId: string }) | undefined;

  constructor(private readonly now: () => number = Date.now) {}

  /** The connection of the untitled document that was closed just before with the same text. */
  opened(document: OpenDocument): string | undefined {
    if (document.isUntitled) return undefined;
    const text = document.getText();
    const before = this.#closed;
    this.#closed = undefined;
    if (before && this.#same(before, text)) return before.connectionId;
    this.#opened = { text, at: this.now(), uri: document.uri };
    return undefined;
  }

  /** The file with the same text that was opened just before. */
  closed(document: OpenDocument, connectionId: string): DocumentUri | undefined {
    const text = document.getText();
    const before = this.#opened;
    this.#opened = undefined;
    if (before && this.#same(before, text)) return before.uri;
    this.#closed = { text, at: this.now(), connectionId };
    return undefined;
  }

  #same(seen: Seen, text: string): boolean {
    return text !== '' && seen.text === text && this.now() - seen.at < WITHIN;
  }
}
