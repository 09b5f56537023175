import { Int64, Table, tableToIPC, vectorFromArray } from 'apache-arrow';
import { beforeAll, expect, test } from 'vitest';
import { ensureMavenFile } from '../../../scripts/lib/toolchain/maven.mjs';
import { nodeCodecs } from '../../../src/core/arrow/nodeCodecs';
import { FlussClient } from '../../../src/backends/fluss/client/flussClient';
import { CurrentDatabase } from '../../../src/backends/fluss/currentDatabase';
import { FlussTables } from '../../../src/backends/fluss/tables/flussTables';
import { FETCH_LOG } from '../../../src/backends/fluss/wire/apis';
import { collect } from '../../contract/gather';
import { clusterSettings, startFluss } from '../../servers/fluss/start';
import { startS3 } from '../lakefs/support/s3';
import { descriptorOf, schemaAndBatches } from './support';

const never = new AbortController().signal;
const DATABASE = 'remote';
const BATCHES = 60;
const ROWS = 400;

let jar: string;
beforeAll(async () => {
  jar = await ensureMavenFile('fluss-fs-s3', 'org.apache.fluss:fluss-fs-s3:0.9.1-incubating'); // 190 MB the first time
});

/** moto keeps what a real cluster moves to S3; it does not check signatures. */
test('rows that a cluster moved to S3 are read with the keys of the connection', async () => {
  const store = await startS3();
  const servers = await startFluss({
    jars: [jar],
    settings: {
      'log.segment.file-size': '64kb',
      'remote.log.task-interval-duration': '1s',
      'remote.data.dir': 's3://headwater/fluss',
      's3.endpoint': store.endpoint,
      's3.access-key': store.accessKeyId,
      's3.secret-key': store.secretAccessKey,
      's3.path.style.access': 'true',
      's3.endpoint.region': 'us-east-1',
    },
  });
  try {
    const storage = { keys: { accessKeyId: store.accessKeyId, secretAccessKey: store.secretAccessKey }, region: 'us-east-1', endpoint: store.endpoint };
    const client = await FlussClient.connect({ ...clusterSettings(servers.port), codecs: nodeCodecs(), storage }, never);
    const tables = new FlussTables(client, new CurrentDatabase(DATABASE));
    await client.admin.createDatabase(DATABASE, { properties: {} }, true, never);
    const path = { database: DATABASE, table: 'moved' };
    await client.admin.createTable(path, { ...descriptorOf([['n', { kind: 'BIGINT', nullable: false }]], []), bucketCount: 1, properties: { 'table.log.tiered.local-segments': '1', 'table.log.arrow.compression.type': 'NONE' } }, false, never);
    const writer = tables.writer({ table: [DATABASE, 'moved'], kind: 'insert', columns: [0], signal: never });
    for (let batch = 0; batch < BATCHES; batch++) {
      const n = vectorFromArray(Array.from({ length: ROWS }, (_, row) => BigInt(batch * ROWS + row)), new Int64());
      for (const bytes of schemaAndBatches(tableToIPC(new Table({ n }), 'stream')).batches) await writer.write(bytes);
    }
    await writer.finish();
    const info = await client.tables.info(path, never);
    const leader = await client.tables.leader(info, undefined, 0, never);
    const fetch = { follower: -1, maxBytes: 1 << 20, maxWaitMs: 500, minBytes: 1, tables: [{ tableId: info.tableId, projected: false, columns: [], buckets: [{ bucket: 0, offset: 0n, maxBytes: 1 << 20 }] }] };
    const remote = async (): Promise<string | undefined> => (await client.cluster.ask({ to: 'server', id: leader }, FETCH_LOG, fetch, { signal: never })).tables[0]?.buckets[0]?.remote?.dir;
    await expect.poll(remote, { timeout: 90_000, interval: 500 }).toMatch(/^s3a?:\/\/headwater\/fluss\//u);
    const { table } = await collect(tables.scan({ table: [DATABASE, 'moved'], columns: [0], signal: never }));
    expect(table?.getChild('n')?.toArray()).toEqual(BigInt64Array.from({ length: BATCHES * ROWS }, (_, row) => BigInt(row)));
    client.close();
  } finally {
    await servers.stop();
    await store.stop();
  }
}, 300_000);
