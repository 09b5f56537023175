import { describe, expect, test } from 'vitest';
import { readReply, readResult } from '../../../src/backends/pegasus/wire/frames';
import { FrameSplitter } from '../../../src/backends/pegasus/wire/frameSplitter';
import { splitKey } from '../../../src/backends/pegasus/keys/fullKey';
import * as rpcs from '../../../src/backends/pegasus/wire/rpcs';
import { ThriftError } from '../../../src/backends/pegasus/wire/thriftError';
import { ThriftReader } from '../../../src/backends/pegasus/wire/thriftReader';
import { ThriftWriter } from '../../../src/backends/pegasus/wire/thriftWriter';
import type { ThriftType } from '../../../src/backends/pegasus/wire/thriftTypes';
import { random } from '../support/random';
import { fromHex, GOLDEN, utf8 } from './golden';

const ROUNDS = Number(process.env['HEADWATER_FUZZ'] ?? (process.env['HEADWATER_FULL'] ? 100_000 : 10_000));
const SEED = Number(process.env['HEADWATER_SEED'] ?? Date.now() % 1_000_000);

/** Changes bytes, cuts, doubles; each round another. What comes of it must be a value or an error of ours. */
function survives(golden: Uint8Array, decode: (bytes: Uint8Array) => unknown): void {
  const below = random(SEED);
  let read = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const bytes = mutated(golden, below);
    try {
      decode(bytes);
      read += 1;
    } catch (error) {
      if (!(error instanceof ThriftError)) throw new Error(`seed ${SEED}, round ${round}: ${String(error)}\n${Buffer.from(bytes).toString('hex')}`, { cause: error });
    }
  }
  expect(read, 'most mutations leave the bytes unreadable, some do not').toBeLessThan(ROUNDS);
  expect(read).toBeGreaterThan(0);
}

function mutated(golden: Uint8Array, below: (limit: number) => number): Uint8Array {
  let bytes = golden.slice();
  for (let count = 1 + below(3); count > 0; count--) {
    const at = below(bytes.length);
    switch (below(5)) {
      case 0:
        bytes[at] = below(256);
        break;
      case 1:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
        break;
      case 2:
        bytes = bytes.slice(0, Math.max(1, at));
        break;
      case 3:
        bytes.fill(0xff, at, at + 4);
        break;
      default:
        bytes = new Uint8Array([...bytes.subarray(0, at), ...bytes.subarray(Math.max(0, at - 4))]);
    }
  }
  return bytes;
}

function encoded<W>(type: { write(to: ThriftWriter, value: W): void }, value: W): Uint8Array {
  const to = new ThriftWriter();
  type.write(to, value);
  return to.take();
}

const where = { appId: 2, partition: 3, server: '10.0.0.1:34801' };
const kvs = [
  { key: utf8('\0\u0001hs1'), value: utf8('v1'), expireTs: 7 },
  { key: utf8('\0\u0001hs2'), value: new Uint8Array(0), expireTs: undefined },
];
const partition = { pid: { app: 2, partition: 0 }, ballot: 4n, maxReplicaCount: 3, primary: { host: '10.0.0.1', port: 34801 }, secondaries: [{ host: '10.0.0.2', port: 34801 }], lastDrops: [], lastCommittedDecree: 5n, partitionFlags: 0, hpPrimary: { host: 'a', port: 65000 }, hpSecondaries: [], hpLastDrops: [] };
const app = { status: 1, appType: 'pegasus', appName: 'temp', appId: 2, partitionCount: 8, envs: new Map([['default_ttl', '0']]), isStateful: true, maxReplicaCount: 3, expireSecond: 0n, createSecond: 1n, dropSecond: 0n, initPartitionCount: -1 };

const ANSWERS: readonly (readonly [string, Uint8Array, { read(from: ThriftReader): unknown }])[] = [
  answer('scan', rpcs.SCAN, { error: 0, kvs, contextId: 1n << 60n, ...where, kvCount: 2 }),
  answer('multi get', rpcs.MULTI_GET, { error: 7, kvs, ...where }),
  answer('batch get', rpcs.BATCH_GET, { error: 0, data: [{ hashKey: utf8('h'), sortKey: utf8('s'), value: utf8('v') }], ...where }),
  answer('check and set', rpcs.CHECK_AND_SET, { error: 13, checkValueReturned: true, checkValueExist: true, checkValue: utf8('x'), decree: 3n, ...where }),
  answer('partition table', rpcs.QUERY_CONFIG, { err: 'ERR_OK', appId: 2, partitionCount: 1, isStateful: true, partitions: [partition] }),
  answer('list of tables', rpcs.LIST_APPS, { err: 'ERR_OK', infos: [app] }),
  answer('list of nodes', rpcs.LIST_NODES, { err: 'ERR_OK', infos: [{ status: 1, node: { host: '10.0.0.1', port: 34801 } }] }),
  answer('cluster info', rpcs.CLUSTER_INFO, { err: 'ERR_OK', keys: ['a'], values: ['b'] }),
];

function answer<W>(name: string, { response }: { readonly response: ThriftType<unknown, W> }, value: W): (typeof ANSWERS)[number] {
  return [name, encoded(response, value), response];
}

describe(`bytes that are changed at random (seed ${SEED}, ${ROUNDS} each)`, () => {
  test.each(ANSWERS)('results: %s', (_, golden, type) => {
    expect(type.read(new ThriftReader(golden))).toBeTruthy();
    survives(golden, (bytes) => {
      const value = type.read(new ThriftReader(bytes));
      for (const one of Object.values(value as object)) if (typeof one === 'object' && one !== null && Symbol.iterator in one) Array.from(one as Iterable<unknown>);
    });
  });

  test.each([GOLDEN.getNotFound, GOLDEN.wrongNode, GOLDEN.forward])('answers: %s', (hex) => {
    survives(fromHex(hex), (bytes) => {
      let frames = 0;
      for (const frame of new FrameSplitter(1 << 16).push(bytes)) {
        frames += 1;
        const reply = readReply(frame);
        if (reply.error !== 'ERR_OK') continue;
        if (reply.name.includes('GET')) readResult(reply, rpcs.GET.response);
        else readResult(reply, rpcs.QUERY_CONFIG.response);
      }
      if (frames === 0) throw new ThriftError('the rest has not come');
    });
  });

  test('requests, as a server reads them', () => {
    const golden = fromHex(GOLDEN.putV0.slice(48 * 2 + 2 * (4 + 4 + 17 + 4 + 3), -2));
    expect(rpcs.PUT.request.read(new ThriftReader(golden))).toMatchObject({ expireTs: 100 });
    survives(golden, (bytes) => rpcs.PUT.request.read(new ThriftReader(bytes)));
  });

  test('stored keys', () => {
    survives(utf8('\0\u0004hashsort'), splitKey);
  });
});
