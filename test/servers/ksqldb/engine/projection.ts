import { Refusal } from '../refusal';
import type { Expression, Select } from '../sql/ast';
import { BIGINT, type SqlType, STRING } from '../values/types';
import type { Row, Value } from '../values/value';
import { AGGREGATES, type Accumulator, type Aggregate } from './aggregates';
import { compile, type Compiled } from './compile';
import { Scope, type ScopeColumn } from './scope';

export interface Output {
  readonly name: string;
  readonly compiled: Compiled;
  readonly type: SqlType;
  /** What it is of, where it is a column or a group's key as it stands. */
  readonly expression: Expression;
}

/** Names and values of what SELECT gives. */
export function outputs(select: Select, scope: Scope, joined: boolean): readonly Output[] {
  let unnamed = 0;
  const chosen = select.items.flatMap((item): readonly (readonly [name: string, expression: Expression])[] => {
    if (item.kind === 'all') {
      const columns = scope.columns.filter((column) => !column.pseudo && (item.source === undefined || column.source === item.source));
      if (columns.length === 0) throw new Refusal(`'${item.source ?? ''}' is not a valid stream/table name or alias.`);
      return [...columns.filter((column) => column.key), ...boundsOf(scope, select), ...columns.filter((column) => !column.key)].map((column) => [joined && item.source === undefined ? `${column.source}_${column.name}` : column.name, { kind: 'column', source: column.source, name: column.name, line: 1, column: 1 }]);
    }
    return [[item.alias ?? nameOf(item.value, scope) ?? `KSQL_COL_${unnamed++}`, item.value]];
  });
  const found = chosen.map(([name, expression]): Output => {
    const compiled = compile(expression, scope, 'SELECT');
    return { name, compiled, type: compiled.type ?? STRING, expression };
  });
  const twice = found.find(({ name }, index) => found.findIndex((one) => one.name === name) < index);
  if (twice) throw new Refusal(`The projection contains a duplicate column name: ${twice.name}.`);
  return found;
}

/** `*` of a source with windows has its bounds behind the keys. */
const boundsOf = (scope: Scope, select: Select): readonly ScopeColumn[] => (select.window ? [] : scope.columns.filter((column) => ['WINDOWSTART', 'WINDOWEND'].includes(column.name) && column.pseudo));

function nameOf(expression: Expression, scope: Scope): string | undefined {
  if (expression.kind === 'field') return expression.name;
  if (expression.kind !== 'column') return undefined;
  const ambiguous = scope.columns.filter((column) => column.name === expression.name && !column.pseudo).length > 1;
  return ambiguous && expression.source !== undefined ? `${expression.source}_${expression.name}` : expression.name;
}

/** One aggregate of a SELECT or HAVING, over rows before grouping. */
export interface Aggregation {
  readonly aggregate: Aggregate;
  readonly arg: Compiled;
  readonly type: SqlType;
  start(): Accumulator;
}

const AFTER = 'KSQL_AGG_VARIABLE_';

/**
 * Splits what is asked of groups: aggregates over the rows, and expressions over the keys and the aggregates' results.
 * The scope after grouping has the keys, the aggregates, and the window's bounds, in this order.
 */
export class Grouping {
  readonly aggregations: Aggregation[] = [];
  readonly keys: readonly Compiled[];
  private readonly keyTexts: readonly string[];

  constructor(
    private readonly select: Select,
    private readonly scope: Scope,
  ) {
    this.keys = select.groupBy.map((key) => compile(key, scope, 'GROUP BY'));
    this.keyTexts = select.groupBy.map((key) => this.textOf(key));
  }

  /** The same expression over groups. */
  over(expression: Expression): Expression {
    const key = this.keyTexts.indexOf(this.textOf(expression));
    if (key >= 0) return column(`KSQL_KEY_${key}`);
    if (expression.kind === 'call' && AGGREGATES.has(expression.name)) return column(this.aggregated(expression));
    if (expression.kind === 'column') {
      if (expression.name === 'WINDOWSTART' || expression.name === 'WINDOWEND') return expression;
      this.scope.resolve(expression, 'SELECT');
      throw new Refusal(`Non-aggregate SELECT expression(s) not part of GROUP BY: ${expression.name}\nEither add the column(s) to the GROUP BY or remove them from the SELECT.`);
    }
    return mapChildren(expression, (child) => this.over(child));
  }

  /** What expressions after grouping may name. Ask for it when all were given to {@link over}. */
  after(): Scope {
    const own = (name: string, type: SqlType | undefined): ScopeColumn => ({ source: '', name, type: type ?? STRING, key: false, pseudo: false });
    const bounds = this.select.window ? ['WINDOWSTART', 'WINDOWEND'] : [];
    return new Scope([...this.keys.map((key, index) => own(`KSQL_KEY_${index}`, key.type)), ...this.aggregations.map(({ type }, index) => own(`${AFTER}${index}`, type)), ...bounds.map((name) => ({ ...own(name, BIGINT), pseudo: true }))]);
  }

  /** Which key an expression is, if it is one. */
  keyIndex(expression: Expression): number {
    return this.keyTexts.indexOf(this.textOf(expression));
  }

  private aggregated(call: Extract<Expression, { kind: 'call' }>): string {
    const aggregate = AGGREGATES.get(call.name)!;
    const arg = call.star ? { type: undefined, of: (): Value => true } : compile(call.args[0] ?? { kind: 'literal', value: null }, this.scope, 'SELECT');
    const type = aggregate.type(arg.type);
    if (!type) throw new Refusal(`Function '${call.name}' does not accept parameters (${arg.type?.base ?? 'null'}).`);
    this.aggregations.push({ aggregate, arg, type, start: () => aggregate.start(type) });
    return `${AFTER}${this.aggregations.length - 1}`;
  }

  /** Columns by where they stand in the scope, so that `a.id` and `id` are one. */
  private textOf(expression: Expression): string {
    return JSON.stringify(expression, (key, value: unknown) => {
      if (key === 'line' || (key === 'column' && typeof value === 'number')) return undefined;
      if (!isColumn(value)) return value;
      const index = this.scope.columns.findIndex((one) => one.name === value.name && (value.source === undefined || one.source === value.source));
      return { column: index, name: value.name };
    });
  }
}

const isColumn = (value: unknown): value is Extract<Expression, { kind: 'column' }> => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'column';

const column = (name: string): Expression => ({ kind: 'column', name, line: 1, column: 1 });

/** Whether there is an aggregate anywhere in it. */
export function aggregates(expression: Expression): boolean {
  if (expression.kind === 'call' && AGGREGATES.has(expression.name)) return true;
  let found = false;
  mapChildren(expression, (child) => {
    found ||= aggregates(child);
    return child;
  });
  return found;
}

function mapChildren(expression: Expression, map: (child: Expression) => Expression): Expression {
  switch (expression.kind) {
    case 'literal':
    case 'column':
      return expression;
    case 'field':
    case 'not':
    case 'negative':
    case 'isNull':
    case 'cast':
      return { ...expression, of: map(expression.of) };
    case 'item':
      return { ...expression, of: map(expression.of), index: map(expression.index) };
    case 'binary':
      return { ...expression, left: map(expression.left), right: map(expression.right) };
    case 'in':
      return { ...expression, of: map(expression.of), among: expression.among.map(map) };
    case 'case':
      return { ...expression, branches: expression.branches.map(([when, then]) => [map(when), map(then)] as const), ...(expression.of ? { of: map(expression.of) } : {}), ...(expression.otherwise ? { otherwise: map(expression.otherwise) } : {}) };
    case 'call':
      return { ...expression, args: expression.args.map(map) };
    case 'array':
      return { ...expression, items: expression.items.map(map) };
    case 'map':
      return { ...expression, entries: expression.entries.map(([key, value]) => [map(key), map(value)] as const) };
    case 'struct':
      return { ...expression, fields: expression.fields.map(([name, value]) => [name, map(value)] as const) };
  }
}

export const evaluate = (list: readonly { readonly compiled: Compiled }[], row: Row): Row => list.map(({ compiled }) => compiled.of(row));
