import type { StatementLanguage } from '../../../core/contract/language';
import { Lexer, lexRules, type TokenKind } from '../../../core/sql/lexer';

export interface Token {
  readonly kind: TokenKind;
  /** A word in upper case, else the first character. */
  readonly key: string;
  /** As it stands in the text. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** Whether it goes on to the end of the text because its close is missing. */
  readonly open: boolean;
  /** Parentheses around it. */
  readonly depth: number;
}

/** Statements longer than this are data, not something that a person writes by hand. */
const MOST_TOKENS = 20_000;

/** The tokens of a statement, comments among them; those behind the bound are left out. */
export function tokensOf(text: string, language: StatementLanguage): readonly Token[] {
  const lexer = new Lexer(text, lexRules(language));
  const tokens: Token[] = [];
  let depth = 0;
  while (tokens.length < MOST_TOKENS && lexer.next()) {
    const { kind, key, value, start, end, missing } = lexer;
    if (key === ')' && depth > 0) depth--;
    tokens.push({ kind, key, value, start, end, open: missing !== undefined, depth });
    if (key === '(') depth++;
  }
  return tokens;
}

export function isName(token: Token | undefined): token is Token {
  return token?.kind === 'word' || token?.kind === 'identifier';
}

export function isWord(token: Token | undefined, ...keys: readonly string[]): boolean {
  return token?.kind === 'word' && keys.includes(token.key);
}
