import type { StatementLanguage } from '../../../core/contract/language';
import type { TextRange } from '../../../core/errors';
import { unquoteIdentifier } from '../../../core/sql/identifier';
import { isName, type Token } from './tokens';

/** The name that a person points at, up to the part under the pointer: of `a.b.c` with the pointer on b, `a.b`. */
export interface PointedName {
  /** As it stands in the text. */
  readonly reference: string;
  readonly parts: readonly string[];
  /** Of the part under the pointer. */
  readonly range: TextRange;
}

export function pointedName(tokens: readonly Token[], offset: number, language: StatementLanguage): PointedName | undefined {
  const index = tokens.findIndex(({ kind, start, end }) => (kind === 'word' || kind === 'identifier' || kind === 'string') && start <= offset && offset <= end);
  const token = tokens[index];
  if (!token || token.open) return undefined;
  const range = { start: token.start, end: token.end };
  if (token.kind === 'string') return { reference: token.value, parts: [token.value], range };
  let first = index;
  while (tokens[first - 1]?.key === '.' && isName(tokens[first - 2])) first -= 2;
  const names = tokens.slice(first, index + 1).filter(isName);
  return { reference: names.map(({ value }) => value).join('.'), parts: names.map(({ value }) => unquoteIdentifier(value, language)), range };
}
