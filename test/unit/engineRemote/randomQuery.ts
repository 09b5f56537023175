import type { random } from '../support/random';

type Random = ReturnType<typeof random>;

/** Columns of {@link FUZZ_TABLE}, each with ways of writing a constant of its type. */
const COLUMNS: Readonly<Record<string, (pick: Random) => string>> = {
  id: (pick) => String(pick(22_000) - 1_000),
  k: (pick) => String(pick(9)),
  name: (pick) => `'n${pick(20_000)}'`,
  few: (pick) => ["'red'", "'green'", "'blue'", "'none'"][pick(4)]!,
  dbl: (pick) => `${pick(5_000)}.25::DOUBLE`,
  dec: (pick) => `${pick(3_000)}.5`,
  day: (pick) => `DATE '2020-01-01' + ${pick(1_200)}`,
  ts: (pick) => `TIMESTAMP '2024-01-01 00:00:00' + to_seconds(${pick(20_000)})`,
  ns: (pick) => `TIMESTAMP_NS '2024-01-01 00:00:00' + to_seconds(${pick(20_000)})`,
  maybe: (pick) => String(pick(20_000)),
  flag: (pick) => ['true', 'false'][pick(2)]!,
};
const NAMES = Object.keys(COLUMNS);
const OPERATORS = ['=', '<>', '<', '<=', '>', '>=', 'IS DISTINCT FROM', 'IS NOT DISTINCT FROM'];

/** 20,000 rows with columns of many kinds. */
export const FUZZ_TABLE = `SELECT range AS id, range % 7 AS k, 'n' || range AS name, ['red', 'green', 'blue'][1 + range % 3] AS few, range * 0.25::DOUBLE AS dbl, (range / 8)::DECIMAL(18, 2) AS dec,
  DATE '2020-01-01' + (range % 1000)::INTEGER AS day, TIMESTAMP '2024-01-01' + to_seconds(range) AS ts, (TIMESTAMP '2024-01-01' + to_seconds(range))::TIMESTAMP_NS AS ns,
  CASE WHEN range % 5 <> 0 THEN range END AS maybe, range % 2 = 0 AS flag, {'a': range, 'b': 'x' || range} AS st, [range, range % 10] AS li FROM range(20000)`;

/** A reading statement over tables `t` and `u`, whose rows are the same, in the same order or none, however often it is run. */
export function randomQuery(pick: Random): string {
  const shape = pick(12);
  const where = pick(5) === 0 ? '' : `WHERE ${predicate(pick, '', 2)}`;
  switch (shape) {
    case 0:
      return `SELECT ${columns(pick).join(', ')} FROM t ${where}`;
    case 1:
      return `SELECT ${columns(pick).join(', ')} FROM t ${where} ORDER BY id ${pick(2) === 0 ? 'DESC' : ''} LIMIT ${pick(50)} OFFSET ${pick(100)}`;
    case 2:
      return `SELECT ${columns(pick).join(', ')} FROM t ${where} LIMIT ${pick(3_000)}${pick(2) === 0 ? '' : ` OFFSET ${pick(9_000)}`}`;
    case 3:
      return `SELECT ${key(pick)} AS g, count(*), sum(id), min(name), max(dec), count(maybe) FROM t ${where} GROUP BY g ${pick(2) === 0 ? 'HAVING count(*) > 3' : ''}`;
    case 4:
      return `SELECT a.id, b.${column(pick)} FROM t a ${['JOIN', 'LEFT JOIN', 'SEMI JOIN', 'ANTI JOIN'][pick(2)]!} u b ON a.id = b.id WHERE ${predicate(pick, 'a.', 1)} AND a.id < ${pick(5_000)}`;
    case 5:
      return `SELECT a.name, a.k FROM t a WHERE a.id ${pick(2) === 0 ? '' : 'NOT '}IN (SELECT id FROM u b WHERE ${predicate(pick, 'b.', 1)}) AND ${predicate(pick, 'a.', 1)}`;
    case 6:
      return `SELECT id, row_number() OVER (PARTITION BY k ORDER BY id DESC) AS r, lag(name) OVER (ORDER BY id) FROM t ${where} QUALIFY r <= ${1 + pick(5)}`;
    case 7:
      return `WITH c AS (SELECT * FROM t ${where}) SELECT c.${column(pick)}, count(*) FROM c JOIN u ON u.k = c.k AND u.id = c.id GROUP BY ALL`;
    case 8:
      return `SELECT st.a, st.b, li[1], len(li) FROM t WHERE st.a ${OPERATORS[pick(6)]!} ${pick(20_000)} AND ${predicate(pick, '', 1)}`;
    case 9:
      return `SELECT ${column(pick)} AS c FROM t ${where} UNION ALL SELECT ${column(pick)}::VARCHAR FROM u WHERE ${predicate(pick, '', 1)}`.replace(/SELECT (\w+) AS c/u, 'SELECT $1::VARCHAR AS c');
    case 10:
      return `SELECT min(${column(pick)}), max(${column(pick)}), count(${column(pick)}), count(*) FROM t ${where}`;
    default:
      return `SELECT id, (SELECT max(b.name) FROM u b WHERE b.k = a.k AND b.id < 500) FROM t a WHERE id BETWEEN ${pick(20_000)} AND ${pick(20_000)} OR ${predicate(pick, 'a.', 1)} AND id < 300`;
  }
}

function predicate(pick: Random, prefix: string, depth: number): string {
  const name = column(pick);
  const constant = () => COLUMNS[name]!(pick);
  const left = `${prefix}${name}`;
  switch (depth > 0 ? pick(10) : pick(7)) {
    case 0:
      return `${left} IN (${Array.from({ length: 1 + pick(8) }, constant).join(', ')})`;
    case 1:
      return `${left} BETWEEN ${constant()} AND ${constant()}`;
    case 2:
      return `${left} IS ${pick(2) === 0 ? 'NOT ' : ''}NULL`;
    case 3:
      return `${prefix}name LIKE 'n${pick(200)}%'`;
    case 7:
      return `(${predicate(pick, prefix, depth - 1)} OR ${predicate(pick, prefix, depth - 1)})`;
    case 8:
      return `(${predicate(pick, prefix, depth - 1)} AND ${predicate(pick, prefix, depth - 1)})`;
    case 9:
      return `NOT (${predicate(pick, prefix, depth - 1)})`;
    default:
      return `${left} ${OPERATORS[pick(OPERATORS.length)]!} ${constant()}`;
  }
}

function columns(pick: Random): readonly string[] {
  const chosen = NAMES.filter(() => pick(4) === 0);
  return chosen.length > 0 ? chosen : pick(3) === 0 ? ['*'] : ['id'];
}

function column(pick: Random): string {
  return NAMES[pick(NAMES.length)]!;
}

function key(pick: Random): string {
  return ['k', 'few', 'flag', 'day', 'id % 11'][pick(5)]!;
}
