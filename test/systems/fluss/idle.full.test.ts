import { Int32, Table, tableToIPC, vectorFromArray } from 'apache-arrow';
import { expect, test } from 'vitest';
import { nodeCodecs } from '../../../src/core/arrow/nodeCodecs';
import { FlussClient } from '../../../src/backends/fluss/client/flussClient';
import { CurrentDatabase } from '../../../src/backends/fluss/currentDatabase';
import { FlussTables } from '../../../src/backends/fluss/tables/flussTables';
import { collect } from '../../contract/gather';
import { clusterSettings, startFluss } from '../../servers/fluss/start';
import { descriptorOf, schemaAndBatches } from './support';

const never = new AbortController().signal;
const IDLE_MS = 2_000;

test('a real server cuts what nobody uses, and the next read and write connect anew', async () => {
  const servers = await startFluss({ settings: { 'netty.connection.max-idle-time': `${IDLE_MS}ms` } });
  try {
    const client = await FlussClient.connect({ ...clusterSettings(servers.port), codecs: nodeCodecs() }, never);
    const tables = new FlussTables(client, new CurrentDatabase('idle'));
    const idle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2 * IDLE_MS));
    await client.admin.createDatabase('idle', { properties: {} }, true, never);
    await idle();
    await client.admin.createTable({ database: 'idle', table: 't' }, { ...descriptorOf([['n', { kind: 'INT', nullable: false }]], []), bucketCount: 1 }, false, never);
    await idle();
    const writer = tables.writer({ table: ['idle', 't'], kind: 'insert', columns: [0], signal: never });
    for (const batch of schemaAndBatches(tableToIPC(new Table({ n: vectorFromArray([1, 2, 3], new Int32()) }), 'stream')).batches) await writer.write(batch);
    expect(await writer.finish()).toMatchObject({ written: 3n, unknown: 0n });
    await idle();
    expect((await collect(tables.scan({ table: ['idle', 't'], columns: [0], signal: never }))).table?.numRows).toBe(3);
    client.close();
  } finally {
    await servers.stop();
  }
}, 180_000);
