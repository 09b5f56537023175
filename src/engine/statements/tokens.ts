import { Lexer } from '../../core/sql/lexer';
import { ENGINE_RULES } from '../language';

export interface Token {
  readonly kind: Lexer['kind'];
  readonly key: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** Parentheses around it. */
  readonly depth: number;
}

/** The tokens of a statement, without comments and what ends it. */
export function tokensOf(text: string): readonly Token[] {
  const lexer = new Lexer(text, ENGINE_RULES);
  const tokens: Token[] = [];
  let depth = 0;
  while (lexer.next()) {
    const { kind, key, value, start, end } = lexer;
    if (kind === 'comment' || kind === 'terminator') continue;
    if (key === ')') depth = Math.max(0, depth - 1);
    tokens.push({ kind, key, value, start, end, depth });
    if (key === '(') depth++;
  }
  return tokens;
}

/** The text of a token that is one in single quotes. */
export function quotedText({ kind, value }: Token): string | undefined {
  return kind === 'string' && value.startsWith("'") ? value.slice(1, -1).replaceAll("''", "'") : undefined;
}
