import { Lexer } from '../../core/sql/lexer';
import { ENGINE_RULES } from '../language';

/** Whether a text has `IN (…)` lists of five values and more, none of them longer than `most`. Shorter ones are no matter. */
export function shortLists(text: string, most: number): boolean {
  const lexer = new Lexer(text, ENGINE_RULES);
  let longest = 0;
  let before = '';
  /** Depth of parentheses inside a list; values are counted at depth 1. */
  let depth = 0;
  let values = 0;
  while (lexer.next()) {
    if (lexer.kind === 'comment') continue;
    const { key } = lexer;
    if (depth > 0) {
      if (key === '(') depth++;
      else if (key === ')') depth--;
      else if (key === ',' && depth === 1) values++;
    } else if (key === '(' && before === 'IN') {
      depth = 1;
      values = 1;
    }
    longest = Math.max(longest, values);
    before = key;
  }
  return longest >= 5 && longest <= most;
}
