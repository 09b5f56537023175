import type { TextDocument } from 'vscode';
import type { Listen } from '../emitter';
import type { DocumentUri } from '../services';

/** What bindings and runs need of an open document. */
export interface OpenDocument extends Pick<TextDocument, 'languageId' | 'isUntitled' | 'getText'> {
  readonly uri: DocumentUri;
}

/** The editor's documents, so that tests can hand in their own. */
export interface Documents {
  /** All open ones, of any language. */
  readonly all: readonly OpenDocument[];
  /** The first lines, where settings stand; a document may be large. */
  head(document: OpenDocument): string;
  readonly onDidOpen: Listen<OpenDocument>;
  readonly onDidClose: Listen<OpenDocument>;
  /** Fired for changes of the text; `head` where the first lines may have changed. */
  readonly onDidChange: Listen<{ readonly document: OpenDocument; readonly head: boolean }>;
  readonly onDidRename: Listen<readonly { readonly from: DocumentUri; readonly to: DocumentUri }[]>;
  readonly onDidDelete: Listen<readonly DocumentUri[]>;
}

/** Language ids of documents that hold statements. */
const LANGUAGES: ReadonlySet<string> = new Set(['sql', 'ksql']);

export function holdsStatements(document: Pick<OpenDocument, 'languageId'>): boolean {
  return LANGUAGES.has(document.languageId);
}
