import type { StatementLanguage } from '../../../core/contract/language';
import { unquoteIdentifier } from '../../../core/sql/identifier';
import { isName, isWord, type Token } from './tokens';

/** A table that a statement names. Offsets are in the statement. */
export interface TableMention {
  /** As it stands in the statement: `main.orders`, `'trips.parquet'`. */
  readonly reference: string;
  /** The names that columns of it may be qualified with: its alias, else its last part. */
  readonly alias: string;
  readonly start: number;
  readonly end: number;
}

/** Words after which a table stands. */
const BEFORE_TABLE = ['FROM', 'JOIN', 'INTO', 'UPDATE', 'TABLE', 'DESCRIBE', 'SUMMARIZE', 'USING'];
/** Words that are never an alias. */
const NO_ALIAS: ReadonlySet<string> = new Set(
  'SELECT WHERE GROUP ORDER HAVING LIMIT OFFSET JOIN INNER LEFT RIGHT FULL CROSS NATURAL POSITIONAL ASOF SEMI ANTI LATERAL ON USING UNION EXCEPT INTERSECT SET VALUES WINDOW QUALIFY FETCH FOR RETURNING TABLESAMPLE SAMPLE PIVOT UNPIVOT EMIT WITHIN PARTITION DEFAULT BY WHEN AS'.split(' '),
);

/** All tables that stand where a table is expected, subqueries included, each with its alias. */
export function tablesOf(tokens: readonly Token[], language: StatementLanguage): readonly TableMention[] {
  const code = tokens.filter(({ kind }) => kind !== 'comment');
  const mentions: TableMention[] = [];
  for (let index = 0; index < code.length; index++) {
    if (!isWord(code[index], ...BEFORE_TABLE)) continue;
    index = readList(code, index + 1, mentions, language) - 1;
  }
  return mentions;
}

/** Reads `a, b x, 'c' as y`; answers with the index behind. */
function readList(tokens: readonly Token[], from: number, mentions: TableMention[], language: StatementLanguage): number {
  let at = from;
  for (;;) {
    while (isWord(tokens[at], 'IF', 'NOT', 'EXISTS', 'ONLY', 'LATERAL', 'OR', 'REPLACE')) at++;
    const end = nameEnd(tokens, at);
    const first = tokens[at];
    const last = tokens[end - 1];
    if (!first || !last || end === at) return at;
    // A name that is called is a table function.
    if (tokens[end]?.key === '(' && tokens[end].start === last.end) return end;
    const alias = aliasAt(tokens, end);
    mentions.push({
      reference: tokens.slice(at, end).map(({ value }) => value).join(''),
      alias: unquoteIdentifier((alias.token ?? last).value, language),
      start: first.start,
      end: last.end,
    });
    if (tokens[alias.next]?.key !== ',') return alias.next;
    at = alias.next + 1;
  }
}

/** The index behind a dotted name or a string that starts at `at`; `at` where none does. */
export function nameEnd(tokens: readonly Token[], at: number): number {
  const first = tokens[at];
  if (first?.kind === 'string') return at + 1;
  if (!isName(first) || (first.kind === 'word' && NO_ALIAS.has(first.key))) return at;
  let end = at + 1;
  while (tokens[end]?.key === '.' && isName(tokens[end + 1])) end += 2;
  return end;
}

function aliasAt(tokens: readonly Token[], at: number): { readonly token?: Token; readonly next: number } {
  const as = isWord(tokens[at], 'AS');
  const token = tokens[as ? at + 1 : at];
  if (!isName(token) || (!as && token.kind === 'word' && (NO_ALIAS.has(token.key) || BEFORE_TABLE.includes(token.key)))) return { next: at };
  return { token, next: as ? at + 2 : at + 1 };
}
