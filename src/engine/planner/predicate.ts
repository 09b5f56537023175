import type { Literal, Predicate } from '../../core/contract/tables';
import { parseColumnName } from '../names/scanNames';
import { type JsonObject, objectAt, objectsAt, textAt, textsAt } from './exactJson';
import { isNullLiteral, literalOf } from './literal';

type Comparison = Extract<Predicate, { op: 'compare' }>['comparison'];

const COMPARISONS: ReadonlyMap<unknown, Comparison> = new Map<string, Comparison>([
  ['COMPARE_EQUAL', '='],
  ['COMPARE_NOTEQUAL', '<>'],
  ['COMPARE_LESSTHAN', '<'],
  ['COMPARE_LESSTHANOREQUALTO', '<='],
  ['COMPARE_GREATERTHAN', '>'],
  ['COMPARE_GREATERTHANOREQUALTO', '>='],
]);
const FLIPPED: Readonly<Record<Comparison, Comparison>> = { '=': '=', '<>': '<>', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** What of an expression a source may be asked. `exact`: the predicate accepts the same rows as the expression, not only more. */
export interface Implied {
  readonly predicate: Predicate | undefined;
  readonly exact: boolean;
}

const NOTHING: Implied = { predicate: undefined, exact: false };

/** Reads filters of one reference, as DuckDB's optimizer wrote them and `json_serialize_sql` parsed them. */
export class PredicateReader {
  constructor(private readonly reference: number) {}

  /** The strongest predicate that is true for every row that the expression accepts. */
  implied(expression: JsonObject): Implied {
    const exact = this.#exact(expression);
    if (exact) return { predicate: exact, exact: true };
    switch (expression['class']) {
      case 'CONJUNCTION':
        return this.#conjunction(expression);
      case 'BETWEEN':
        return this.#between(expression);
      case 'OPERATOR':
        return expression['type'] === 'COMPARE_IN' ? this.#inWithNulls(expression) : NOTHING;
      case 'COMPARISON':
        return this.#notDistinct(expression);
      default:
        return NOTHING;
    }
  }

  #exact(expression: JsonObject): Predicate | undefined {
    switch (expression['class']) {
      case 'CONJUNCTION': {
        const args = objectsAt(expression, 'children').map((child) => this.#exact(child));
        const known = args.filter((arg) => arg !== undefined);
        return known.length === args.length && known.length > 0 ? { op: expression['type'] === 'CONJUNCTION_AND' ? 'and' : 'or', args: known } : undefined;
      }
      case 'COMPARISON':
        return this.#comparison(expression);
      case 'OPERATOR':
        return this.#operator(expression);
      case 'FUNCTION':
        return this.#function(expression);
      case 'COLUMN_REF': {
        const column = this.#column(expression);
        return column === undefined ? undefined : { op: 'compare', column, comparison: '=', value: { type: 'BOOLEAN', value: 'true' } };
      }
      default:
        return undefined;
    }
  }

  #comparison(expression: JsonObject): Predicate | undefined {
    const comparison = COMPARISONS.get(expression['type']);
    const left = objectAt(expression, 'left');
    const right = objectAt(expression, 'right');
    if (!comparison || !left || !right) return undefined;
    return this.#compare(left, comparison, right) ?? this.#compare(right, FLIPPED[comparison], left);
  }

  #compare(side: JsonObject, comparison: Comparison, other: JsonObject): Predicate | undefined {
    const column = this.#column(side);
    const value = literalOf(other);
    return column === undefined || !value ? undefined : { op: 'compare', column, comparison, value };
  }

  #operator(expression: JsonObject): Predicate | undefined {
    const [first, ...rest] = objectsAt(expression, 'children');
    if (!first) return undefined;
    if (expression['type'] === 'OPERATOR_NOT') {
      const arg = this.#exact(first);
      return arg && { op: 'not', arg };
    }
    const column = this.#column(first);
    if (column === undefined) return undefined;
    switch (expression['type']) {
      case 'OPERATOR_IS_NULL':
        return { op: 'null', column };
      case 'OPERATOR_IS_NOT_NULL':
        return { op: 'notnull', column };
      case 'COMPARE_IN':
      case 'COMPARE_NOT_IN': {
        const values = literals(rest);
        if (!values) return undefined;
        const isIn: Predicate = { op: 'in', column, values };
        return expression['type'] === 'COMPARE_IN' ? isIn : { op: 'not', arg: isIn };
      }
      default:
        return undefined;
    }
  }

  #function(expression: JsonObject): Predicate | undefined {
    const [first, second, more] = objectsAt(expression, 'children');
    const column = first && this.#column(first);
    const literal = second && literalOf(second);
    if (column === undefined || !literal || literal.value === null || literal.type !== 'VARCHAR' || more) return undefined;
    const { value } = literal;
    switch (expression['function_name']) {
      case 'prefix':
      case 'starts_with':
        return { op: 'prefix', column, value };
      case 'suffix':
      case 'ends_with':
        return { op: 'suffix', column, value };
      case 'contains':
        return { op: 'contains', column, value };
      case '~~':
        return { op: 'like', column, value };
      case '!~~':
        return { op: 'not', arg: { op: 'like', column, value } };
      default:
        return undefined;
    }
  }

  #conjunction(expression: JsonObject): Implied {
    const parts = objectsAt(expression, 'children').map((child) => this.implied(child).predicate);
    const known = parts.filter((part) => part !== undefined);
    if (expression['type'] === 'CONJUNCTION_AND') return { predicate: joined('and', distinct(known)), exact: false };
    return known.length === parts.length ? { predicate: joined('or', known), exact: false } : NOTHING;
  }

  /** DuckDB prints exclusive bounds like this too (`a < x AND x <= b`): implied, never exact. */
  #between(expression: JsonObject): Implied {
    const [input, lower, upper] = ['input', 'lower', 'upper'].map((key) => objectAt(expression, key));
    const column = input && this.#column(input);
    const [low, high] = [lower && literalOf(lower), upper && literalOf(upper)];
    if (column === undefined || !low || !high) return NOTHING;
    const args: readonly Predicate[] = [
      { op: 'compare', column, comparison: '>=', value: low },
      { op: 'compare', column, comparison: '<=', value: high },
    ];
    return { predicate: { op: 'and', args }, exact: false };
  }

  /** A NULL in the list accepts no row. */
  #inWithNulls(expression: JsonObject): Implied {
    const [first, ...rest] = objectsAt(expression, 'children');
    const column = first && this.#column(first);
    const values = literals(rest.filter((value) => !isNullLiteral(value)));
    return column === undefined || !values ? NOTHING : { predicate: { op: 'in', column, values }, exact: false };
  }

  #notDistinct(expression: JsonObject): Implied {
    const left = objectAt(expression, 'left');
    const right = objectAt(expression, 'right');
    if (expression['type'] !== 'COMPARE_NOT_DISTINCT_FROM' || !left || !right) return NOTHING;
    const predicate = this.#compare(left, '=', right) ?? this.#compare(right, '=', left);
    return { predicate, exact: predicate !== undefined };
  }

  #column(expression: JsonObject): number | undefined {
    const [name, more] = textsAt(expression, 'column_names');
    const found = expression['class'] === 'COLUMN_REF' && name !== undefined && more === undefined ? parseColumnName(name) : undefined;
    return found?.reference === this.reference ? found.column : undefined;
  }
}

export function joined(op: 'and' | 'or', args: readonly Predicate[]): Predicate | undefined {
  const [first, ...more] = args;
  return more.length === 0 ? first : { op, args };
}

function distinct(predicates: readonly Predicate[]): readonly Predicate[] {
  return [...new Map(predicates.map((predicate) => [JSON.stringify(predicate), predicate])).values()];
}

function literals(expressions: readonly JsonObject[]): readonly Literal[] | undefined {
  const values = expressions.map(literalOf).filter((value) => value !== undefined);
  return values.length === expressions.length && values.length > 0 ? values : undefined;
}

/** The one expression of `SELECT …` as `json_serialize_sql` gives it. */
export function expressionOf(tree: JsonObject): JsonObject | undefined {
  const [statement] = objectsAt(tree, 'statements');
  const node = statement && objectAt(statement, 'node');
  const [expression] = node ? objectsAt(node, 'select_list') : [];
  return textAt(tree, 'error') === 'true' || tree['error'] === true ? undefined : expression;
}
