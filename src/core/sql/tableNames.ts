import { Lexer, type LexRules } from './lexer';

/** A name that stands where a table may stand. */
export type TableName =
  /** `a.b.c`, without quotes. */
  | { readonly kind: 'name'; readonly parts: readonly string[]; readonly start: number; readonly end: number }
  /** A quoted text: a file or an object. */
  | { readonly kind: 'text'; readonly text: string; readonly start: number; readonly end: number };

/** Words directly before a table. */
const BEFORE_TABLE: ReadonlySet<string> = new Set(['FROM', 'JOIN', 'INTO', 'UPDATE', 'TABLE', 'DESCRIBE', 'DESC', 'SUMMARIZE', 'PIVOT', 'UNPIVOT', 'SHOW', 'USING', 'EXISTS', 'TRUNCATE']);
/** Words that end a list of tables. */
const AFTER_TABLES: ReadonlySet<string> = new Set(['SELECT', 'WHERE', 'GROUP', 'ORDER', 'HAVING', 'LIMIT', 'OFFSET', 'WINDOW', 'QUALIFY', 'SET', 'VALUES', 'RETURNING', 'UNION', 'INTERSECT', 'EXCEPT', 'SAMPLE']);
/** Words that may stand between the word before a table and the table. */
const BETWEEN: ReadonlySet<string> = new Set(['LATERAL', 'ONLY', 'IF', 'NOT']);

/** What the lists of tables look like at one depth of parentheses. */
interface Level {
  /** Inside a list of tables: a comma is followed by one more. */
  list: boolean;
  /** The next token may be a table. */
  expected: boolean;
}

/**
 * All names that may mean tables, in order: rather too many than too few, since whoever runs the statement resolves names itself.
 * One walk over the tokens, whatever the text holds.
 */
export function tableNamesOf(text: string, rules: LexRules): readonly TableName[] {
  const found: TableName[] = [];
  const lexer = new Lexer(text, rules);
  const levels: Level[] = [{ list: false, expected: false }];
  let before = '';
  let more = lexer.next();
  while (more) {
    const level = levels.at(-1) ?? { list: false, expected: false };
    const { kind, key } = lexer;
    if (kind === 'comment') {
      more = lexer.next();
    } else if (key === '(') {
      const tables = level.expected && before !== 'USING';
      levels.push({ list: tables, expected: tables });
      level.expected = false;
      more = lexer.next();
    } else if (key === ')') {
      if (levels.length > 1) levels.pop();
      more = lexer.next();
    } else if (kind === 'word' && BEFORE_TABLE.has(key)) {
      level.expected = true;
      level.list = true;
      before = key;
      more = lexer.next();
    } else if (kind === 'word' && AFTER_TABLES.has(key)) {
      level.expected = false;
      level.list = false;
      more = lexer.next();
    } else if (key === ',') {
      level.expected = level.list;
      more = lexer.next();
    } else if (level.expected && kind === 'string') {
      found.push({ kind: 'text', text: unquoted(lexer.value), start: lexer.start, end: lexer.end });
      level.expected = false;
      more = lexer.next();
    } else if (level.expected && (kind === 'word' || kind === 'identifier') && !(kind === 'word' && BETWEEN.has(key))) {
      level.expected = false;
      more = takeName(lexer, found);
    } else {
      if (!(kind === 'word' && BETWEEN.has(key))) level.expected = false;
      more = lexer.next();
    }
  }
  return found;
}

/** Takes a dotted name; one that is followed by `(` is a function. Leaves the lexer behind it. */
function takeName(lexer: Lexer, found: TableName[]): boolean {
  const parts: string[] = [];
  const { start } = lexer;
  for (;;) {
    parts.push(nameOf(lexer));
    const { end } = lexer;
    const more = nextToken(lexer);
    if (!more || lexer.key !== '.') {
      if (!more || lexer.key !== '(') found.push({ kind: 'name', parts, start, end });
      return more;
    }
    if (!nextToken(lexer)) return false;
    if (lexer.kind !== 'word' && lexer.kind !== 'identifier') return true;
  }
}

function nextToken(lexer: Lexer): boolean {
  while (lexer.next()) if (lexer.kind !== 'comment') return true;
  return false;
}

function nameOf(lexer: Lexer): string {
  return lexer.kind === 'identifier' ? lexer.value.slice(1, -1).replaceAll('""', '"') : lexer.value;
}

/** Of a plain string; others are no names of files. */
function unquoted(text: string): string {
  return text.startsWith("'") ? text.slice(1, -1).replaceAll("''", "'") : text;
}
