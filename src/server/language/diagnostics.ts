import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { TextRange } from '../../core/errors';
import type { RunProblem } from '../../protocol/statements';
import { CheckedStatements, type StatementProblem } from './checkedStatements';
import type { DocumentView, DocumentViews } from './documentViews';
import { changeBetween, shiftRange } from './pure/textShift';
import { rangeOf } from './ranges';

const SOURCE = 'Headwater';
const TYPING_MS = 250;

interface ProblemsOfDocument {
  /** The text that the ranges belong to. */
  readonly text: string;
  readonly problems: readonly StatementProblem[];
}

export type Publish = (uri: string, diagnostics: readonly Diagnostic[]) => void;

/** Problems that splitting and the system find while typing, and those that running found, until their statement is touched. */
export class Diagnostics {
  readonly #ran = new Map<string, ProblemsOfDocument>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #checked: CheckedStatements;

  constructor(
    private readonly views: DocumentViews,
    private readonly publish: Publish,
  ) {
    this.#checked = new CheckedStatements(
      (uri) => views.view(uri),
      (uri) => void this.refresh(uri),
    );
  }

  changed(document: TextDocument): void {
    this.#follow(document);
    this.#checked.changed(document.uri);
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
    this.#checked.closed(uri);
    this.publish(uri, []);
  }

  report(document: TextDocument | undefined, { uri, statement, failure }: RunProblem): void {
    if (!document) return;
    const others = (this.#ran.get(uri)?.problems ?? []).filter((problem) => problem.statement.end <= statement.start || problem.statement.start >= statement.end);
    this.#ran.set(uri, { text: document.getText(), problems: failure ? [...others, { statement, failure }] : others });
    this.#checked.ran(uri);
    void this.refresh(uri);
  }

  /** The document has another connection, or its connection is open now. */
  bound(uri: string): void {
    this.#checked.ran(uri);
    void this.refresh(uri);
  }

  /** Publishes what is known now. Never rejects: problems that cannot be found are not shown. */
  async refresh(uri: string): Promise<void> {
    const view = await this.views.view(uri).catch(() => undefined);
    if (!view) return;
    const ran = this.#ran.get(uri)?.problems ?? [];
    // What running said of a statement is the last word.
    const checked = this.#checked.problemsOf(view).filter(({ statement }) => !ran.some((problem) => problem.statement.start === statement.start));
    this.publish(uri, [...splitDiagnostics(view), ...[...ran, ...checked].map((problem) => problemDiagnostic(view.document, problem))]);
  }

  dispose(): void {
    this.#checked.dispose();
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

function splitDiagnostics({ document, split, language }: DocumentView): readonly Diagnostic[] {
  const problems = split.problems.map(({ range, message }): Diagnostic => ({ range: rangeOf(document, range), message, severity: DiagnosticSeverity.Error, source: SOURCE }));
  const last = split.statements.at(-1);
  if (language.terminatorNeeded !== true || problems.length > 0 || !last || last.terminated) return problems;
  const message = `There is no ${language.terminator} behind the last statement. It is added when the statement is run here; ${language.label} wants it elsewhere.`;
  return [{ range: rangeOf(document, { start: Math.max(last.start, last.end - 1), end: last.end }), message, severity: DiagnosticSeverity.Information, source: SOURCE }];
}

function problemDiagnostic(document: TextDocument, { statement, failure }: StatementProblem): Diagnostic {
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
