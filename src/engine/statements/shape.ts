import { quotedText, type Token, tokensOf } from './tokens';

export interface ShapeValue {
  readonly type: 'integer' | 'text';
  readonly value: string;
}

/** A statement without the values that its columns are compared with: statements of one shape are planned once. */
export interface Shape {
  /** The same for all statements of the shape. */
  readonly key: string;
  readonly values: readonly ShapeValue[];
  /** The statement with other values of the same types. */
  with(values: readonly ShapeValue[]): string;
}

const COMPARISONS: ReadonlySet<string> = new Set(['=', '==', '<', '<=', '>', '>=', '<>', '!=']);
/** Words that may stand behind a value that a column is compared with. */
const BEHIND: ReadonlySet<string> = new Set(['AND', 'OR', 'GROUP', 'HAVING', 'ORDER', 'LIMIT', 'OFFSET', 'QUALIFY', 'WINDOW']);
/** Clauses behind WHERE. */
const CLAUSES: ReadonlySet<string> = new Set(['GROUP', 'HAVING', 'ORDER', 'LIMIT', 'OFFSET', 'QUALIFY', 'WINDOW', 'USING']);
/** With these a statement may be more than one query, or a value part of more than one comparison. */
const NOT_PLAIN: ReadonlySet<string> = new Set(['UNION', 'INTERSECT', 'EXCEPT', 'WITH', 'PIVOT', 'UNPIVOT', 'CASE', 'BETWEEN']);
/** More digits may not be a 64-bit number. */
const MOST_DIGITS = 18;
const MOST_VALUES = 20;

/**
 * The shape of a steady statement, where it has values. Only what is certain is taken out: whole numbers and plain texts that follow `column =` and
 * the like in the one WHERE of a single SELECT, outside of parentheses, with AND, OR or the next clause behind.
 */
export function shapeOf(text: string): Shape | undefined {
  const tokens = tokensOf(text);
  if (tokens.some(({ kind, key }) => kind === 'word' && NOT_PLAIN.has(key)) || count(tokens, 'SELECT') > 1 || count(tokens, 'WHERE') !== 1) return undefined;
  const where = tokens.findIndex(({ kind, key, depth }) => kind === 'word' && key === 'WHERE' && depth === 0);
  if (where < 0) return undefined;
  const values: ShapeValue[] = [];
  /** The text between the values. */
  const between: string[] = [];
  let at = 0;
  for (let index = where + 1; index < tokens.length; index++) {
    const token = tokens[index];
    if (!token || (token.kind === 'word' && CLAUSES.has(token.key))) break;
    const value = token.depth === 0 && isCompared(tokens, index) ? valueOf(token) : undefined;
    if (!value) continue;
    values.push(value);
    between.push(text.slice(at, token.start));
    at = token.end;
  }
  between.push(text.slice(at));
  if (values.length === 0 || values.length > MOST_VALUES) return undefined;
  return {
    key: JSON.stringify([between, values.map(({ type }) => type)]),
    values,
    with: (others) => between.map((part, index) => part + (others[index] ? literal(others[index]) : '')).join(''),
  };
}

function literal({ type, value }: ShapeValue): string {
  return type === 'integer' ? value : `'${value.replaceAll("'", "''")}'`;
}

function count(tokens: readonly Token[], word: string): number {
  return tokens.filter(({ kind, key }) => kind === 'word' && key === word).length;
}

function valueOf(token: Token): ShapeValue | undefined {
  if (token.kind === 'number') return /^\d+$/u.test(token.value) && token.value.length <= MOST_DIGITS ? { type: 'integer', value: token.value } : undefined;
  const value = quotedText(token);
  return value === undefined ? undefined : { type: 'text', value };
}

/** A column and a comparison before it, and nothing behind that would take part in it. */
function isCompared(tokens: readonly Token[], index: number): boolean {
  const behind = tokens[index + 1];
  if (behind && !(behind.kind === 'word' && BEHIND.has(behind.key))) return false;
  let first = index - 1;
  while (isSymbol(tokens[first - 1]) && tokens[first - 1]?.end === tokens[first]?.start) first--;
  const sign = tokens.slice(first, index).map(({ value }) => value).join('');
  const column = tokens[first - 1];
  return COMPARISONS.has(sign) && (column?.kind === 'word' || column?.kind === 'identifier');
}

function isSymbol(token: Token | undefined): boolean {
  return token?.kind === 'symbol';
}
