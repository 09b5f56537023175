import type { StatementLanguage } from '../../../core/contract/language';
import type { TextRange } from '../../../core/errors';
import { unquoteIdentifier } from '../../../core/sql/identifier';
import { isName, isWord, type Token } from './tokens';

/** What is being written at the cursor. `replace` is what an accepted completion takes the place of. */
export type Place =
  | { readonly kind: 'nothing' }
  /** Inside a string where a table is expected: a file. */
  | { readonly kind: 'file'; readonly prefix: string; readonly replace: TextRange }
  /** Where a table is expected. `qualifier` holds the parts before the last dot. */
  | { readonly kind: 'table'; readonly qualifier: readonly string[]; readonly prefix: string; readonly replace: TextRange }
  /** Behind a dot elsewhere: a column of a table or alias. */
  | { readonly kind: 'member'; readonly qualifier: readonly string[]; readonly prefix: string; readonly replace: TextRange }
  | { readonly kind: 'any'; readonly prefix: string; readonly replace: TextRange };

const BEFORE_TABLE = ['FROM', 'JOIN', 'INTO', 'UPDATE', 'TABLE', 'DESCRIBE', 'SUMMARIZE', 'VIEW'];
/** Clauses that end a list of tables. */
const AFTER_TABLES = ['SELECT', 'WHERE', 'GROUP', 'ORDER', 'HAVING', 'LIMIT', 'ON', 'USING', 'SET', 'VALUES', 'QUALIFY', 'WINDOW', 'RETURNING', 'BY', 'UNION', 'EXCEPT', 'INTERSECT'];

/** @param offset in the text that the tokens come from */
export function placeAt(tokens: readonly Token[], offset: number, language: StatementLanguage): Place {
  const behind = tokens.findLastIndex(({ start }) => start < offset);
  const current = tokens[behind];
  const inside = current !== undefined && (offset < current.end || current.open || (offset === current.end && !current.value.endsWith('\n')));
  if (current?.kind === 'comment' && inside && (offset < current.end || !current.value.startsWith('/') || current.open)) return { kind: 'nothing' };
  if (current?.kind === 'string' && (offset < current.end || current.open)) return stringPlace(tokens, behind, current, offset);
  // Directly behind them nothing can be written: a list there would take the Enter that was meant for a new line.
  if ((current?.kind === 'number' || current?.kind === 'string') && offset === current.end) return { kind: 'nothing' };
  const typing = isName(current) && (offset <= current.end || current.open) ? current : undefined;
  const prefix = typing ? unquoteIdentifier(typing.value.slice(0, offset - typing.start), language).replace(/^["`[]/u, '') : '';
  const replace = typing ? { start: typing.start, end: typing.open ? offset : typing.end } : { start: offset, end: offset };
  const { qualifier, first } = qualifierBefore(tokens, typing ? behind - 1 : behind, language);
  const table = expectsTable(tokens, first);
  if (table) return { kind: 'table', qualifier, prefix, replace };
  return qualifier.length > 0 ? { kind: 'member', qualifier, prefix, replace } : { kind: 'any', prefix, replace };
}

function stringPlace(tokens: readonly Token[], index: number, token: Token, offset: number): Place {
  if (!expectsTable(tokens, index)) return { kind: 'nothing' };
  const open = token.value.startsWith("'") || token.value.startsWith('"') ? 1 : token.value.indexOf("'") + 1;
  const start = token.start + open;
  if (offset < start) return { kind: 'nothing' };
  // A string that is not closed runs over what follows: only what stands before the cursor is meant.
  const end = token.open ? offset : Math.max(token.end - 1, offset);
  return { kind: 'file', prefix: token.value.slice(open, offset - token.start), replace: { start, end } };
}

/** The dotted parts that end at `last`, and the index of the first of them; `last + 1` where there are none. */
function qualifierBefore(tokens: readonly Token[], last: number, language: StatementLanguage): { readonly qualifier: readonly string[]; readonly first: number } {
  const parts: string[] = [];
  let at = last;
  for (;;) {
    const name = tokens[at - 1];
    if (tokens[at]?.key !== '.' || !isName(name)) return { qualifier: parts, first: at + 1 };
    parts.unshift(unquoteIdentifier(name.value, language));
    at -= 2;
  }
}

/** Whether a table stands at `index`, by the words before it: behind FROM or a comma in its list. */
function expectsTable(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  const depth = (before?.depth ?? 0) + (before?.key === '(' ? 1 : 0);
  let comma = false;
  for (let at = index - 1; at >= 0; at--) {
    const token = tokens[at];
    if (!token || token.kind === 'comment') continue;
    if (token.depth > depth) continue;
    if (token.depth < depth || token.key === '(') return false;
    if (isWord(token, ...BEFORE_TABLE)) return comma || directlyBefore(tokens, at, index);
    if (isWord(token, ...AFTER_TABLES)) return false;
    if (!comma && token.key === ',') {
      if (!directlyBefore(tokens, at, index)) return false;
      comma = true;
    }
    if (!comma && !isWord(token, 'IF', 'NOT', 'EXISTS', 'ONLY')) return false;
  }
  return false;
}

/** Only comments and words without meaning of their own stand between the two. */
function directlyBefore(tokens: readonly Token[], at: number, index: number): boolean {
  return tokens.slice(at + 1, index).every((token) => token.kind === 'comment' || isWord(token, 'IF', 'NOT', 'EXISTS', 'ONLY'));
}
