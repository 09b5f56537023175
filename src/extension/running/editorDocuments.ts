import { Range, workspace } from 'vscode';
import type { TextDocument } from 'vscode';
import type { Disposal } from '../emitter';
import { Emitter } from '../emitter';
import type { Documents, OpenDocument } from './documents';
import { HEAD_LINES } from './headerLine';

/** The documents of this window. */
export class EditorDocuments implements Documents {
  readonly #opened = new Emitter<OpenDocument>();
  readonly #closed = new Emitter<OpenDocument>();
  readonly #changed = new Emitter<{ readonly document: OpenDocument; readonly head: boolean }>();
  readonly #renamed = new Emitter<Parameters<Parameters<Documents['onDidRename']>[0]>[0]>();
  readonly #deleted = new Emitter<Parameters<Parameters<Documents['onDidDelete']>[0]>[0]>();
  readonly #listening: readonly Disposal[];
  readonly onDidOpen = this.#opened.event;
  readonly onDidClose = this.#closed.event;
  readonly onDidChange = this.#changed.event;
  readonly onDidRename = this.#renamed.event;
  readonly onDidDelete = this.#deleted.event;

  constructor() {
    this.#listening = [
      workspace.onDidOpenTextDocument((document) => this.#opened.fire(document)),
      workspace.onDidCloseTextDocument((document) => this.#closed.fire(document)),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0) return; // saved, not edited
        this.#changed.fire({ document, head: contentChanges.some(({ range }) => range.start.line < HEAD_LINES) });
      }),
      workspace.onDidRenameFiles(({ files }) => this.#renamed.fire(files.map(({ oldUri, newUri }) => ({ from: oldUri, to: newUri })))),
      workspace.onDidDeleteFiles(({ files }) => this.#deleted.fire(files)),
    ];
  }

  get all(): readonly TextDocument[] {
    return workspace.textDocuments;
  }

  head(document: OpenDocument): string {
    return document.getText(new Range(0, 0, HEAD_LINES, 0));
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
    for (const emitter of [this.#opened, this.#closed, this.#changed, this.#renamed, this.#deleted]) emitter.dispose();
  }
}
