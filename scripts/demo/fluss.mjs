// The real cluster of the tests, with tables of each kind, and a writer that goes on adding rows.
import { vectorFromArray, Table, Int32, Int64, Utf8, Float64, TimestampMillisecond } from 'apache-arrow';
import { nodeCodecs } from '../../src/core/arrow/nodeCodecs.ts';
import { ArrowEncoder } from '../../src/core/arrow/messages.ts';
import { FlussClient } from '../../src/backends/fluss/client/flussClient.ts';
import { CurrentDatabase } from '../../src/backends/fluss/currentDatabase.ts';
import { FlussTables } from '../../src/backends/fluss/tables/flussTables.ts';
import { clusterSettings, startFluss } from '../../test/servers/fluss/start.ts';

const never = new AbortController().signal;
const type = (kind, nullable = true) => ({ kind, nullable });
const CITIES = ['Berlin', 'Lyon', 'Porto', 'Oslo'];

export async function start() {
  const servers = await startFluss();
  try {
    const client = await FlussClient.connect({ ...clusterSettings(servers.port), codecs: nodeCodecs() }, never);
    const tables = new FlussTables(client, new CurrentDatabase('shop'));
    await client.admin.createDatabase('shop', { comment: 'A shop to play with', properties: {} }, true, never);
    await makeTables(client);
    await fill(tables);
    const timer = setInterval(() => void addClicks(tables).catch(() => undefined), 500);
    return {
      connections: [{ name: 'Fluss', backend: 'fluss', colour: 'green', values: { bootstrap: [`127.0.0.1:${servers.port}`], database: 'shop' } }],
      environment: {},
      files: { 'fluss.sql': sql },
      stop: async () => {
        clearInterval(timer);
        client.close();
        await servers.stop();
      },
    };
  } catch (error) {
    await servers.stop();
    throw error;
  }
}

async function makeTables(client) {
  const make = (table, columns, primaryKey, more = {}) =>
    client.admin.createTable(
      { database: 'shop', table },
      { schema: { columns: columns.map(([name, columnType], id) => ({ name, type: columnType, id })), primaryKey, autoIncrement: [] }, partitionKeys: [], bucketKeys: [], bucketCount: 3, properties: {}, customProperties: {}, ...more },
      true,
      never,
    );
  await make('clicks', [['at', { kind: 'TIMESTAMP_LTZ', nullable: true, precision: 3 }], ['customer', type('INT')], ['page', type('STRING')], ['seconds', type('DOUBLE')]], []);
  await make('customers', [['id', type('INT', false)], ['name', type('STRING')], ['city', type('STRING')]], ['id']);
  await make('orders', [['region', type('STRING', false)], ['id', type('BIGINT', false)], ['customer', type('INT')], ['total', type('DOUBLE')]], ['region', 'id'], { partitionKeys: ['region'] });
  for (const region of ['eu', 'us']) await client.admin.createPartition({ database: 'shop', table: 'orders' }, [['region', region]], true, never);
}

async function write(tables, table, kind, columns) {
  const rows = new Table(columns);
  const encoder = new ArrowEncoder(rows.schema);
  const writer = tables.writer({ table: ['shop', table], kind, columns: Object.keys(columns).map((_, index) => index), signal: never });
  for (const batch of rows.batches) for (const { bytes } of encoder.write(batch)) await writer.write(bytes);
  await writer.finish();
}

const count = (length, value) => Array.from({ length }, (_, index) => value(index));

async function fill(tables) {
  await write(tables, 'customers', 'upsert', {
    id: vectorFromArray(count(200, (id) => id), new Int32()),
    name: vectorFromArray(count(200, (id) => `Customer ${id}`), new Utf8()),
    city: vectorFromArray(count(200, (id) => CITIES[id % CITIES.length]), new Utf8()),
  });
  await write(tables, 'orders', 'upsert', {
    region: vectorFromArray(count(1000, (id) => (id % 3 === 0 ? 'us' : 'eu')), new Utf8()),
    id: vectorFromArray(count(1000, (id) => BigInt(id)), new Int64()),
    customer: vectorFromArray(count(1000, (id) => (id * 7) % 200), new Int32()),
    total: vectorFromArray(count(1000, (id) => ((id * 37) % 20_000) / 100), new Float64()),
  });
  await addClicks(tables, 5000);
}

async function addClicks(tables, rows = 5) {
  const now = Date.now();
  await write(tables, 'clicks', 'insert', {
    at: vectorFromArray(count(rows, (index) => now - index), new TimestampMillisecond()),
    customer: vectorFromArray(count(rows, () => Math.floor(Math.random() * 200)), new Int32()),
    page: vectorFromArray(count(rows, () => `/page/${Math.floor(Math.random() * 20)}`), new Utf8()),
    seconds: vectorFromArray(count(rows, () => Math.round(Math.random() * 6000) / 100), new Float64()),
  });
}

const sql = `-- headwater: connection=Fluss

-- The clicks of now, as they come.
SELECT * FROM shop.clicks EMIT CHANGES;

-- One row by its key: a lookup, not a scan.
SELECT * FROM shop.customers WHERE id = 42;

-- A stream joined with a table.
SELECT c.city, count(*) AS clicks, avg(k.seconds) AS seconds
FROM shop.clicks k JOIN shop.customers c ON c.id = k.customer
GROUP BY c.city;

-- Tables are described and made in Flink's DDL.
DESCRIBE customers;
CREATE TABLE IF NOT EXISTS visits (id BIGINT, page STRING, PRIMARY KEY (id) NOT ENFORCED) WITH ('bucket.num' = '2');

-- One bucket, from one offset.
SELECT _offset, _timestamp, page FROM shop.clicks WHERE _bucket = 0 AND _offset >= 100 LIMIT 20;
`;
