import type { StatementLanguage } from '../../../core/contract/language';
import type { TextRange } from '../../../core/errors';
import { unquoteIdentifier } from '../../../core/sql/identifier';
import { isName, type Token, tokensOf } from './tokens';

/** A field inside a column that is being written: `ADDRESS->CITY->|`. */
export interface FieldPath {
  /** The column, then the fields before the one at the cursor. An alias before the column is left out. */
  readonly path: readonly string[];
  readonly prefix: string;
  readonly replace: TextRange;
}

/** `undefined` where the cursor stands behind no field access. */
export function fieldPathAt(statement: string, offset: number, language: StatementLanguage): FieldPath | undefined {
  const { fieldAccess } = language;
  if (fieldAccess === undefined || !statement.slice(0, offset).includes(fieldAccess)) return undefined;
  const tokens = tokensOf(statement.slice(0, offset), language);
  const last = tokens.at(-1);
  const typed = isName(last) && last.end === offset ? last : undefined;
  let end = typed ? tokens.length - 2 : tokens.length - 1;
  const path: string[] = [];
  for (;;) {
    const before = accessBefore(statement, tokens, end, fieldAccess);
    if (before === undefined) break;
    const name = tokens[before];
    if (!isName(name)) return undefined;
    path.unshift(unquoteIdentifier(name.value, language));
    end = before - 1;
  }
  if (path.length === 0) return undefined;
  return { path, prefix: typed?.value ?? '', replace: { start: typed?.start ?? offset, end: offset } };
}

/** The index of the token before the field access that ends at the token `end`. */
function accessBefore(statement: string, tokens: readonly Token[], end: number, fieldAccess: string): number | undefined {
  const token = tokens[end];
  if (!token) return undefined;
  const start = token.end - fieldAccess.length;
  if (start < 0 || statement.slice(start, token.end) !== fieldAccess) return undefined;
  const before = tokens.findLastIndex((one) => one.end <= start);
  return before < 0 ? undefined : before;
}
