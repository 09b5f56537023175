import type { TextRange } from '../../../core/errors';
import { HeadwaterError } from '../../../core/errors';
import { Lexer, type TokenKind } from '../../../core/sql/lexer';
import { FLINK_RULES } from './language';

export interface Word {
  readonly kind: TokenKind;
  /** A word in upper case, a symbol as it is; of anything else its first character. */
  readonly key: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** A name and where it stands. */
export interface Name {
  readonly text: string;
  readonly place: TextRange;
}

/** Reads a statement word by word. All errors say where. */
export class Words {
  #at = 0;

  private constructor(
    private readonly text: string,
    private readonly words: readonly Word[],
  ) {}

  /** @throws HeadwaterError where a quoted text does not end */
  static of(text: string): Words {
    return new Words(text, wordsOf(text, (word) => { throw wrongStatement('A quoted text does not end.', word); }));
  }

  /** Of the start of a text, which may be cut off anywhere. */
  static ofHead(text: string): Words {
    return new Words(text, wordsOf(text, () => undefined));
  }

  /** Reads from here on, and leaves this one where it is. */
  copy(): Words {
    const copy = new Words(this.text, this.words);
    copy.#at = this.#at;
    return copy;
  }

  get next(): Word | undefined {
    return this.words[this.#at];
  }

  get done(): boolean {
    return this.#at >= this.words.length;
  }

  /** Whether these words come next; nothing is taken. */
  sees(...keys: readonly string[]): boolean {
    return keys.every((key, index) => {
      const word = this.words[this.#at + index];
      return word?.key === key && word.kind !== 'identifier' && word.kind !== 'string';
    });
  }

  /** Takes these words where they come next. */
  takes(...keys: readonly string[]): boolean {
    if (!this.sees(...keys)) return false;
    this.#at += keys.length;
    return true;
  }

  expect(...keys: readonly string[]): void {
    for (const key of keys) if (!this.takes(key)) throw this.wrong(`${key} should stand here`);
  }

  name(what: string): Name {
    const word = this.next;
    if (!word || (word.kind !== 'word' && word.kind !== 'identifier')) throw this.wrong(`${what} should stand here`);
    this.#at += 1;
    const quote = word.value.charAt(0);
    return { text: word.kind === 'identifier' ? word.value.slice(1, -1).replaceAll(quote + quote, quote) : word.value, place: { start: word.start, end: word.end } };
  }

  string(what: string): Name {
    const word = this.next;
    if (word?.kind !== 'string' || !word.value.startsWith("'")) throw this.wrong(`${what} in '…' should stand here`);
    this.#at += 1;
    return { text: word.value.slice(1, -1).replaceAll("''", "'"), place: { start: word.start, end: word.end } };
  }

  /** A whole number that is not negative. */
  number(what: string): number {
    const word = this.next;
    if (word?.kind !== 'number' || !/^\d{1,10}$/u.test(word.value)) throw this.wrong(`${what} should stand here`);
    this.#at += 1;
    return Number(word.value);
  }

  /** `(item, item, …)`: one at least. */
  list<T>(item: () => T): readonly T[] {
    this.expect('(');
    const items = [item()];
    while (this.takes(',')) items.push(item());
    this.expect(')');
    return items;
  }

  /** @throws HeadwaterError where something follows */
  end(): void {
    if (!this.done) throw this.wrong('The statement should end here');
  }

  /** An error about the next word, or about a place. */
  wrong(why: string, place?: TextRange, todo?: string): HeadwaterError {
    const word = this.next;
    const at = place ?? (word ? { start: word.start, end: word.end } : { start: this.text.trimEnd().length, end: this.text.trimEnd().length });
    const found = place ? '' : word ? `, not “${word.value.length > 40 ? `${word.value.slice(0, 40)}…` : word.value}”` : ', but the statement ends';
    return wrongStatement(`${why}${found}.`, at, todo);
  }
}

export function wrongStatement(why: string, position: TextRange, todo?: string): HeadwaterError {
  return new HeadwaterError({ what: 'Could not understand the statement', why, kind: 'invalid', code: 'syntax', position, ...(todo === undefined ? {} : { todo }) });
}

/** @param unfinished called with a quoted text that does not end, which is then left out */
function wordsOf(text: string, unfinished: (word: Word) => void): readonly Word[] {
  const lexer = new Lexer(text, FLINK_RULES);
  const words: Word[] = [];
  while (lexer.next()) {
    const { kind, key, value, start, end, missing } = lexer;
    if (kind === 'comment' || kind === 'terminator') continue;
    if (missing === undefined) words.push({ kind, key, value, start, end });
    else unfinished({ kind, key, value, start, end });
  }
  return words;
}
