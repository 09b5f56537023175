// The real lakeFS of the tests: a repository with history, branches that differ and conflict, tables in Parquet and CSV, a hook and a pull request.
import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startLakeFs } from '../../test/servers/lakefs/start.ts';
import { callsOf } from '../../test/systems/lakefs/support/repository.ts';
import { openSession } from '../../test/systems/lakefs/support/session.ts';

const never = new AbortController().signal;
const REPOSITORY = 'shop';

export async function start() {
  const server = await startLakeFs();
  try {
    await fill(server);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    connections: [{ name: 'lakeFS', backend: 'lakefs', colour: 'orange', values: { credentials: 'key', endpoint: server.endpoint, accessKeyId: server.accessKeyId, proxyMode: 'none' }, secrets: { secretAccessKey: '${env:HEADWATER_DEMO_LAKEFS_SECRET}' } }],
    environment: { HEADWATER_DEMO_LAKEFS_SECRET: server.secretAccessKey },
    files: {},
    cells: [
      { kind: 'code', language: 'lakectl', connection: 'lakeFS', text: [`lakectl log lakefs://${REPOSITORY}/main --amount 3`] },
      { kind: 'code', language: 'sql', name: 'orders_of_march', connection: 'lakeFS', text: ['-- Parquet on a branch, read by the ranges that it needs.', 'SELECT customer, sum(total) AS total', `FROM 'lakefs://${REPOSITORY}/fix-cities/orders/month=2026-03/part-0.parquet'`, 'GROUP BY customer'] },
    ],
    stop: () => server.stop(),
  };
}

async function fill(server) {
  const calls = callsOf(server);
  const session = await openSession(server);
  const { objects, versions } = session;
  const put = (branch, key, content, contentType) => {
    const bytes = Buffer.from(content);
    return objects.write([REPOSITORY, branch, key], once(bytes), { size: bytes.length, contentType }, never);
  };
  const commit = (branch, message, metadata = {}) => versions.save([REPOSITORY], branch, { message, metadata }, never);
  try {
    await calls.repositories.create({ name: REPOSITORY, storageNamespace: server.namespace(REPOSITORY) }, never);
    await put('main', 'README.md', '# The shop\n\nOrders as Parquet, customers as CSV. Edit this file and commit it from Source Control.\n', 'text/markdown');
    await put('main', 'customers.csv', rows(200, (id) => `${id},Customer ${id},${['Berlin', 'Lyon', 'Porto', 'Oslo'][id % 4]}`, 'id,name,city'), 'text/csv');
    await commit('main', 'Customers', { source: 'crm' });
    for (const month of ['2026-01', '2026-02', '2026-03']) {
      await put('main', `orders/month=${month}/part-0.parquet`, await parquet(month), 'application/vnd.apache.parquet');
      await commit('main', `Orders of ${month}`, { source: 'export', month });
    }
    await versions.createRef([REPOSITORY], 'tag', 'q1-2026', 'main', never);
    for (const [branch, city] of [['fix-cities', 'Bern'], ['new-cities', 'Genoa']]) {
      await versions.createRef([REPOSITORY], 'branch', branch, 'main', never);
      await put(branch, 'customers.csv', rows(200, (id) => `${id},Customer ${id},${id % 4 === 0 ? city : ['Berlin', 'Lyon', 'Porto', 'Oslo'][id % 4]}`, 'id,name,city'), 'text/csv');
      await commit(branch, `${city} instead of Berlin`);
    }
    // Merging the other one now is a conflict.
    await versions.merge([REPOSITORY], 'fix-cities', 'main', { message: 'Cities fixed' }, never);
    await calls.pulls.create(REPOSITORY, { title: 'Cities of the south', description: 'It conflicts with main: decide who wins.', source: 'new-cities', destination: 'main' }, never);
    await versions.createRef([REPOSITORY], 'branch', 'work', 'main', never);
    await put('work', 'README.md', '# The shop\n\nThis change is not committed yet.\n', 'text/markdown');
    await put('work', 'notes/today.txt', 'Neither is this file.\n', 'text/plain');
  } finally {
    await session[Symbol.asyncDispose]();
    await calls[Symbol.asyncDispose]();
  }
}

async function* once(bytes) {
  yield bytes;
}

const rows = (count, row, head) => `${[head, ...Array.from({ length: count }, (_, id) => row(id))].join('\n')}\n`;

async function parquet(month) {
  const folder = await mkdtemp(path.join(tmpdir(), 'headwater-demo-'));
  const file = path.join(folder, 'orders.parquet');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(`COPY (SELECT i AS id, i % 200 AS customer, DATE '${month}-01' + (i % 28)::INTEGER AS day, ((i * 37) % 20000 / 100)::DECIMAL(10,2) AS total FROM range(20000) t(i)) TO '${file.replaceAll("'", "''")}' (FORMAT parquet)`);
    return await readFile(file);
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
}
