import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OLDER } from '../../servers/pegasus/cluster/cluster';
import { keyHash } from '../../servers/pegasus/data/keys';
import { type PegasusServers, startPegasus } from '../../servers/pegasus/start';

/** What the double says to frames made by hand. No official client to be had speaks header version 1: it is shown on bytes here. */

/** Made by the official Python client: GET of hkey1, skey1, sequence 7, table 2, partition 3. */
const GET_V0 =
  '5448465400000000000000300000000000000031000000000000000200000003000003e800003de103f86f9abab28f6380010001000000115250435f525244425f525244425f474554000000070c00010000000c0005686b657931736b65793100';
/** The same with a header of version 1, in the layout of the Java client. */
const GET_V1 =
  '544846540000000100000025000000310800010000000208000200000003080003000003e80a000403f86f9abab28f63020005000080010001000000115250435f525244425f525244425f474554000000070c00010000000c0005686b657931736b65793100';
const WRONG_NODE = '0000003d000000144552525f4f424a4543545f4e4f545f464f554e4480010002000000155250435f525244425f525244425f4745545f41434b00000007';

let servers: PegasusServers;
const sockets: Socket[] = [];

beforeEach(async () => {
  servers = await startPegasus();
  // `temp` is table 1; the frames above ask for table 2.
  servers.cluster.createTable('second');
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await servers.stop();
});

/** What comes back until one whole reply is there, or the connection closes. */
async function reply(port: number, parts: readonly Buffer[]): Promise<Buffer> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  for (const part of parts) socket.write(part);
  let bytes = Buffer.alloc(0);
  for await (const chunk of socket) {
    bytes = Buffer.concat([bytes, chunk as Buffer]);
    if (bytes.length >= 4 && bytes.length >= bytes.readInt32BE(0)) break;
  }
  return bytes;
}

const errorOf = (bytes: Buffer): string => bytes.subarray(8, 8 + bytes.readInt32BE(4)).toString();
const primaryOf = (table: string, index: number): number => servers.cluster.table(table)!.placements[index]!.primary;
const frame = (hex: string): Buffer => Buffer.from(hex, 'hex');

describe('A get', () => {
  test.each([['0', GET_V0], ['1', GET_V1]])('with header version %s is answered the same, to the byte', async (_, hex) => {
    servers.cluster.table('second')!.partitions[3]!.put('\0\u0005hkey1skey1', Buffer.from('v'), 0);
    const bytes = await reply(primaryOf('second', 3), [frame(hex)]);
    const server = Buffer.from(`127.0.0.1:${primaryOf('second', 3)}`).toString('hex');
    expect(bytes.readInt32BE(0)).toBe(bytes.length);
    expect(bytes.toString('hex')).toContain('064552525f4f4b80010002000000155250435f525244425f525244425f4745545f41434b000000070c0000080001000000000c000200000001760800030000000208000400000003');
    expect(bytes.toString('hex').endsWith(`${server}0000`)).toBe(true);
    expect(servers.cluster.violations).toEqual([]);
  });
  test.each([['0', GET_V0], ['1', GET_V1]])('with header version %s may come byte by byte', async (_, hex) => {
    const bytes = await reply(primaryOf('second', 3), Array.from(frame(hex), (byte) => Buffer.from([byte])));
    expect(errorOf(bytes)).toBe('ERR_OK');
  });
  test('of a partition that this server does not have is refused as real servers do', async () => {
    servers.cluster.table('second')!.placements[3] = { ballot: 2n, primary: 1, secondaries: [] };
    expect((await reply(servers.cluster.replicas[0]!, [frame(GET_V1)])).toString('hex')).toBe(WRONG_NODE);
  });
  test('of a partition that this server only follows is refused', async () => {
    const [secondary] = servers.cluster.table('second')!.placements[3]!.secondaries;
    expect(errorOf(await reply(secondary!, [frame(GET_V1)]))).toBe('ERR_INVALID_STATE');
    const backup = GET_V1.replace('0200050000', '0200050100');
    expect(errorOf(await reply(secondary!, [frame(backup)]))).toBe('ERR_OK');
  });
});

describe('What no right client sends', () => {
  test.each([
    ['another magic', GET_V0.replace('54484654', '54484655')],
    ['a header of another length', GET_V0.replace('00000030', '0000002f')],
    ['a header version of the future', GET_V1.replace('5448465400000001', '5448465400000002')],
    ['a second argument', `${GET_V0.replace('0000000000000031', '0000000000000038').slice(0, -2)}0800020000000100`],
    ['an argument of another type', GET_V0.replace('070c0001', '07080001')],
  ])('%s: the connection closes, and the double says why', async (_, hex) => {
    expect(await reply(primaryOf('second', 3), [frame(hex)])).toEqual(Buffer.alloc(0));
    expect(servers.cluster.violations).toHaveLength(1);
  });
  test('a hash that is not the key’s is noticed where the double is strict, and passes where it is as old clients need it', async () => {
    const wrong = GET_V1.replace('03f86f9abab28f63', '03f86f9abab28f6b');
    expect(errorOf(await reply(primaryOf('second', 3), [frame(wrong)]))).toBe('ERR_OK');
    expect(servers.cluster.violations).toHaveLength(1);
    await servers.stop();
    servers = await startPegasus({ habits: OLDER });
    servers.cluster.createTable('second');
    expect(errorOf(await reply(primaryOf('second', 3), [frame(wrong)]))).toBe('ERR_OK');
    expect(servers.cluster.violations).toEqual([]);
  });
  test('a thread number that could stop a real server is noticed', async () => {
    await reply(primaryOf('second', 3), [frame(GET_V0.replace('00003de1', '00003de2'))]);
    expect(servers.cluster.violations).toEqual([expect.stringContaining('15842')]);
  });
  test('an unknown call has no handler', async () => {
    expect(errorOf(await reply(primaryOf('second', 3), [frame(GET_V1.replace('5f474554', '5f474558'))]))).toBe('ERR_HANDLER_NOT_FOUND');
  });
});

describe('A cluster', () => {
  test('refuses the parent of a split for keys that went to the child', async () => {
    const table = servers.cluster.table('second')!;
    table.beginSplit();
    table.finishSplit();
    const child = Number(keyHash(Buffer.from('hkey1'), Buffer.alloc(0)) % 16n);
    expect(child).toBe(3);
    expect(errorOf(await reply(primaryOf('second', 3), [frame(GET_V1)]))).toBe('ERR_OK');
    const other = Buffer.from(GET_V1.replace('03f86f9abab28f63', '03f86f9abab28f6b'), 'hex');
    expect(errorOf(await reply(primaryOf('second', 3), [other]))).toBe('ERR_PARENT_PARTITION_MISUSED');
  });
  test('refuses more requests than a table’s throttling allows', async () => {
    servers.cluster.table('second')!.envs.set('replica.read_throttling', '8*reject*0');
    // Sent at once, so that they come within a second, or two at a turn of the clock.
    const port = primaryOf('second', 3);
    const bytes = await reply(port, [Buffer.concat([1, 2, 3, 4, 5].map(() => frame(GET_V1)))]);
    expect(errorOf(bytes)).toBe('ERR_OK');
    await expect.poll(() => servers.cluster.refused, { timeout: 20_000 }).toBeGreaterThanOrEqual(3);
  });
});
