import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundleWorkers, LocalParts, type LocalWorkers } from '../badInput/localParts';
import { bundleWorker } from '../support/bundleWorker';

let workers: LocalWorkers;
beforeAll(async () => {
  workers = { ...(await bundleWorkers()), engine: await bundleWorker('src/engine/worker/main.ts') };
}, 60_000);

/** A value of every kind that survives the way from a result into a statement. */
const EVERY = `SELECT * FROM (VALUES
  (1::TINYINT, 170141183460469231731687303715884105727::HUGEINT, 1.50::DECIMAL(38,2), 'nan'::DOUBLE, 'ünï'::VARCHAR, '\\x00\\xFF'::BLOB, DATE '2024-02-29', TIME '23:59:59.999999', TIMESTAMP_NS '2024-01-01 00:00:00.123456789', TIMESTAMPTZ '2024-01-01 12:00:00+02', INTERVAL 3 MONTHS, [1, NULL, 3], {'a': 1, 'b': 'x'}, MAP {'k': 1}, uuid '7d444840-9dc0-11d1-b245-5ffdce74fad2', TRUE),
  (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
) t(i, h, d, f, s, b, dt, tm, ns, tz, iv, l, st, mp, u, bo)`;

describe('A named result', () => {
  test('is a table of statements that name it, whatever the case of the name, and goes before tables of that name', async () => {
    const parts = await LocalParts.start(workers);
    await parts.run('CREATE TABLE trips AS SELECT 0 AS fare');
    const trips = await parts.run("SELECT i AS fare, 'zone ' || (i % 3) AS zone FROM range(1000) t(i)");
    const state = await parts.run('SELECT zone, sum(fare)::BIGINT AS total FROM Trips GROUP BY zone ORDER BY zone', { named: { trips: trips.resultId } });
    expect(state.failure).toBeUndefined();
    expect(state.rows).toBe(3);
    // By the name that people know, not by the id that it has here.
    expect(state.facts).toContainEqual(['Trips', expect.stringMatching(/^1,000 rows, .* fetched$/u)]);
    expect(await parts.cell(state, 0, 1)).toBe(String(Array.from({ length: 1000 }, (_, i) => (i % 3 === 0 ? i : 0)).reduce((sum, i) => sum + i)));
    const own = await parts.run('SELECT fare FROM trips');
    expect(own.rows).toBe(1);
  });

  test('stands beside tables and files of the connection', async () => {
    const parts = await LocalParts.start(workers);
    await parts.run('CREATE TABLE zones AS SELECT i AS id, chr(65 + i::INT) AS name FROM range(3) t(i)');
    await writeFile(path.join(parts.workspace, 'rates.csv'), 'id,rate\n0,10\n1,20\n2,30\n');
    const trips = await parts.run('SELECT i % 3 AS zone FROM range(9) t(i)');
    const state = await parts.run("SELECT name, count(*) AS n, any_value(rate) AS rate FROM trips JOIN zones ON zone = zones.id JOIN 'rates.csv' r ON r.id = zone GROUP BY name ORDER BY name", { named: { trips: trips.resultId } });
    expect(state.failure).toBeUndefined();
    expect([await parts.cell(state, 2, 0), await parts.cell(state, 2, 1), await parts.cell(state, 2, 2)]).toEqual(['C', '3', '30']);
  });

  test('keeps every type and every NULL', async () => {
    const parts = await LocalParts.start(workers);
    const every = await parts.run(EVERY);
    expect(every.failure).toBeUndefined();
    const state = await parts.run('SELECT * FROM every_type', { named: { every_type: every.resultId } });
    expect(state.failure).toBeUndefined();
    expect(state.rows).toBe(2);
    for (let row = 0; row < 2; row++) {
      for (let column = 0; column < 16; column++) expect(await parts.cell(state, row, column), `row ${row}, column ${column}`).toBe(await parts.cell(every, row, column));
    }
  });

  test('is read to its end where its source waits, and from disk', async () => {
    const parts = await LocalParts.start(workers, { firstRows: 1_000, memoryPerResult: 200_000 });
    const many = await parts.run("SELECT i, 'text ' || i AS t FROM range(300000) t(i)");
    expect(many.phase).toBe('paused');
    const state = await parts.run('SELECT count(*), max(i), count(DISTINCT t) FROM many', { named: { many: many.resultId } });
    expect(state.failure).toBeUndefined();
    expect([await parts.cell(state, 0, 0), await parts.cell(state, 0, 1), await parts.cell(state, 0, 2)]).toEqual(['300000', '299999', '300000']);
  });

  test('that is gone, or that gave no rows, fails the statement with the reason', async () => {
    const parts = await LocalParts.start(workers);
    const made = await parts.run('CREATE TABLE t AS SELECT 1');
    const without = await parts.run('FROM nothing', { named: { nothing: (await parts.run('SET threads = 2')).resultId } });
    expect(made.failure).toBeUndefined();
    expect(without.failure?.why).toMatch(/gave no rows/u);
    const gone = await parts.run('FROM lost', { named: { lost: 'elsewhere.1' } });
    expect(gone.failure?.why).toMatch(/lost when the Headwater server ended/u);
    const failed = await parts.run("SELECT CAST('x' || i AS INT) FROM range(3) t(i)");
    const after = await parts.run('FROM failed', { named: { failed: failed.resultId } });
    expect(after.failure?.why).toMatch(/statement failed/u);
  });
});
