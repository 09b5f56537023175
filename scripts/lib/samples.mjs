import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { at } from './paths.mjs';

/** Small and the same on every machine: every value follows from its row number. */
const statements = (folder) => {
  const file = (name) => `'${path.join(folder, name).replaceAll("'", "''")}'`;
  return [
    'CREATE MACRO dice(seed, sides) AS (hash(seed + 42) % sides)::BIGINT',
    `COPY (
       SELECT i + 1 AS id, ['Montpellier', 'Sète', 'Nîmes', 'Arles', 'Avignon'][1 + dice(i, 5)] AS origin, ['Lyon', 'Grenoble', 'Marseille', 'Toulon'][1 + dice(i * 3, 4)] AS destination,
         TIMESTAMP '2024-01-01' + INTERVAL (i * 211) SECOND AS departed, (dice(i * 7, 40000) / 100)::DECIMAL(9, 2) AS distance_km,
         1 + dice(i * 11, 4) AS passengers, CASE WHEN i % 17 <> 0 THEN (dice(i * 13, 6000) / 100)::DECIMAL(9, 2) END AS fare
       FROM range(250000) AS t(i)
     ) TO ${file('trips.parquet')} (FORMAT parquet, COMPRESSION zstd)`,
    `COPY (
       SELECT i + 1 AS id, ['FR', 'DE', 'ES', 'IT', 'NL', 'JP'][1 + dice(i, 6)] AS country, (DATE '2024-01-01' + (i % 366)::INTEGER) AS ordered,
         (dice(i * 5, 250000) / 100)::DECIMAL(12, 2) AS total, CASE WHEN i % 9 = 0 THEN 'says "fragile", twice' WHEN i % 4 = 0 THEN NULL ELSE 'note ' || i END AS note
       FROM range(5000) AS t(i)
     ) TO ${file('orders.csv')} (HEADER)`,
    `COPY (
       SELECT i % 5000 + 1 AS order_id, ['placed', 'packed', 'delivered'][1 + i // 5000] AS kind, TIMESTAMP '2024-01-01' + INTERVAL (i * 60) SECOND AS at,
         dice(i * 19, 90000) / 100 AS seconds, {'carrier': ['Rhône', 'Hérault', 'Gard'][1 + dice(i, 3)], 'attempts': 1 + i % 3} AS details
       FROM range(15000) AS t(i)
     ) TO ${file('events.jsonl')} (FORMAT json)`,
  ];
};

/** Puts the sample workspace into `folder`, unless it is there already: files that the person has changed stay as they are. */
export async function placeSamples(folder) {
  const stamp = path.join(folder, '.headwater-samples');
  const wanted = createHash('sha256').update(statements('').join()).update(await readFile(at('samples/README.sql'))).update(await readFile(at('samples/Trips.hwnb'))).digest('hex');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return;
  await rm(path.join(folder, 'data'), { recursive: true, force: true });
  await mkdir(path.join(folder, 'data'), { recursive: true });
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    for (const statement of statements(path.join(folder, 'data'))) await connection.run(statement);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  await cp(at('samples'), folder, { recursive: true });
  await writeFile(stamp, wanted);
}
