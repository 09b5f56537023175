import { unquoteIdentifier } from '../../../core/sql/identifier';
import { Lexer, lexRules } from '../../../core/sql/lexer';
import { ksqlLanguage } from './language';

/** A token of a statement that is no comment. */
export interface Word {
  /** A word in upper case; else the first character. */
  readonly key: string;
  readonly kind: Lexer['kind'];
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Parentheses around it. */
  readonly depth: number;
}

const RULES = lexRules(ksqlLanguage);

/** The tokens of a statement, comments and terminators left out. */
export function wordsOf(statement: string): readonly Word[] {
  const lexer = new Lexer(statement, RULES);
  const words: Word[] = [];
  let depth = 0;
  while (lexer.next()) {
    if (lexer.kind === 'comment' || lexer.kind === 'terminator') continue;
    const { key, kind, start, end } = lexer;
    if (key === ')') depth = Math.max(0, depth - 1);
    words.push({ key, kind, text: lexer.value, start, end, depth });
    if (key === '(') depth += 1;
  }
  return words;
}

/** The name that a word stands for: upper case unless it is quoted. */
export function nameOf(word: Word): string {
  return word.kind === 'identifier' ? unquoteIdentifier(word.text, ksqlLanguage) : word.text.toUpperCase();
}

export function isName(word: Word | undefined): word is Word {
  return word !== undefined && (word.kind === 'word' || word.kind === 'identifier');
}

/** What a string literal stands for. */
export function literalText(word: Word): string {
  return word.text.replace(/^'|'$/gu, '').replaceAll("''", "'");
}

/** A name as it stands in a statement. Some reserved words are known to newer servers only: what is not plain is quoted. */
export function quoted(name: string): string {
  const plain = /^[A-Z_][A-Z0-9_]*$/u.test(name) && !ksqlLanguage.reserved.includes(name);
  return plain ? name : `\`${name.replaceAll('`', '``')}\``;
}

export function sqlString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
