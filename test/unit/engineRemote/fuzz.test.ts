import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HeadwaterError } from '../../../src/core/errors';
import type { DuckDbConnection } from '../../../src/duckdb/duckdb';
import { rowsOverFiles } from '../../../src/engine/remote/overFiles';
import type { RemoteSource } from '../../../src/engine/remote/remoteSource';
import { random } from '../support/random';
import { FUZZ_TABLE, randomQuery } from './randomQuery';
import { Bench, never, viewsOf } from './support';

/** Statements per way of writing the file and seed: in full ten and a half times as many in all. */
const FULL = process.env['HEADWATER_FULL'] === '1';
const COUNT = FULL ? 500 : 60;
/** Milliseconds; a guard against hanging on a machine that does much else. */
const LIMIT = FULL ? 3_600_000 : 900_000;
const FIXED_SEED = 20_261_121;
const FRESH_SEED = Date.now() % 1_000_000;

const WRITTEN: Readonly<Record<string, string>> = {
  'snappy.parquet': '(ROW_GROUP_SIZE 2048, COMPRESSION snappy)',
  'plain.parquet': '(ROW_GROUP_SIZE 4096, COMPRESSION uncompressed, PARQUET_VERSION v2)',
  'zstd.parquet': '(ROW_GROUP_SIZE 6144, COMPRESSION zstd)',
  'one.parquet': '(ROW_GROUP_SIZE 30000, COMPRESSION gzip, DICTIONARY_SIZE_LIMIT 30000)',
};

/** Of a LIMIT without an order any rows are right, as long as they are rows of the whole: DuckDB itself gives others each time. */
function isLoose(sql: string): boolean {
  return / LIMIT /u.test(sql) && !/ ORDER BY /u.test(sql);
}

/**
 * Every fourth statement gives its rows. Of the others DuckDB counts the rows and adds up what they hash to, which needs all of their values too:
 * as text, twenty thousand rows cost many times what reading them does.
 */
function asRun(sql: string, number: number): string {
  return number % 4 === 0 || isLoose(sql) ? sql : `SELECT count(*), sum(hash(rows_read)::HUGEINT) FROM (${sql}) rows_read`;
}

type Answer = { readonly rows: readonly string[] } | { readonly failed: string };

async function answer(work: Promise<readonly (readonly (string | null)[])[]>): Promise<Answer> {
  try {
    return { rows: (await work).map((row) => JSON.stringify(row)).sort() };
  } catch (error) {
    if (!(error instanceof HeadwaterError)) throw error;
    return { failed: error.failure.code ?? '' };
  }
}

describe('random statements over objects read in parts', () => {
  let bench: Bench;
  let asked = 0;
  let equal = 0;
  beforeAll(async () => {
    bench = await Bench.open();
    for (const [name, options] of Object.entries(WRITTEN)) await bench.make(name, FUZZ_TABLE, options);
  });
  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
    console.log(`${asked} statements, ${equal} with rows or refusals equal to a direct read; seeds ${FIXED_SEED} to ${FIXED_SEED + 3} and ${FRESH_SEED}`);
  });

  async function expectEqual(plain: DuckDbConnection, sql: string, got: Answer, told: string): Promise<void> {
    const expected = await answer(plain.rows(sql, 'direct', never));
    if (!isLoose(sql) || 'failed' in expected || 'failed' in got) {
      expect(got, told).toEqual(expected);
      return;
    }
    expect(got.rows.length, told).toBe(expected.rows.length);
    const all = await answer(plain.rows(sql.replace(/ LIMIT .*$/u, ''), 'direct', never));
    const left = new Map<string, number>();
    for (const row of 'rows' in all ? all.rows : []) left.set(row, (left.get(row) ?? 0) + 1);
    for (const row of got.rows) left.set(row, (left.get(row) ?? 0) - 1);
    expect([...left].filter(([, count]) => count < 0), told).toEqual([]);
  }

  async function direct(name: string): Promise<DuckDbConnection> {
    const path = bench.local(name);
    return (await viewsOf(bench, { t: path, u: path })).connection;
  }

  async function compare(name: string, seed: number, run: (sql: string, pick: ReturnType<typeof random>) => Promise<Answer>): Promise<void> {
    const pick = random(seed);
    const plain = await direct(name);
    for (let number = 0; number < COUNT; number++) {
      const sql = asRun(randomQuery(pick), number);
      asked++;
      const got = await run(sql, pick);
      await expectEqual(plain, sql, got, `seed ${seed}, statement ${number} over ${name}: ${sql}`);
      equal++;
    }
    plain.close();
  }

  /** One source for many statements, so that its mirror grows under them; begun anew now and then, with nothing fetched. */
  function growing(name: string): { use(): Promise<{ connection: DuckDbConnection; sources: readonly RemoteSource[] }>; renew(): Promise<void> } {
    let current: { connection: DuckDbConnection; sources: readonly RemoteSource[] } | undefined;
    const renew = async (): Promise<void> => {
      current?.connection.close();
      for (const source of current?.sources ?? []) source.release();
      current = undefined;
    };
    return {
      use: async () => (current ??= await viewsOf(bench, { t: await bench.source(name), u: await bench.source(name) })),
      renew,
    };
  }

  it.each(Object.keys(WRITTEN))('give what a direct read gives, as the mirror grows: %s', async (name) => {
    for (const seed of [FIXED_SEED, FRESH_SEED]) {
      const mirror = growing(name);
      await compare(name, seed, async (sql, pick) => {
        if (pick(25) === 0) {
          await mirror.renew();
          if (pick(2) === 0) bench.objects.put(`repo/main/${name}`, bench.objects.get(`repo/main/${name}`)!);
        }
        const { connection, sources } = await mirror.use();
        return answer(rowsOverFiles(connection, sql, sources, { signal: never }));
      });
      await mirror.renew();
    }
  }, LIMIT);

  it('give what a direct read gives without any plan, by what is missed', async () => {
    const name = 'zstd.parquet';
    const seed = FIXED_SEED + 1;
    await compare(name, seed, async (sql, pick) => {
      if (pick(3) > 0) bench.objects.put(`repo/main/${name}`, bench.objects.get(`repo/main/${name}`)!);
      const source = await bench.source(name);
      const { connection, sources } = await viewsOf(bench, { t: source, u: source });
      const unplanned = sources.map((one) => unprepared(one));
      const got = await answer(rowsOverFiles(connection, sql, unplanned, { signal: never }));
      connection.close();
      source.release();
      return got;
    });
  }, LIMIT);

  it('give what a direct read gives, or an error, when connections break off', async () => {
    const name = 'snappy.parquet';
    const seed = FIXED_SEED + 2;
    let broken = 0;
    await compare(name, seed, async (sql, pick) => {
      bench.objects.put(`repo/main/${name}`, bench.objects.get(`repo/main/${name}`)!);
      bench.objects.cuts.length = 0;
      const mirror = growing(name);
      const { connection, sources } = await mirror.use();
      const cuts = Array.from({ length: pick(4) }, () => pick(3) * 1_000);
      bench.objects.pieceBytes = 1_000;
      for (;;) {
        bench.objects.cuts.push(...cuts.splice(0, 1));
        try {
          const rows = await rowsOverFiles(connection, sql, sources, { signal: never });
          await mirror.renew();
          return await answer(Promise.resolve(rows));
        } catch (error) {
          if (!(error instanceof HeadwaterError) || error.failure.kind !== 'unreachable') return { failed: error instanceof HeadwaterError ? (error.failure.code ?? '') : String(error) };
          broken++;
        }
      }
    });
    expect(broken).toBeGreaterThan(COUNT / 4);
  }, LIMIT);

  it('give what a direct read gives while several use the same mirror', async () => {
    const name = 'plain.parquet';
    const pick = random(FIXED_SEED + 3);
    const plain = await direct(name);
    for (let round = 0; round < COUNT / 10; round++) {
      bench.objects.put(`repo/main/${name}`, bench.objects.get(`repo/main/${name}`)!);
      const statements = Array.from({ length: 5 }, (_, number) => asRun(randomQuery(pick), number));
      await Promise.all(
        statements.map(async (sql) => {
          const source = await bench.source(name);
          const { connection } = await viewsOf(bench, { t: source, u: source });
          const got = await answer(rowsOverFiles(connection, sql, [source], { signal: never }));
          asked++;
          await expectEqual(plain, sql, got, sql);
          equal++;
          connection.close();
          source.release();
        }),
      );
    }
    plain.close();
  }, LIMIT);
});

/** A source that fetches nothing before. */
function unprepared(source: RemoteSource): RemoteSource {
  return new Proxy(source, { get: (target, name) => (name === 'prepare' ? async () => undefined : bound(target, name)) });
}

function bound(target: RemoteSource, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name, target);
  return typeof value === 'function' ? (value.bind(target) as unknown) : value;
}
