import type { Random } from './random';
import { type ColumnKind, COLUMNS } from './tables';

/** A random statement as parts that can be left out one by one when it fails. */
export interface RandomStatement {
  readonly text: string;
  /** Smaller statements of the same kind, to find what of this one is at fault. */
  readonly smaller: readonly (() => RandomStatement)[];
}

interface Relation {
  readonly alias: string;
  readonly columns: Readonly<Record<string, ColumnKind>>;
}

interface Query {
  readonly ctes: readonly string[];
  readonly from: string;
  readonly joins: readonly { readonly text: string; readonly relation: Relation }[];
  readonly first: Relation;
  readonly where: readonly string[];
  readonly select: readonly string[];
  readonly shape: (query: Query) => string;
}

const CONSTANTS: Readonly<Record<ColumnKind, readonly string[]>> = {
  integer: ['0', '1', '5', '-3', '17', '150', '299', '9223372036854775807', '-9223372036854775808', '2.5', 'NULL', '10 + 5'],
  text: ["''", "'n1'", "'n5'", "'a%b'", "'ünï🙂'", "'it''s'", "'zzz'", "'A'", 'NULL', "'line\nbreak'"],
  double: ['0', '0.125', "'NaN'::DOUBLE", "'Infinity'::DOUBLE", '-12.5', '1e300', 'NULL', '-0.0'],
  decimal: ['0', '1.25', '-187.50', '99999999.99', '12.345', 'NULL'],
  timestamp: ["TIMESTAMP '2024-01-01 05:00:00'", "TIMESTAMP '2024-01-02'", "'2024-01-01 12:00:00'", 'NULL', "TIMESTAMP '2024-01-01' + INTERVAL 7 HOUR"],
  boolean: ['true', 'false', 'NULL'],
  date: ["DATE '2024-01-03'", "DATE '2023-12-31'", "'2024-01-02'", 'NULL'],
};
const COMPARISONS = ['=', '<>', '<', '<=', '>', '>=', 'IS DISTINCT FROM', 'IS NOT DISTINCT FROM'];
const JOINS = ['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN', 'SEMI JOIN', 'ANTI JOIN', 'CROSS JOIN', ','];

/** Statements whose rows do not depend on the order in which rows arrive. */
export function randomStatement(random: Random): RandomStatement {
  const tables = Object.keys(COLUMNS);
  const relation = (alias: string): { readonly relation: Relation; readonly text: string } => {
    const table = random.pick(tables);
    const name = random.pick([`db.${table}`, `src.db.${table}`, `"SRC"."db"."${table}"`, `DB.${table.toUpperCase()}`]);
    const columns = COLUMNS[table]!;
    if (random.chance(6)) {
      const inner = { alias: 'q', columns };
      return { relation: { alias, columns }, text: `(SELECT * FROM ${name} q WHERE ${condition(random, [inner], 1)}) ${alias}` };
    }
    return { relation: { alias, columns }, text: `${name} ${alias}` };
  };
  const cte = random.chance(5) ? `c AS ${random.pick(['', 'MATERIALIZED ', 'NOT MATERIALIZED '])}(SELECT * FROM db.orders WHERE ${condition(random, [{ alias: 'orders', columns: COLUMNS['orders']! }], 1)})` : undefined;
  const first = cte ? { relation: { alias: 't0', columns: COLUMNS['orders']! }, text: 'c t0' } : relation('t0');
  const joins: { text: string; relation: Relation }[] = [];
  const seen = [first.relation];
  for (let nth = 1; nth <= random.below(3); nth++) {
    const next = cte && random.chance(3) ? { relation: { alias: `t${nth}`, columns: COLUMNS['orders']! }, text: `c t${nth}` } : relation(`t${nth}`);
    const kind = random.pick(JOINS);
    const on = kind === 'CROSS JOIN' || kind === ',' ? '' : ` ON ${joinCondition(random, seen, next.relation)}`;
    if (kind !== 'SEMI JOIN' && kind !== 'ANTI JOIN') seen.push(next.relation);
    joins.push({ text: kind === ',' ? `, ${next.text}` : ` ${kind} ${next.text}${on}`, relation: next.relation });
    if (kind === ',') break;
  }
  const where = Array.from({ length: random.below(4) }, () => condition(random, seen, 2));
  const select = Array.from({ length: 1 + random.below(4) }, () => columnOf(random, seen));
  const query: Query = { ctes: cte ? [cte] : [], from: first.text, first: first.relation, joins, where, select, shape: random.pick(SHAPES)(random, seen) };
  return shrinkable(query);
}

function shrinkable(query: Query): RandomStatement {
  const without = <T>(list: readonly T[], index: number): readonly T[] => list.filter((_, at) => at !== index);
  return {
    text: textOf(query),
    smaller: [
      ...query.where.map((_, index) => () => shrinkable({ ...query, where: without(query.where, index) })),
      ...(query.joins.length > 0 ? [() => shrinkable({ ...query, joins: query.joins.slice(0, -1) })] : []),
      ...(query.select.length > 1 ? query.select.map((_, index) => () => shrinkable({ ...query, select: without(query.select, index) })) : []),
      ...(query.shape === PLAIN ? [] : [() => shrinkable({ ...query, shape: PLAIN })]),
    ],
  };
}

function textOf(query: Query): string {
  return `${query.ctes.length > 0 ? `WITH ${query.ctes.join(', ')} ` : ''}${query.shape(query)}`;
}

function body({ from, joins, where }: Query): string {
  return `FROM ${from}${joins.map(({ text }) => text).join('')}${where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''}`;
}

const PLAIN = (query: Query): string => `SELECT ${query.select.join(', ')} ${body(query)}`;

const SHAPES: readonly ((random: Random, relations: readonly Relation[]) => Query['shape'])[] = [
  () => PLAIN,
  () => PLAIN,
  () => (query) => `SELECT DISTINCT ${query.select.join(', ')} ${body(query)}`,
  () => (query) => `SELECT count(*), ${query.select.map((column) => `count(${column}), min(${column}), max(${column})`).join(', ')} ${body(query)}`,
  (random) => {
    const having = random.pick(['count(*) > 1', 'min(1) = 1']);
    return (query) => `SELECT ${query.select[0] ?? '1'}, count(*) ${body(query)} GROUP BY 1 HAVING ${having}`;
  },
  (random) => {
    const count = random.below(8);
    return (query) => `SELECT ${query.select.join(', ')} ${body(query)} ORDER BY ALL LIMIT ${count}`;
  },
  () => (query) => `SELECT count(*) FROM (SELECT ${query.select.join(', ')} ${body(query)} LIMIT 7)`,
  () => (query) => `SELECT count(*) ${body(query)}`,
  (random, relations) => {
    const other = condition(random, relations, 1);
    return (query) => `SELECT ${query.select.join(', ')} ${body(query)} ${random.pick(['UNION', 'UNION ALL', 'INTERSECT', 'EXCEPT'])} SELECT ${query.select.join(', ')} ${body({ ...query, where: [...query.where, other] })}`;
  },
  () => (query) => `SELECT ${query.select[0] ?? '1'} AS x, count(*) OVER (PARTITION BY ${query.select[0] ?? '1'}) AS n ${body(query)} QUALIFY n > 1`,
  (random, relations) => {
    const filter = columnOf(random, relations.slice(0, 1), 'integer');
    return (query) => `SELECT ${query.select.join(', ')} ${body({ ...query, where: [...query.where, `EXISTS (SELECT 1 FROM db.cust e WHERE e.id = ${filter} AND e.big > 2000)`] })}`;
  },
  (random, relations) => {
    const filter = columnOf(random, relations.slice(0, 1), 'integer');
    return (query) => `SELECT ${query.select.join(', ')} ${body({ ...query, where: [...query.where, `${filter} ${random.pick(['IN', 'NOT IN'])} (SELECT id FROM db.tiny WHERE name <> 'n1')`] })}`;
  },
];

function columnOf(random: Random, relations: readonly Relation[], kind?: ColumnKind): string {
  const { alias, columns } = random.pick(relations);
  const names = Object.keys(columns).filter((name) => kind === undefined || columns[name] === kind);
  return names.length === 0 ? `${alias}.id` : `${alias}.${random.pick(names)}`;
}

function joinCondition(random: Random, seen: readonly Relation[], next: Relation): string {
  const kind: ColumnKind = random.chance(4) ? 'text' : 'integer';
  const equal = `${columnOf(random, seen, kind)} = ${columnOf(random, [next], kind)}`;
  return random.chance(3) ? `${equal} AND ${condition(random, [...seen, next], 1)}` : equal;
}

function condition(random: Random, relations: readonly Relation[], depth: number): string {
  if (depth > 0 && random.chance(3)) {
    const parts = [condition(random, relations, depth - 1), condition(random, relations, depth - 1)];
    const joined = `(${parts.join(random.pick([' AND ', ' OR ']))})`;
    return random.chance(4) ? `NOT ${joined}` : joined;
  }
  const { alias, columns } = random.pick(relations);
  const name = random.pick(Object.keys(columns));
  const kind = columns[name]!;
  const column = `${alias}.${name}`;
  const constant = () => random.pick(CONSTANTS[kind]);
  switch (random.below(11)) {
    case 0:
      return `${column} IS ${random.pick(['', 'NOT '])}NULL`;
    case 1:
      return `${column} ${random.pick(['', 'NOT '])}IN (${Array.from({ length: 1 + random.below(7) }, constant).join(', ')})`;
    case 2:
      return `${column} BETWEEN ${constant()} AND ${constant()}`;
    case 3:
      return kind === 'text' ? `${column} ${random.pick(['LIKE', 'NOT LIKE', 'ILIKE'])} ${random.pick(["'n%'", "'%1'", "'%i%'", "'n_'", "'a\\%b'", "'%'", "''", "'ü%'", "'_nï%'"])}` : `${constant()} ${random.pick(COMPARISONS)} ${column}`;
    case 4:
      return kind === 'text' ? `${random.pick(['starts_with', 'ends_with', 'contains'])}(${column}, ${random.pick(["'n'", "'1'", "'ï'", "''"])})` : `${column} ${random.pick(COMPARISONS)} ${constant()}`;
    case 5:
      return kind === 'integer' ? `${column} + 1 ${random.pick(COMPARISONS)} ${random.pick(['3', '18'])}` : `coalesce(${column} = ${constant()}, ${random.pick(['true', 'false'])})`;
    case 6:
      return kind === 'boolean' ? random.pick([column, `NOT ${column}`, `${column} IS TRUE`, `${column} IS NOT FALSE`]) : `CASE WHEN ${column} ${random.pick(COMPARISONS)} ${constant()} THEN true ELSE ${column} IS NULL END`;
    case 7: {
      const other = columnOf(random, relations, kind);
      return `${column} ${random.pick(COMPARISONS)} ${kind === 'text' || kind === 'integer' ? other : constant()}`;
    }
    default:
      return `${column} ${random.pick(COMPARISONS)} ${constant()}`;
  }
}
