import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Failure, TextRange } from '../../core/errors';
import type { RunProblem } from '../../protocol/statements';
import type { DocumentView, DocumentViews } from './documentViews';
import { changeBetween, shiftRange } from './pure/textShift';
import { rangeOf } from './ranges';

const SOURCE = 'Headwater';
const TYPING_MS = 250;

interface StandingProblem {
  /** Of the statement, in the document as it is now. */
  readonly statement: TextRange;
  readonly failure: Failure;
}

interface ProblemsOfDocument {
  /** The text that the ranges belong to. */
  readonly text: string;
  readonly problems: readonly StandingProblem[];
}

export type Publish = (uri: string, diagnostics: readonly Diagnostic[]) => void;

/** Problems that splitting finds while typing, and those that running found, until their statement is touched. */
export class Diagnostics {
  readonly #ran = new Map<string, ProblemsOfDocument>();
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly views: DocumentViews,
    private readonly publish: Publish,
  ) {}

  changed(document: TextDocument): void {
    this.#follow(document);
    clearTimeout(this.#timers.get(document.uri));
    this.#timers.set(
      document.uri,
      setTimeout(() => void this.refresh(document.uri), TYPING_MS),
    );
  }

  closed(uri: string): void {
    clearTimeout(this.#timers.get(uri));
    this.#timers.delete(uri);
    this.#ran.delete(uri);
    this.publish(uri, []);
  }

  report(document: TextDocument | undefined, { uri, statement, failure }: RunProblem): void {
    if (!document) return;
    const others = (this.#ran.get(uri)?.problems ?? []).filter((problem) => problem.statement.end <= statement.start || problem.statement.start >= statement.end);
    this.#ran.set(uri, { text: document.getText(), problems: failure ? [...others, { statement, failure }] : others });
    void this.refresh(uri);
  }

  /** Publishes what is known now. Never rejects: problems that cannot be found are not shown. */
  async refresh(uri: string): Promise<void> {
    const view = await this.views.view(uri).catch(() => undefined);
    if (!view) return;
    this.publish(uri, [...splitDiagnostics(view), ...(this.#ran.get(uri)?.problems ?? []).map((problem) => runDiagnostic(view.document, problem))]);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Moves the problems of runs along with an edit, and drops those that it touched. */
  #follow(document: TextDocument): void {
    const known = this.#ran.get(document.uri);
    if (!known) return;
    const text = document.getText();
    const change = changeBetween(known.text, text);
    if (!change) return;
    const problems = known.problems.flatMap(({ statement, failure }) => {
      const moved = shiftRange(statement, change);
      return moved ? [{ statement: moved, failure }] : [];
    });
    if (problems.length === 0) this.#ran.delete(document.uri);
    else this.#ran.set(document.uri, { text, problems });
  }
}

function splitDiagnostics({ document, split }: DocumentView): readonly Diagnostic[] {
  return split.problems.map(({ range, message }) => ({ range: rangeOf(document, range), message, severity: DiagnosticSeverity.Error, source: SOURCE }));
}

function runDiagnostic(document: TextDocument, { statement, failure }: StandingProblem): Diagnostic {
  const message = failure.todo === undefined ? failure.why : `${failure.why}\n${failure.todo}`;
  const range = rangeOf(document, placeOf(document.getText(), statement, failure.position));
  return { range, message, severity: DiagnosticSeverity.Error, source: SOURCE, ...(failure.code === undefined ? {} : { code: failure.code }) };
}

/** The place inside a statement; where none was told its first line, where it is empty the word that begins there. */
function placeOf(text: string, statement: TextRange, position: TextRange | undefined): TextRange {
  const whole = text.slice(statement.start, statement.end);
  if (!position) return { start: statement.start, end: statement.start + (/^[^\r\n]*/u.exec(whole)?.[0].length ?? 0) };
  const start = Math.min(position.start, Math.max(whole.length - 1, 0));
  const word = /^(?:[\p{L}\p{N}_$]+|[^\r\n])/u.exec(whole.slice(start))?.[0].length ?? 1;
  const end = position.end > start ? Math.min(position.end, whole.length) : start + word;
  return { start: statement.start + start, end: statement.start + end };
}
