import { Field, Int64 } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSteady, Plans } from '../../../src/engine/statements/plans';
import { shapeOf } from '../../../src/engine/statements/shape';
import { ShapedPlan } from '../../../src/engine/statements/shapedPlan';
import type { StatementPlan } from '../../../src/engine/statements/statementPlan';
import { ArrowTable } from '../../engine/source/arrowTable';
import { KeyedTable } from '../../engine/source/keyedTable';
import { SyntheticSession } from '../../engine/source/session';
import { answer, type Bench, failureOfRun, plainMessages, startEngine } from '../../engine/source/start';
import { rowTexts } from '../../engine/source/texts';

let bench: Bench;
let session: SyntheticSession;
const tables = new Map<string, ArrowTable | KeyedTable>();

beforeAll(async () => {
  session = new SyntheticSession(tables);
  bench = await startEngine({ prod: session });
  tables.set('db.t', await table("SELECT i AS id, 'n' || i AS name FROM range(100) t(i)"));
  tables.set('db.few', await table('SELECT (i * 3)::INTEGER AS key FROM range(3) t(i)'));
  tables.set('db.big', new KeyedTable(await plainMessages(bench.plain, "SELECT i::INTEGER AS k, 'v' || i AS v FROM range(1000) t(i)")));
}, 120_000);

afterAll(async () => {
  await bench.stop();
});

async function table(sql: string): Promise<ArrowTable> {
  return new ArrowTable(await plainMessages(bench.plain, sql), 'exact');
}

async function rows(text: string): Promise<string[]> {
  return rowTexts((await answer(bench, text, 'prod')).messages).map((row) => row.join(' '));
}

function asked(): readonly string[] {
  return session.log.splice(0).flatMap((entry) => (entry.kind === 'scan' ? [`${entry.columns.join()} ${JSON.stringify(entry.request.predicate ?? null)}`] : entry.kind === 'lookup' ? ['lookup'] : []));
}

describe('the same statement again', () => {
  it('asks the source the same, and gives the rows that are there now', async () => {
    const text = 'SELECT name FROM db.t WHERE id = 7';
    session.log.length = 0;
    expect(await rows(text)).toEqual(['n7']);
    const first = asked();
    tables.set('db.t', await table("SELECT i AS id, 'm' || i AS name FROM range(100) t(i)"));
    expect(await rows(text)).toEqual(['m7']);
    expect(await rows(text)).toEqual(['m7']);
    expect(asked()).toEqual([...first, ...first]);
  });

  it('between others, and after one that failed', async () => {
    const text = 'SELECT count(*), max(id) FROM db.t WHERE id < 50';
    expect(await rows(text)).toEqual(['50 49']);
    expect(await rows('SELECT id FROM db.t WHERE id IN (1, 2) ORDER BY 1')).toEqual(['1', '2']);
    session.faults.failAfter = 0;
    expect(await failureOfRun(rows(text))).toMatchObject({ code: 'SYNTHETIC' });
    delete session.faults.failAfter;
    expect(await rows(text)).toEqual(['50 49']);
    expect(await failureOfRun(rows('SELECT nothing FROM db.t'))).toMatchObject({ what: 'Could not run the statement' });
    expect(await rows(text)).toEqual(['50 49']);
  });

  it('looks keys up each time', async () => {
    const text = 'SELECT b.v FROM db.few f JOIN db.big b ON b.k = f.key ORDER BY 1';
    session.log.length = 0;
    for (let turn = 0; turn < 3; turn++) expect(await rows(text)).toEqual(['v0', 'v3', 'v6']);
    expect(asked().filter((one) => one === 'lookup')).toHaveLength(3);
  });

  it('is read anew where the table has become another', async () => {
    const text = 'SELECT * FROM db.other WHERE a = 1';
    tables.set('db.other', await table('SELECT 1 AS a, 2 AS b'));
    expect(await rows(text)).toEqual(['1 2']);
    const changed = await table("SELECT 'x' AS b, 1::BIGINT AS a, 3 AS c");
    tables.set('db.other', Object.assign(changed, { description: { ...changed.description, schemaId: '2' } }));
    expect(await rows(text)).toEqual(['x 1 3']);
  });

  it('is not taken for planned where the clock counts', async () => {
    tables.set('db.times', await table("SELECT TIMESTAMPTZ '2000-01-01' + to_years(i::INTEGER * 100) AS moment FROM range(3) t(i)"));
    session.log.length = 0;
    const text = 'SELECT count(*) FROM db.times WHERE moment < now()';
    expect(await rows(text)).toEqual(['1']);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await rows(text)).toEqual(['1']);
    const [first, second] = asked();
    expect(first).toContain('"op":"compare"');
    expect(second).not.toEqual(first);
  });
});

describe('the same statement with other values', () => {
  const WIDE = "SELECT i AS big, (i % 100)::TINYINT AS tiny, i::UINTEGER AS whole, 'n' || (i % 7) AS name, i / 4 AS half, DATE '2024-01-01' + (i % 30)::INTEGER AS day FROM range(300) t(i)";

  it('asks the source for its own values, planned for all of them once', async () => {
    session.log.length = 0;
    for (const id of [3, 5, 7, 11, 97]) expect(await rows(`SELECT name FROM db.t WHERE id = ${id}`)).toEqual([`m${id}`]);
    const values = session.log.flatMap((entry) => (entry.kind === 'scan' && entry.request.predicate?.op === 'compare' ? [entry.request.predicate.value] : []));
    expect(values).toEqual([3, 5, 7, 11, 97].map((id) => ({ type: 'INTEGER', value: String(id) })));
  });

  it.each([
    ['big = ?', ['1', '2', '97', '98', '299', '300', '99999999999', '007']],
    ['tiny < ? AND big > ?', ['5 9', '97 98', '98 97', '300 1', '127 250', '128 250']],
    ['whole >= ? AND whole <= ?', ['1 5', '2 7', '9 3', '4 4', '97 98', '5000000000 1']],
    ['big > ? OR big > ?', ['290 5', '5 290', '298 297', '297 298']],
    ['big = ? OR big = ?', ['1 2', '3 3', '97 98', '98 97']],
    ['half = ? AND big < ?', ['1 100', '2 100', '3 100', '97 500']],
    ["name = '?'", ['n1', 'n2', 'n3', "it''s", '', 'a\nb', '~headwater~0', 'n4']],
    ["day > '?' AND name <> '?'", ['2024-01-05 n1', '2024-01-25 n2', '2024-01-29 n3', 'today n3']],
    ['big <> ? AND big = ?', ['1 2', '5 5', '6 7', '98 97']],
    ['big + 1 = ? AND tiny = ?', ['5 4', '6 5', '7 6', '98 97']],
    ['o.big = ? ORDER BY big LIMIT 2', ['1', '2', '3', '97']],
  ])('gives what plain DuckDB gives: %s', async (condition, all) => {
    if (!tables.has('db.wide')) {
      tables.set('db.wide', await table(WIDE));
      await bench.plain.rows(`CREATE SCHEMA IF NOT EXISTS db; CREATE TABLE db.wide AS ${WIDE}`, 'Could not load', new AbortController().signal);
    }
    for (const one of all) {
      const values = condition.split('?').length === 2 ? [one] : one.split(' ');
      const text = `SELECT o.big, name FROM db.wide o WHERE ${condition.split('?').map((part, index) => part + (values[index] ?? '')).join('')}`;
      const expected = await plainMessages(bench.plain, text).then((messages) => rowTexts(messages).map((row) => row.join(' ')).toSorted(), () => 'refused');
      const got = await rows(text).then((found) => found.toSorted(), () => 'refused');
      expect(got, text).toEqual(expected);
    }
  });
});

describe('the shape of a statement', () => {
  const keyOf = (text: string): string | undefined => shapeOf(text)?.key;

  it('is the same for other values of the same types', () => {
    expect(keyOf("SELECT * FROM t WHERE a = 1 AND b <> 'x'")).toBe(keyOf("SELECT * FROM t WHERE a = 22 AND b <> 'it''s'"));
    expect(keyOf('SELECT * FROM t WHERE a = 1')).not.toBe(keyOf("SELECT * FROM t WHERE a = '1'"));
    const text = "SELECT a -- b = 3\nFROM t WHERE a >= 1 /* c = 4 */ OR b = 'x''y' ORDER BY 1 LIMIT 5";
    const shape = shapeOf(text);
    expect(shape?.values).toEqual([{ type: 'integer', value: '1' }, { type: 'text', value: "x'y" }]);
    expect(shape?.with(shape.values)).toBe(text);
  });

  it.each([
    'SELECT * FROM t',
    'SELECT a = 1 FROM t',
    'SELECT * FROM t WHERE a = -1',
    'SELECT * FROM t WHERE a = 1.5',
    'SELECT * FROM t WHERE a = 1 + 1',
    "SELECT * FROM t WHERE a = '1'::INTEGER",
    "SELECT * FROM t WHERE a -> 'x'",
    "SELECT * FROM t WHERE a = E'x'",
    'SELECT * FROM t WHERE (a = 1)',
    'SELECT * FROM t WHERE a + 1 = b',
    'SELECT * FROM t WHERE a BETWEEN 1 AND 2 AND b = 3',
    'SELECT * FROM t WHERE a = 1 UNION SELECT * FROM u WHERE b = 2',
    'SELECT * FROM (SELECT * FROM t WHERE a = 1)',
    'SELECT * FROM t WHERE a = 1 IS NULL',
    'SELECT * FROM t WHERE a = 1234567890123456789',
  ])('is not taken where a value may mean more than it says: %s', (text) => {
    expect(keyOf(text)).toBeUndefined();
  });
});

describe('the plan of a shape', () => {
  const fields = [new Field('a', new Int64())];
  const textOf = (value: string): string => `SELECT * FROM t WHERE a = ${value}`;
  /** As DuckDB plans it, or with another comparison for some values. */
  const planOf = (value: string, comparison: '=' | '<' = '='): StatementPlan => {
    const scan = { reference: 0, columns: new Set([0]), predicate: { op: 'compare', column: 0, comparison, value: { type: 'INTEGER', value } }, exact: true, limit: undefined, counted: false, shown: true, rest: [] } as const;
    return { json: '[]', references: ['t'], scans: new Map([[0, scan]]), lookups: [] };
  };
  const make = (text: string, planning: (text: string) => StatementPlan) => ShapedPlan.make(text, shapeOf(text)!, planOf('5'), async (other) => planning(other), () => fields);

  it('gives other statements of it their own predicates without planning them', async () => {
    const planned: string[] = [];
    const made = await make(textOf('5'), (text) => {
      planned.push(text);
      return planOf(/\d+$/u.exec(text)![0]);
    });
    for (const value of ['5', '6', '97']) expect(made?.of(shapeOf(textOf(value))!)?.scans.get(0)?.predicate).toEqual(planOf(value).scans.get(0)?.predicate);
    expect(planned).toEqual([textOf('97')]);
  });

  it('is none where it asks something else than the statement’s own', async () => {
    expect(await make(textOf('5'), (text) => planOf(/\d+$/u.exec(text)![0], '<'))).toBeUndefined();
    expect(await make(textOf('5'), () => planOf('5'))).toBeUndefined();
    expect(await make(`${textOf('5')} AND a <> b97`, (text) => planOf(/= (\d+)/u.exec(text)![1]!))).toBeUndefined();
  });
});

describe('a statement that is planned the same way each time', () => {
  it.each(['SELECT * FROM db.t WHERE a = 1', "SELECT max(a), count(*) FROM t WHERE b IN ('x', 'y') AND (c OR d)", 'SELECT a FROM (SELECT b AS a FROM t) LIMIT 3'])('%s', (text) => {
    expect(isSteady(text)).toBe(true);
  });

  it.each([
    'SELECT * FROM t WHERE a < now()',
    'SELECT * FROM t WHERE a < current_timestamp',
    'SELECT * FROM t WHERE a = CURRENT_DATE',
    'SELECT * FROM t WHERE a = localtimestamp',
    "SELECT * FROM t WHERE a > ' Today'::DATE",
    'SELECT * FROM t WHERE a > random()',
    'SELECT * FROM t WHERE a > "now" ()',
    'SELECT * FROM t WHERE a > now /* so */ ()',
    "SELECT * FROM t WHERE a = getvariable('x')",
    'SELECT * FROM t WHERE a = $1',
    'SELECT * FROM t WHERE a = ?',
    'SELECT * FROM t WHERE u = current_user',
  ])('is not: %s', (text) => {
    expect(isSteady(text)).toBe(false);
  });

  it('is not a long one', () => {
    expect(isSteady(`SELECT * FROM t WHERE a IN (${'1, '.repeat(2000)}1)`)).toBe(false);
  });

  it('is remembered until others are', () => {
    const plans = new Plans();
    const plan = (json: string): StatementPlan => ({ json, references: [], scans: new Map(), lookups: [] });
    plans.texts.set('first', plan('first'));
    plans.texts.set('second', plan('second'));
    for (let other = 0; other < 62; other++) plans.texts.set(`other ${other}`, plan(''));
    expect(plans.texts.get('first')?.json).toBe('first');
    plans.texts.set('one more', plan(''));
    expect(plans.texts.get('second')).toBeUndefined();
    expect(plans.texts.get('first')?.json).toBe('first');
  });
});
