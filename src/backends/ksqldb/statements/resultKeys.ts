import { isName, nameOf, type Word, wordsOf } from '../language/words';
import type { SqlColumn } from '../types/sqlType';

/** What of a push query's rows belongs together. */
export interface ResultKeys {
  /** Names of columns by which a later row replaces an earlier one; empty where each row stands for itself. */
  readonly names: readonly string[];
  /** Whether rows are the changes of a table. */
  readonly changes: boolean;
}

export const NO_KEYS: ResultKeys = { names: [], changes: false };

const WINDOW_BOUNDS = ['WINDOWSTART', 'WINDOWEND'];
/** Words that end the list of what is grouped by. */
const AFTER_GROUP: ReadonlySet<string> = new Set(['HAVING', 'EMIT', 'LIMIT', 'PARTITION', 'WINDOW', 'WHERE']);

/** The one source that a query reads; `undefined` where it joins several. */
export function onlySource(statement: string): string | undefined {
  const words = wordsOf(statement).filter(({ depth }) => depth === 0);
  const from = words.findIndex(isWord('FROM'));
  const source = words[from + 1];
  if (from < 0 || !isName(source) || words.some(isWord('JOIN'))) return undefined;
  return nameOf(source);
}

/**
 * The server marks keys in the header of pull queries only; for push queries they follow from the statement.
 * @param source what is known of {@link onlySource}
 */
export function keysOf(statement: string, source: { readonly isTable: boolean; readonly keys: readonly string[] } | undefined): ResultKeys {
  const words = wordsOf(statement).filter(({ depth }) => depth === 0);
  const group = words.findIndex((word, index) => isWord('GROUP')(word) && words[index + 1]?.key === 'BY');
  if (group >= 0) {
    const end = words.findIndex((word, index) => index > group + 1 && word.kind === 'word' && AFTER_GROUP.has(word.key));
    const names = words.slice(group + 2, end < 0 ? undefined : end).filter(isName).map(nameOf);
    return { names: words.some(isWord('WINDOW')) ? [...names, ...WINDOW_BOUNDS] : names, changes: true };
  }
  if (source?.isTable !== true || words.some(isWord('PARTITION'))) return NO_KEYS;
  return { names: [...source.keys, ...WINDOW_BOUNDS], changes: true };
}

const isWord = (key: string) => (word: Word): boolean => word.kind === 'word' && word.key === key;

/** The columns with keys marked, where all of the key that is not the window's is there. */
export function markKeys(columns: readonly SqlColumn[], { names }: ResultKeys): readonly SqlColumn[] {
  const own = names.filter((name) => !WINDOW_BOUNDS.includes(name));
  const there = new Set(columns.map(({ name }) => name));
  if (own.length === 0 || !own.every((name) => there.has(name))) return columns;
  return columns.map((column) => ({ ...column, key: column.key || names.includes(column.name) }));
}
