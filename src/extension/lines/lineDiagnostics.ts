import { Diagnostic, DiagnosticSeverity, languages, l10n, Range, workspace } from 'vscode';
import type { Disposable, TextDocument } from 'vscode';
import type { RejectedLine } from '../../core/contract/textWriter';
import { CheckLines } from '../../protocol/texts';
import type { Server } from '../server/api';

export const LINES_LANGUAGE = 'lineprotocol';

/** Milliseconds after the last key. */
const QUIET_MS = 250;
/** Larger documents are checked when they are written. */
const MOST_CHARACTERS = 20_000_000;

/** Marks what is wrong in documents of line protocol while they are written, and what a system refused until they are changed. */
export class LineDiagnostics {
  readonly #found = languages.createDiagnosticCollection('headwater.lines');
  readonly #refused = languages.createDiagnosticCollection('headwater.lines.refused');
  readonly #waiting = new Map<TextDocument, NodeJS.Timeout>();
  readonly #listening: readonly Disposable[];

  constructor(
    private readonly server: Pick<Server, 'request'>,
    private readonly log: (error: unknown) => void,
  ) {
    this.#listening = [
      workspace.onDidOpenTextDocument((document) => this.#soon(document)),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document.languageId !== LINES_LANGUAGE || contentChanges.length === 0) return;
        this.#refused.delete(document.uri);
        this.#soon(document);
      }),
      workspace.onDidCloseTextDocument((document) => this.#forget(document)),
    ];
    for (const document of workspace.textDocuments) this.#soon(document);
  }

  dispose(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    for (const listening of [...this.#listening, this.#found, this.#refused]) listening.dispose();
  }

  /** Places what a system refused, unless the document was changed since it was sent. */
  refused(document: TextDocument, version: number, lines: readonly RejectedLine[]): void {
    if (document.version !== version) return;
    this.#refused.set(
      document.uri,
      lines.map(({ line, why }) => {
        const place = document.lineAt(Math.min(line, document.lineCount - 1)).range;
        return named(new Diagnostic(place, l10n.t('Not written: {0}', why), DiagnosticSeverity.Error));
      }),
    );
  }

  #soon(document: TextDocument): void {
    if (document.languageId !== LINES_LANGUAGE) return;
    clearTimeout(this.#waiting.get(document));
    const timer = setTimeout(() => {
      this.#waiting.delete(document);
      this.#check(document).catch(this.log);
    }, QUIET_MS);
    this.#waiting.set(document, timer);
  }

  async #check(document: TextDocument): Promise<void> {
    const { version } = document;
    const text = document.getText();
    if (document.isClosed || text.length > MOST_CHARACTERS) return;
    const { issues } = await this.server.request(CheckLines, { text });
    if (isStale(document, version)) return;
    this.#found.set(
      document.uri,
      issues.map(({ start, end, severity, message }) => {
        const place = new Range(document.positionAt(start), document.positionAt(end));
        return named(new Diagnostic(place, message, severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning));
      }),
    );
  }

  #forget(document: TextDocument): void {
    clearTimeout(this.#waiting.get(document));
    this.#waiting.delete(document);
    this.#found.delete(document.uri);
    this.#refused.delete(document.uri);
  }
}

function isStale(document: TextDocument, version: number): boolean {
  return document.isClosed || document.version !== version;
}

function named(diagnostic: Diagnostic): Diagnostic {
  diagnostic.source = 'Headwater';
  return diagnostic;
}
