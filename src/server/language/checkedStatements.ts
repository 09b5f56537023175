import type { Failure, TextRange } from '../../core/errors';
import { documentSettings } from '../../core/sql/settings';
import type { Statement } from '../../core/sql/split';
import type { DocumentView } from './documentViews';

/** Longer than a pause between two words, so that half a statement is rarely asked about. */
const PAUSE_MS = 700;
/** Of one document, and characters of one statement: beyond, only running finds out. */
const MOST_STATEMENTS = 50;
const LONGEST = 20_000;
/** Milliseconds that the other side may take for one statement. */
const ANSWER_MS = 5_000;

export interface StatementProblem {
  /** Of the statement in the document. */
  readonly statement: TextRange;
  readonly failure: Failure;
}

type Found = Failure | 'fine';

/** What systems find wrong in statements while they are written. Each statement is asked about once, until it or what it builds on changes. */
export class CheckedStatements {
  readonly #found = new Map<string, ReadonlyMap<string, Found>>();
  readonly #asking = new Map<string, AbortController>();

  constructor(
    private readonly view: (uri: string) => Promise<DocumentView | undefined>,
    private readonly onFound: (uri: string) => void,
  ) {}

  /** What is known of the document's statements as they stand now. */
  problemsOf({ document, split, checks, language }: DocumentView): readonly StatementProblem[] {
    const found = checks && this.#found.get(document.uri);
    if (!found) return [];
    const settings = documentSettings(document.getText(), language.lineComments);
    return split.statements.slice(0, MOST_STATEMENTS).flatMap((statement, index) => {
      const failure = found.get(keyOf(split.statements, index, settings));
      return failure === undefined || failure === 'fine' ? [] : [{ statement, failure }];
    });
  }

  /** Asks after a pause; what is being asked is given up. */
  changed(uri: string): void {
    this.#asking.get(uri)?.abort();
    const asking = new AbortController();
    this.#asking.set(uri, asking);
    const timer = setTimeout(() => {
      this.#ask(uri, asking.signal).catch(() => undefined);
    }, PAUSE_MS);
    asking.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }

  /** Something has run: what there is on the other side may differ. */
  ran(uri: string): void {
    this.#found.delete(uri);
    this.changed(uri);
  }

  closed(uri: string): void {
    this.#asking.get(uri)?.abort();
    this.#asking.delete(uri);
    this.#found.delete(uri);
  }

  dispose(): void {
    for (const uri of [...this.#asking.keys()]) this.closed(uri);
  }

  async #ask(uri: string, signal: AbortSignal): Promise<void> {
    const view = await this.view(uri);
    if (!view?.checks || signal.aborted) return;
    const { statements } = view.split;
    const settings = documentSettings(view.document.getText(), view.language.lineComments);
    const before = this.#found.get(uri) ?? new Map<string, Found>();
    const found = new Map<string, Found>();
    for (const [index, { text, settings: own }] of statements.slice(0, MOST_STATEMENTS).entries()) {
      const key = keyOf(statements, index, settings);
      const known = before.get(key);
      if (known !== undefined) found.set(key, known);
      else if (text.length <= LONGEST) {
        const options = { signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]), before: statements.slice(0, index).map((one) => one.text), settings: { ...settings, ...own }, scope: uri };
        found.set(key, (await view.checks.check(text, options)) ?? 'fine');
      }
      signal.throwIfAborted();
    }
    this.#found.set(uri, found);
    this.onFound(uri);
  }
}

/** A statement means the same as long as it, its settings, and what stands before it and is no query are the same. */
function keyOf(statements: readonly Statement[], index: number, document: Readonly<Record<string, string>>): string {
  const statement = statements[index];
  const before = statements.slice(0, index).flatMap(({ verb, text }) => (verb === 'SELECT' ? [] : text));
  return JSON.stringify([statement?.text, statement?.settings, document, before]);
}
