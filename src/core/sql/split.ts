import type { StatementLanguage } from '../contract/language';
import type { TextRange } from '../errors';
import { Lexer, type LexRules, lexRules } from './lexer';
import { leadOf, NO_SETTINGS, type Settings } from './settings';
import { verbOf, writesOf } from './verb';

/** One statement of a document. Offsets are UTF-16 units in the document. */
export interface Statement extends TextRange {
  /** From the first to the last token: without the comments around it and without the terminator. */
  readonly text: string;
  /** First word in upper case, opening parentheses skipped; empty where there is none. */
  readonly verb: string;
  /** Whether it changes something, as far as the language's data tells. */
  readonly writes: boolean;
  /** What belongs to it for the cursor: comments directly above, terminator, the rest of its last line. */
  readonly reach: TextRange;
  /** After the terminator, or the end of the text where there is none. */
  readonly terminatorEnd: number;
  readonly terminated: boolean;
  /** From `-- headwater: key=value` lines directly above. */
  readonly settings: Settings;
}

export interface SplitProblem {
  readonly range: TextRange;
  readonly message: string;
}

export interface SplitText {
  readonly statements: readonly Statement[];
  readonly problems: readonly SplitProblem[];
}

/** More are not useful to anybody. */
const MOST_PROBLEMS = 100;

/** Splits any text into statements, in one pass. Never throws. */
export function splitStatements(text: string, language: StatementLanguage): SplitText {
  return new Splitter(text, language).run();
}

/** Where a statement was found. */
interface Place {
  /** The end of the statement before. */
  readonly lead: number;
  /** Whether comments stand between that and the first token. */
  readonly commented: boolean;
  /** Of the first and the last token. */
  readonly start: number;
  readonly end: number;
  readonly terminatorEnd: number;
  readonly terminated: boolean;
}

class Splitter {
  readonly #statements: Statement[] = [];
  readonly #problems: SplitProblem[] = [];
  readonly #rules: LexRules;
  readonly #lexer: Lexer;
  readonly #writing: ReadonlySet<string>;
  constructor(
    private readonly text: string,
    private readonly language: StatementLanguage,
  ) {
    this.#rules = lexRules(language);
    this.#lexer = new Lexer(text, this.#rules);
    this.#writing = new Set(language.writing);
  }

  run(): SplitText {
    const lexer = this.#lexer;
    let lead = 0;
    let commented = false;
    let start = -1;
    let end = -1;
    while (lexer.next()) {
      if (lexer.missing !== undefined) this.#problem(lexer.start, lexer.kind, lexer.missing);
      if (lexer.kind === 'comment') {
        if (start < 0) commented = true;
      } else if (lexer.kind === 'terminator') {
        if (start >= 0) this.#add({ lead, commented, start, end, terminatorEnd: lexer.end, terminated: true });
        lead = lexer.end;
        commented = false;
        start = -1;
      } else {
        if (start < 0) start = lexer.start;
        end = lexer.end;
        if (lexer.kind === 'symbol') this.#checkSymbol(lexer.start);
      }
    }
    if (start >= 0) this.#add({ lead, commented, start, end, terminatorEnd: this.text.length, terminated: false });
    return { statements: this.#statements, problems: this.#problems };
  }

  #checkSymbol(start: number): void {
    if (this.text.charCodeAt(start) !== 0) return;
    this.#report({ start, end: start + 1 }, 'A NUL character stands here. Remove it: systems end the statement at it or refuse it.');
  }

  #add({ lead, commented, start, end, terminatorEnd, terminated }: Place): void {
    const text = this.text.slice(start, end);
    const verb = verbOf(text, this.#rules);
    const above = commented ? leadOf(this.text, lead, start, this.language) : { start, settings: NO_SETTINGS };
    this.#statements.push({
      start,
      end,
      text,
      verb,
      writes: writesOf(text, verb, this.#rules, this.#writing),
      reach: { start: above.start, end: restOfLine(this.text, terminatorEnd) },
      terminatorEnd,
      terminated,
      settings: above.settings,
    });
  }

  #problem(start: number, kind: Lexer['kind'], missing: string): void {
    const noun = kind === 'comment' ? 'comment' : kind === 'identifier' ? 'quoted name' : 'string';
    this.#report({ start, end: Math.min(start + Math.max(missing.length, 1), this.text.length) }, `This ${noun} is not closed: ${missing} is missing.`);
  }

  #report(range: TextRange, message: string): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push({ range, message });
  }
}

/** The end of the line, where only white space stands between; else `from`. */
function restOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
    if (code !== 32 && code !== 9) return from;
    at++;
  }
  return at;
}

/**
 * The statement that a person means with the cursor at `offset`: the one it stands in, or directly behind, or in the comment
 * directly above; between two statements the one before; before the first the first.
 */
export function statementAt(statements: readonly Statement[], offset: number): Statement | undefined {
  const next = firstAfter(statements, offset);
  const last = statements[next - 1];
  if (last && offset <= last.reach.end) return last;
  const following = statements[next];
  if (following && (offset >= following.reach.start || !last)) return following;
  return last;
}

/** The index of the first statement that starts after `offset`. */
function firstAfter(statements: readonly Statement[], offset: number): number {
  let low = 0;
  let high = statements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((statements[middle]?.start ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
