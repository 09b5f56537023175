import type { ColumnInfo } from '../../../core/contract/catalog';
import type { Literal, Predicate } from '../../../core/contract/tables';
import { identifier, sqlString } from '../names';

/** Types whose values mean the same here and where the predicate comes from. Others reach the engine as text, where an order is another. */
const COMPARABLE = /^(?:U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL\(\d+,\d+\)|FLOAT|DOUBLE|VARCHAR|BOOLEAN|DATE|TIME|TIMESTAMP(?:_S|_MS|_NS| WITH TIME ZONE)?|UUID|BLOB)$/u;
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/u;
const TYPE = /^[A-Z][A-Z0-9_ ]*(?:\(\d+,\s*\d+\))?$/u;

/** A predicate as a condition of DuckDB's SQL; `undefined` where a column or a constant is of a type that is compared differently here. */
export function conditionOf(predicate: Predicate, columns: readonly ColumnInfo[]): string | undefined {
  switch (predicate.op) {
    case 'and':
    case 'or': {
      const args = predicate.args.map((arg) => conditionOf(arg, columns));
      return args.includes(undefined) ? undefined : `(${args.join(predicate.op === 'and' ? ' AND ' : ' OR ')})`;
    }
    case 'not': {
      const arg = conditionOf(predicate.arg, columns);
      return arg && `(NOT ${arg})`;
    }
    case 'null':
    case 'notnull': {
      const column = columns[predicate.column];
      return column && `(${identifier(column.name)} IS ${predicate.op === 'null' ? 'NULL' : 'NOT NULL'})`;
    }
    case 'compare': {
      const column = columnText(columns[predicate.column]);
      const value = literalText(predicate.value);
      return column && value && `(${column} ${predicate.comparison} ${value})`;
    }
    case 'in': {
      const column = columnText(columns[predicate.column]);
      const values = predicate.values.map(literalText);
      return column && !values.includes(undefined) ? `(${column} IN (${values.join(', ')}))` : undefined;
    }
    case 'prefix':
    case 'suffix':
    case 'contains':
      return called(TEXT_FUNCTIONS[predicate.op], columns[predicate.column], predicate.value);
    case 'like': {
      const column = columnText(columns[predicate.column]);
      return column && `(${column} LIKE ${sqlString(predicate.value)})`;
    }
  }
}

const TEXT_FUNCTIONS = { prefix: 'starts_with', suffix: 'ends_with', contains: 'contains' } as const;

function called(name: string, column: ColumnInfo | undefined, value: string): string | undefined {
  const text = columnText(column);
  return text && `${name}(${text}, ${sqlString(value)})`;
}

/** A column may have a collation of its own; predicates compare bytes. */
function columnText(column: ColumnInfo | undefined): string | undefined {
  if (!column || !COMPARABLE.test(column.type)) return undefined;
  return column.type === 'VARCHAR' ? `(${identifier(column.name)} COLLATE C)` : identifier(column.name);
}

function literalText({ type, value }: Literal): string | undefined {
  if (value === null || value.includes('\0')) return undefined;
  if (/^U?(?:TINY|SMALL|BIG|HUGE)INT$|^U?INTEGER$|^DECIMAL/u.test(type)) return NUMBER.test(value) ? value : undefined;
  if (type === 'VARCHAR') return sqlString(value);
  return TYPE.test(type) ? `CAST(${sqlString(value)} AS ${type})` : undefined;
}
