import { Refusal } from '../refusal';
import type { Expression } from '../sql/ast';
import { BIGINT, INTEGER, type SqlType } from '../values/types';
import type { Source } from './metastore';
import { isKey } from './metastore';

export interface ScopeColumn {
  /** The alias of the source that it comes from. */
  readonly source: string;
  readonly name: string;
  readonly type: SqlType;
  readonly key: boolean;
  /** ROWTIME and its like: not part of `*`. */
  readonly pseudo: boolean;
}

/** The columns that an expression may name; their order is that of the values of a row. */
export class Scope {
  constructor(readonly columns: readonly ScopeColumn[]) {}

  /** @throws Refusal in the server's words, with the place */
  resolve(expression: Extract<Expression, { kind: 'column' }>, clause: string): number {
    const found = this.columns.flatMap((column, index) => (column.name === expression.name && (expression.source === undefined || expression.source === column.source) ? [index] : []));
    if (found.length === 1 || (found.length > 1 && this.columns[found[0]!]?.pseudo)) return found[0]!;
    const prefix = `Line: ${expression.line}, Col: ${expression.column}: ${clause} column '${expression.source === undefined ? '' : `${expression.source}.`}${expression.name}'`;
    if (found.length === 0) throw new Refusal(`${prefix} cannot be resolved.`);
    throw new Refusal(`${prefix} is ambiguous. Could be ${found.map((index) => `${this.columns[index]?.source ?? ''}.${expression.name}`).join(' or ')}.`);
  }
}

const PSEUDO: readonly (readonly [string, SqlType])[] = [
  ['ROWTIME', BIGINT],
  ['ROWPARTITION', INTEGER],
  ['ROWOFFSET', BIGINT],
];
const WINDOW: readonly (readonly [string, SqlType])[] = [
  ['WINDOWSTART', BIGINT],
  ['WINDOWEND', BIGINT],
];

/** Columns of one source: its own, then ROWTIME, ROWPARTITION, ROWOFFSET, then the window's bounds where it has windows. */
export function scopeOf(source: Source, alias: string): readonly ScopeColumn[] {
  const own = source.columns.map((column) => ({ source: alias, name: column.name, type: column.type, key: isKey(column), pseudo: false }));
  const more = [...PSEUDO, ...(source.window ? WINDOW : [])].map(([name, type]) => ({ source: alias, name, type, key: false, pseudo: true }));
  return [...own, ...more];
}
