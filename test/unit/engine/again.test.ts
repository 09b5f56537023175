import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSteady, Plans, type StatementPlan } from '../../../src/engine/statements/plans';
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
    plans.set('first', plan('first'));
    plans.set('second', plan('second'));
    for (let other = 0; other < 62; other++) plans.set(`other ${other}`, plan(''));
    expect(plans.get('first')?.json).toBe('first');
    plans.set('one more', plan(''));
    expect(plans.get('second')).toBeUndefined();
    expect(plans.get('first')?.json).toBe('first');
  });
});
