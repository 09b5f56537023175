import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';
import { DuckDb, type DuckDbConnection } from '../src/duckdb/duckdb';

/** Queries over a stored table, each of `rows` rows. */
const TABLE = `CREATE TABLE t AS SELECT i AS a, i * 0.5::DOUBLE AS f, TIMESTAMP '2024-01-01' + to_seconds(i) AS ts,
  'row-value-' || lpad(i::VARCHAR, 8, '0') AS s, CASE WHEN i % 5 = 0 THEN NULL ELSE 'k' || i % 1000 END AS k, [i, i + 1] AS l FROM range(3000000) r(i)`;
const QUERIES: readonly (readonly [name: string, columns: string])[] = [
  ['3 numeric columns', 'a, f, ts'],
  ['18-byte strings', 's'],
  ['short strings with nulls', 'k'],
  ['4 mixed columns', 'a, f, ts, s'],
  ['lists of integers', 'l'],
];
const RUNS = 5;
const ROWS = 3_000_000;

/** DuckDB to Arrow, beside Python's DuckDB in turns, and how long cancelling takes. */
export async function run(): Promise<void> {
  const duckDb = await DuckDb.open({ workerPath: path.resolve('dist/duckdbWorker.js'), path: ':memory:', config: { threads: '2' } });
  const python = await Python.start();
  if (!python) print({ metric: 'rows per second', note: 'Python with duckdb and pyarrow is not here: there is no peer.' });
  try {
    const connection = await duckDb.connect();
    await connection.rows(TABLE, 'Could not make the table', NEVER);
    for (const [name, columns] of QUERIES) {
      const sql = `SELECT ${columns} FROM t`;
      const ours: number[] = [];
      const theirs: number[] = [];
      for (let turn = 0; turn < RUNS; turn++) {
        ours.push(await rate(connection, sql));
        if (python) theirs.push(await python.rate(sql));
      }
      const value = median(ours);
      const peer = python ? { peer: python.name, peerValue: median(theirs), ratio: value / median(theirs) } : {};
      print({ metric: `DuckDB to Arrow, ${name}`, value, unit: 'million rows/s', ...peer, runs: RUNS });
    }
    await cancels(connection);
  } finally {
    python?.stop();
    await duckDb.close();
  }
}

const NEVER = new AbortController().signal;

async function rate(connection: DuckDbConnection, sql: string): Promise<number> {
  const started = performance.now();
  let rows = 0;
  for await (const event of connection.run(sql, { signal: NEVER })) if (event.kind === 'batch') rows += event.rows;
  if (rows !== ROWS) throw new Error(`${rows} rows came, not ${ROWS}.`);
  return ROWS / (performance.now() - started) / 1000;
}

async function cancels(connection: DuckDbConnection): Promise<void> {
  for (const [name, sql] of [
    ['while streaming', 'SELECT i FROM range(1000000000000) t(i)'],
    ['while computing', 'SELECT count(*) FROM range(100000000000) a, range(1000) b WHERE (a.range * b.range) % 7 = 1'],
  ] as const) {
    const times: number[] = [];
    for (let turn = 0; turn < RUNS; turn++) times.push(await cancelMs(connection, sql));
    print({ metric: `cancel ${name}`, value: Math.max(...times), unit: 'ms (slowest)', peer: 'the limit', peerValue: 200, ratio: 200 / Math.max(...times), runs: RUNS });
  }
}

async function cancelMs(connection: DuckDbConnection, sql: string): Promise<number> {
  const controller = new AbortController();
  let asked = 0;
  setTimeout(() => {
    asked = performance.now();
    controller.abort();
  }, 300);
  try {
    for await (const event of connection.run(sql, { signal: controller.signal })) if (event.kind === 'ended') throw new Error('It ended by itself.');
  } catch (error) {
    if (asked === 0) throw error;
  }
  return performance.now() - asked;
}

const SCRIPT = `
import sys, time, json, duckdb, pyarrow
con = duckdb.connect(config={'threads': 2})
con.execute('SET enable_progress_bar = false')
con.execute(${JSON.stringify(TABLE)})
print(json.dumps({'name': f'Python duckdb {duckdb.__version__} to an Arrow table, pyarrow {pyarrow.__version__}'}), flush=True)
for line in sys.stdin:
    started = time.perf_counter()
    result = con.execute(line)
    # Renamed in version 2.
    table = result.to_arrow_table() if hasattr(result, 'to_arrow_table') else result.fetch_arrow_table()
    rows = table.num_rows
    print(json.dumps({'rate': rows / (time.perf_counter() - started) / 1e6}), flush=True)
`;

/** The peer, in a process that has the same table. */
class Python {
  private constructor(
    readonly name: string,
    private readonly ask: (line: string) => Promise<unknown>,
    readonly stop: () => void,
  ) {}

  static async start(): Promise<Python | undefined> {
    const child = spawn('python3', ['-W', 'ignore', '-c', SCRIPT], { stdio: ['pipe', 'pipe', 'ignore'] });
    child.once('error', () => undefined);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async (): Promise<unknown> => {
      const { value, done } = await lines.next();
      return done === true ? undefined : JSON.parse(value);
    };
    const hello = z.safeParse(z.object({ name: z.string() }), await next());
    if (!hello.success) return undefined;
    return new Python(
      hello.data.name,
      (line) => {
        const answer = next();
        child.stdin.write(`${line}\n`);
        return answer;
      },
      () => child.kill(),
    );
  }

  async rate(sql: string): Promise<number> {
    return z.parse(z.object({ rate: z.number() }), await this.ask(sql)).rate;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? NaN;
}

function print(line: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ bench: 'local', ...line }));
}
