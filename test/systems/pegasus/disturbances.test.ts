import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PegasusClient } from '../../../src/backends/pegasus/client/pegasusClient';
import { HeadwaterError } from '../../../src/core/errors';
import { endlessTable, tableOf } from '../../servers/pegasus/sample';
import { type PegasusServers, startPegasus } from '../../servers/pegasus/start';
import { bytes, clientOf } from './support';

/** Many calls at once while the cluster is changed under them: what was acknowledged is there, what is not known is said. */

let servers: PegasusServers;
let client: PegasusClient;

beforeEach(async () => {
  servers = await startPegasus();
  client = clientOf(servers, { timeoutMs: 20_000 });
});
afterEach(async () => {
  client.close();
  await servers.stop();
});

const WRITES = 400;
const ROWS = 3_000;

/** Writes many rows, some at a time, while `disturb` is at work. @returns keys that were acknowledged, and those whose fate nobody knows */
async function writeDuring(disturb: (done: () => boolean) => Promise<void>): Promise<{ readonly written: readonly string[]; readonly unknown: readonly string[] }> {
  const written: string[] = [];
  const unknown: string[] = [];
  let finished = false;
  const disturbing = disturb(() => finished);
  const numbers = Array.from({ length: WRITES }, (_, index) => index).values();
  const writer = async (): Promise<void> => {
    for (const number of numbers) {
      const key = `key ${number}`;
      try {
        await client.table('temp').set(bytes(key), bytes('s'), bytes(`value ${number}`));
        written.push(key);
      } catch (error) {
        if (!(error instanceof HeadwaterError) || error.failure.outcomeUnknown !== true) throw error;
        unknown.push(key);
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, writer));
  finished = true;
  await disturbing;
  return { written, unknown };
}

async function expectAll({ written, unknown }: Awaited<ReturnType<typeof writeDuring>>): Promise<void> {
  expect(written.length + unknown.length).toBe(WRITES);
  expect(written.length).toBeGreaterThan(WRITES / 2);
  const values = await client.table('temp').batchGet(written.map((key) => ({ hashKey: bytes(key), sortKey: bytes('s') })));
  expect(values.map((value) => value && Buffer.from(value).toString())).toEqual(written.map((key) => key.replace('key', 'value')));
  expect(servers.cluster.violations).toEqual([]);
}

describe('Writes', () => {
  test('are all there after primaries were moved again and again', async () => {
    const table = servers.cluster.table('temp')!;
    const found = await writeDuring(async (done) => {
      for (let turn = 0; !done(); turn++) {
        servers.cluster.movePrimary(table, turn % table.count);
        await delay(5);
      }
    });
    expect(found.unknown).toEqual([]);
    await expectAll(found);
  });

  test('are there, or said to be unknown, after a server was killed and its partitions were given to others', async () => {
    const [victim] = servers.cluster.replicas;
    await expectAll(
      await writeDuring(async () => {
        await delay(10);
        await servers.kill(victim!);
        servers.cluster.reassign(victim!);
      }),
    );
  });

  test('go on while another meta server comes to lead', async () => {
    const table = servers.cluster.table('temp')!;
    const found = await writeDuring(async (done) => {
      for (let turn = 0; !done(); turn++) {
        servers.switchLeader(servers.cluster.metas[turn % servers.cluster.metas.length]!);
        servers.cluster.movePrimary(table, turn % table.count);
        await delay(20);
      }
    });
    await expectAll(found);
  });

  test('that answers reach in single bytes, late and out of order are each told their own result', async () => {
    servers.cluster.faults.add({ rpc: 'RPC_RRDB_RRDB_PUT', effect: { kind: 'late', ms: 30 }, times: 100 });
    servers.cluster.faults.add({ rpc: 'RPC_RRDB_RRDB_PUT', effect: { kind: 'pieces', bytes: 1 } });
    const found = await writeDuring(async () => undefined);
    expect(found.unknown).toEqual([]);
    await expectAll(found);
  });
});

describe('A scan', () => {
  const scanned = async (table: string, disturb: (page: number) => Promise<void> | void): Promise<readonly string[]> => {
    const keys: string[] = [];
    let pages = 0;
    for (const scanner of await client.table(table).unorderedScanners(8, { batchSize: 100 })) {
      for (let page = await scanner.next(); page; page = await scanner.next()) {
        for (const { key } of page.rows) keys.push(Buffer.from(key).toString('latin1'));
        await disturb(pages++);
      }
    }
    return keys;
  };
  const fill = (): void => void tableOf(servers.cluster, 'many', Array.from({ length: ROWS }, (_, row) => ({ hashKey: `h${row % 50}`, sortKey: `s${row}`, value: 'v' })));

  test('gives every row once while primaries move and contexts are lost', async () => {
    fill();
    const table = servers.cluster.table('many')!;
    const keys = await scanned('many', (page) => servers.cluster.movePrimary(table, page % table.count));
    expect(keys.length).toBe(ROWS);
    expect(new Set(keys).size).toBe(ROWS);
  });

  test('gives every row once when contexts expire between its pages', async () => {
    fill();
    const keys = await scanned('many', (page) => {
      if (page % 3 === 0) servers.cluster.clock.putForward(400_000);
    });
    expect(new Set(keys).size).toBe(ROWS);
    expect(keys.length).toBe(ROWS);
  });

  test('gives every row once when a server is killed in the middle', async () => {
    fill();
    const [victim] = servers.cluster.replicas;
    const keys = await scanned('many', async (page) => {
      if (page !== 5) return;
      await servers.kill(victim!);
      servers.cluster.reassign(victim!);
    });
    expect(new Set(keys).size).toBe(ROWS);
    expect(keys.length).toBe(ROWS);
  });

  test('of a hundred million rows is stopped, and leaves nothing open', async () => {
    endlessTable(servers.cluster, 'everybody', 100_000_000);
    const [scanner] = await client.table('everybody').unorderedScanners(1, {});
    const page = await scanner!.next();
    expect(page?.rows.length).toBe(1000);
    expect(servers.cluster.openScans).toBe(1);
    scanner!.close();
    await expect.poll(() => servers.cluster.openScans, { timeout: 20_000 }).toBe(0);
  });
});
