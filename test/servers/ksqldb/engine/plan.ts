import { Refusal } from '../refusal';
import type { Expression, Select } from '../sql/ast';
import { BIGINT, typeText } from '../values/types';
import { compile, condition } from './compile';
import type { Column, Metastore, Source } from './metastore';
import { isKey } from './metastore';
import { aggregates, Grouping, type Output, outputs } from './projection';
import { Scope, scopeOf } from './scope';

/** A SELECT that can run: what it reads, what it gives. */
export interface Plan {
  readonly select: Select;
  readonly sources: readonly { readonly source: Source; readonly alias: string }[];
  readonly scope: Scope;
  /** Absent where rows are not grouped. */
  readonly grouping?: Grouping;
  readonly outputs: readonly Output[];
  /** What each output is as a column of a sink: keys as KEY or PRIMARY KEY. */
  readonly columns: readonly Column[];
  readonly result: 'STREAM' | 'TABLE';
  readonly where?: ReturnType<typeof compile>;
  readonly having?: ReturnType<typeof compile>;
  /** What a stream's rows are put under anew. */
  readonly partitionBy: readonly ReturnType<typeof compile>[];
}

/**
 * @param sink whether rows go into a topic: then keys must be among the columns
 * @throws Refusal where a server refuses it, or where the double cannot do it
 */
export function plan(select: Select, metastore: Metastore, sink: boolean): Plan {
  const sources = [select.from, ...select.joins.map((join) => join.source)].map((item) => ({ source: metastore.source(item.name), alias: item.alias }));
  if (sources.length > 2) throw new Refusal('Joins of more than two sources are not supported by this server.');
  const scope = new Scope(sources.flatMap(({ source, alias }) => scopeOf(source, alias)));
  for (const join of select.joins) checkJoin(join.on, join.withinMs, sources.map(({ source }) => source));
  const where = select.where && condition(compile(select.where, scope, 'WHERE'), 'WHERE');
  const grouped = select.groupBy.length > 0;
  if (!grouped && select.items.some((item) => item.kind === 'value' && aggregates(item.value))) throw new Refusal(`Use of aggregate function ${aggregateOf(select)} requires a GROUP BY clause.`);
  if (select.window && !grouped) throw new Refusal('WINDOW clause requires a GROUP BY clause.');
  const common = { select, sources, scope, ...(where ? { where } : {}) };
  return grouped ? groupedPlan(common, sink) : flatPlan(common, sink);
}

type Common = Pick<Plan, 'select' | 'sources' | 'scope' | 'where'>;

function flatPlan(common: Common, sink: boolean): Plan {
  const { select, scope, sources } = common;
  const found = outputs(select, scope, sources.length > 1);
  const partitionBy = select.partitionBy.map((one) => compile(one, scope, 'PARTITION BY'));
  const left = sources[0]!.source;
  const result = left.kind === 'TABLE' && sources.every(({ source }) => source.kind === 'TABLE') ? 'TABLE' : 'STREAM';
  const role = result === 'TABLE' ? 'PRIMARY KEY' : 'KEY';
  const keys = new Set(keyExpressions(common).map((key) => textOf(key, scope)));
  const columns = found.map(({ name, type, expression }): Column => (keys.has(textOf(expression, scope)) ? { name, type, role } : { name, type }));
  const lacks = keys.size > 0 && !columns.some(isKey);
  if (sink && lacks) throw new Refusal(`Key missing from projection (ie, SELECT). See https://cnfl.io/2LV7ouS.\nThe query used to build ${result === 'TABLE' ? 'the table' : 'the stream'} must include the key columns ${keyExpressions(common).map(nameOf).join(' and ')} in its projection (eg, SELECT).`);
  return { ...common, outputs: found, columns, result, partitionBy };
}

/** What the rows' keys are: PARTITION BY, what a join is on, or the source's own. */
function keyExpressions({ select, sources }: Common): readonly Expression[] {
  if (select.partitionBy.length > 0) return select.partitionBy;
  const [join] = select.joins;
  if (join?.on.kind === 'binary') return [join.on.left];
  const { source, alias } = sources[0]!;
  return source.columns.filter(isKey).map((column) => ({ kind: 'column', source: alias, name: column.name, line: 1, column: 1 }));
}

function groupedPlan(common: Common, sink: boolean): Plan {
  const { select, scope, sources } = common;
  if (sources.some(({ source }) => source.kind === 'TABLE') && select.window) throw new Refusal('WINDOW clause is only supported on streams.');
  const grouping = new Grouping(select, scope);
  const items = select.items.map((item) => {
    if (item.kind === 'all') throw new Refusal("GROUP BY with '*' is not supported.");
    return item;
  });
  let unnamed = 0;
  const named = items.map((item) => ({ name: item.alias ?? (nameOf(item.value) || `KSQL_COL_${unnamed++}`), over: grouping.over(item.value), key: grouping.keyIndex(item.value), expression: item.value }));
  const having = select.having && grouping.over(select.having);
  const after = grouping.after();
  const found = named.map(({ name, over, expression }): Output => {
    const compiled = compile(over, after, 'SELECT');
    return { name, compiled, type: compiled.type ?? BIGINT, expression };
  });
  const columns = found.map(({ name, type }, index): Column => (named[index]!.key >= 0 ? { name, type, role: 'PRIMARY KEY' } : { name, type }));
  if (sink && grouping.keys.some((_, key) => !named.some((one) => one.key === key))) throw new Refusal(`Key missing from projection (ie, SELECT). See https://cnfl.io/2LV7ouS.\nThe query used to build the table must include the grouping expression${select.groupBy.length > 1 ? 's' : ''} ${select.groupBy.map(nameOf).join(' and ')} in its projection (eg, SELECT).`);
  return { ...common, grouping, outputs: found, columns, result: 'TABLE', partitionBy: [], ...(having ? { having: condition(compile(having, after, 'HAVING'), 'HAVING') } : {}) };
}

function checkJoin(on: Expression, withinMs: number | undefined, [left, right]: readonly Source[]): void {
  if (on.kind !== 'binary' || on.operator !== '=') throw new Refusal('Unsupported join expression: only equality is supported.');
  if (left?.kind === 'TABLE' && right?.kind === 'STREAM') throw new Refusal('Invalid join order: table-stream joins are not supported; only stream-table joins.');
  if (left?.kind === 'STREAM' && right?.kind === 'STREAM' && withinMs === undefined) throw new Refusal(`${left.name} and ${right.name} are both streams. A WITHIN clause is required for stream-stream joins.`);
}

function aggregateOf(select: Select): string {
  const found = select.items.find((item) => item.kind === 'value' && aggregates(item.value));
  return found?.kind === 'value' && found.value.kind === 'call' ? found.value.name : '';
}

function nameOf(expression: Expression): string {
  if (expression.kind === 'column' || expression.kind === 'field') return expression.name;
  return '';
}

function textOf(expression: Expression, scope: Scope): string {
  return expression.kind === 'column' ? `column ${scope.resolve(expression, 'SELECT')}` : JSON.stringify(expression, (key, value: unknown) => (key === 'line' || (key === 'column' && typeof value === 'number') ? undefined : value));
}

/** A window's bounds are part of the key. */
const BOUNDS: ReadonlySet<string> = new Set(['WINDOWSTART', 'WINDOWEND']);

/** A header's schema: `` `NAME` TYPE ``, with KEY where it is said. */
export const schemaText = (columns: readonly Column[], keys: boolean): string => columns.map((column) => `\`${column.name}\` ${typeText(column.type)}${keys && (isKey(column) || BOUNDS.has(column.name)) ? ' KEY' : ''}`).join(', ');
