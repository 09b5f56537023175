import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareStatements } from '../../engine/random/differential';
import { TABLES } from '../../engine/random/tables';
import { ArrowTable, type Pushdown } from '../../engine/source/arrowTable';
import { SyntheticSession } from '../../engine/source/session';
import { type Bench, plainMessages, startEngine } from '../../engine/source/start';

const FULL = process.env['HEADWATER_FULL'] === '1';
const MODES: readonly Pushdown[] = ['exact', 'superset', 'none'];
const FIXED = FULL ? 1000 : 100;
const FRESH = FULL ? 800 : 70;
const NEVER = new AbortController().signal;

/**
 * The source of these tests is a double: it shows that pushing down changes no answer when the source keeps the contract,
 * not that a real system does.
 */
describe.each(MODES)('random statements over a source whose predicates are %s', (mode) => {
  let bench: Bench;
  let session: SyntheticSession;
  beforeAll(async () => {
    const seed = await startEngine({});
    const tables = new Map<string, ArrowTable>();
    for (const [name, query] of Object.entries(TABLES)) tables.set(`db.${name}`, new ArrowTable(await plainMessages(seed.plain, query), mode));
    await seed.stop();
    session = new SyntheticSession(tables);
    bench = await startEngine({ src: session });
    const rows = (sql: string) => bench.plain.rows(sql, 'Could not load', NEVER);
    await rows("ATTACH ':memory:' AS src; CREATE SCHEMA src.db");
    for (const [name, query] of Object.entries(TABLES)) await rows(`CREATE TABLE src.db.${name} AS ${query}`);
    await rows('USE src');
  }, 60_000);
  afterAll(async () => {
    await bench.stop();
  });

  it.each([
    ['fixed', 0, FIXED],
    ['fresh', Math.floor(Math.random() * 2 ** 31), FRESH],
  ] as const)('%s seeds from %d: the answers are those of a plain DuckDB', async (_, first, count) => {
    const seeds = Array.from({ length: count }, (_unused, index) => first + index);
    const { equal, different } = await compareStatements(bench, 'src', seeds);
    expect(different).toEqual([]);
    expect(equal).toBeGreaterThan(count * 0.7);
    const pushed = session.log.filter((entry) => entry.kind === 'scan' && entry.request.predicate !== undefined);
    expect(pushed.length).toBeGreaterThan(count / 4);
  }, FULL ? 3_600_000 : 300_000);
});
