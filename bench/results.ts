import path from 'node:path';
import { nodeCodecs } from '../src/core/arrow/nodeCodecs';
import { DuckDb, type DuckDbConnection } from '../src/duckdb/duckdb';
import { profileOf } from '../src/server/results/columns/profile';
import { filterRows } from '../src/server/results/filter/filterRows';
import { Pacer } from '../src/server/results/pacer';
import { sortRows } from '../src/server/results/sort/sortRows';
import { NodeDisk } from '../src/server/results/store/disk';
import { MessageLog } from '../src/server/results/store/messageLog';
import { ResultStore } from '../src/server/results/store/resultStore';
import { SpillFolder } from '../src/server/results/store/spillFolder';
import { SpillQuota } from '../src/server/results/store/spillQuota';
import { exportsBeside, exportsOfMany } from './results/exports';
import { tabs } from './results/tabs';

const RUNS = 3;
const SORTED = 1_000_000;
const FILTERED = 10_000_000;
const NEVER = new AbortController().signal;

/** Sorting, filtering and profiling of kept rows, beside DuckDB over a table of the same rows, in turns; what many open results cost, and how long a notebook takes to open. */
export async function run(): Promise<void> {
  const duckDb = await DuckDb.open({ workerPath: path.resolve('dist/duckdbWorker.js'), path: ':memory:', config: { threads: '2' } });
  try {
    const connection = await duckDb.connect();
    const table = (name: string, rows: number): Promise<unknown> =>
      connection.rows(`CREATE TABLE ${name} AS SELECT hash(i)::BIGINT % 1000000007 AS a, 'row ' || (hash(i) % 100000) AS s FROM (SELECT i FROM range(${rows}) t(i))`.replace('hash(i)::BIGINT', '(hash(i) >> 1)::BIGINT'), 'Could not make the table', NEVER);
    await table('few', SORTED);
    const few = await keep(connection, 'SELECT * FROM few');
    const asking = (sql: string) => () => connection.rows(sql, 'Could not ask', NEVER);
    await beside('sort 1 M rows by a number', () => sortRows(few, [{ column: 0, descending: false }], undefined, pacer()), asking('SELECT count(*) FROM (SELECT row_number() OVER (ORDER BY a) FROM few)'), 300);
    await beside('sort 1 M rows by text', () => sortRows(few, [{ column: 1, descending: false }], undefined, pacer()), asking('SELECT count(*) FROM (SELECT row_number() OVER (ORDER BY s) FROM few)'));
    await beside('profile 1 M numbers', () => profileOf(few, 0, 'UTC', pacer()), asking('SELECT count(DISTINCT a), min(a), max(a), avg(a), quantile_disc(a, [0.05, 0.25, 0.5, 0.75, 0.95]) FROM few'));
    await exportsBeside(connection, few, 'few');
    await table('many', FILTERED);
    const many = await keep(connection, 'SELECT * FROM many');
    await beside('filter 10 M rows by a range', () => filterRows(many, [{ column: 0, is: { test: 'range', from: '1000', to: '500000000' } }], 'UTC', pacer()), asking('SELECT count(a) FROM many WHERE a BETWEEN 1000 AND 500000000'), 500);
    await exportsOfMany(many);
    await beside('filter 10 M rows by text', () => filterRows(many, [{ column: 1, is: { test: 'contains', text: '9999' } }], 'UTC', pacer()), asking("SELECT count(s) FROM many WHERE s ILIKE '%9999%'"), 500);
  } finally {
    await duckDb.close();
  }
  await tabs();
  await (await import('./notebooks')).run();
}

const pacer = (): Pacer => new Pacer(NEVER);

async function keep(connection: DuckDbConnection, sql: string): Promise<ResultStore> {
  let store: ResultStore | undefined;
  for await (const event of connection.run(sql, { signal: NEVER })) {
    if (event.kind === 'schema') store = new ResultStore(new MessageLog(event.bytes, Infinity, new SpillFolder(new NodeDisk(), 'unused'), new SpillQuota(0)), nodeCodecs());
    else if (event.kind === 'batch' || event.kind === 'dictionary') await store?.append(event.kind, event.bytes, Infinity);
  }
  if (!store) throw new Error('The statement gave no rows.');
  return store;
}

/** @param limit milliseconds that it may take */
async function beside(metric: string, ours: () => Promise<unknown>, theirs: () => Promise<unknown>, limit?: number): Promise<void> {
  const [own, peer]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < RUNS; turn++) {
    own.push(await elapsed(ours));
    peer.push(await elapsed(theirs));
  }
  const [value, peerValue] = [median(own), median(peer)];
  console.log(JSON.stringify({ bench: 'results', metric, value, unit: 'ms', peer: 'DuckDB', peerValue, ratio: peerValue / value, runs: RUNS, ...(limit !== undefined && { limit }) }));
}

async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] ?? 0;
}
