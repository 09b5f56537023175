import { readReply, readResult } from '../../../src/backends/pegasus/wire/frames';
import { FrameSplitter } from '../../../src/backends/pegasus/wire/frameSplitter';
import { splitKey } from '../../../src/backends/pegasus/keys/fullKey';
import * as rpcs from '../../../src/backends/pegasus/wire/rpcs';
import { ThriftError } from '../../../src/backends/pegasus/wire/thriftError';
import { ThriftReader } from '../../../src/backends/pegasus/wire/thriftReader';
import { ThriftWriter } from '../../../src/backends/pegasus/wire/thriftWriter';
import type { ThriftType } from '../../../src/backends/pegasus/wire/thriftTypes';
import type { Fuzzed } from '../support/fuzzing';
import { fromHex, GOLDEN, utf8 } from './golden';

const refuses = (error: unknown): boolean => error instanceof ThriftError;

function encoded<W>(type: { write(to: ThriftWriter, value: W): void }, value: W): Uint8Array {
  const to = new ThriftWriter();
  type.write(to, value);
  return to.take();
}

/** Reads a struct and all that its lists give only when they are asked. */
function reading(name: string, golden: Uint8Array, type: { read(from: ThriftReader): unknown }): Fuzzed {
  return {
    name,
    golden,
    refuses,
    decode: (bytes) => {
      const value = type.read(new ThriftReader(bytes));
      if (typeof value !== 'object' || value === null) return;
      for (const one of Object.values(value)) if (isIterable(one)) Array.from(one);
    },
  };
}

const isIterable = (value: unknown): value is Iterable<unknown> => typeof value === 'object' && value !== null && Symbol.iterator in value;

function answer<W>(name: string, { response }: { readonly response: ThriftType<unknown, W> }, value: W): Fuzzed {
  return reading(`results: ${name}`, encoded(response, value), response);
}

const where = { appId: 2, partition: 3, server: '10.0.0.1:34801' };
const kvs = [
  { key: utf8('\0\u0001hs1'), value: utf8('v1'), expireTs: 7 },
  { key: utf8('\0\u0001hs2'), value: new Uint8Array(0), expireTs: undefined },
];
const node = { host: '10.0.0.1', port: 34801 };
const partition = { pid: { app: 2, partition: 0 }, ballot: 4n, maxReplicaCount: 3, primary: node, secondaries: [{ host: '10.0.0.2', port: 34801 }], lastDrops: [], lastCommittedDecree: 5n, partitionFlags: 0, hpPrimary: { host: 'a', port: 65000 }, hpSecondaries: [], hpLastDrops: [] };
const app = { status: 1, appType: 'pegasus', appName: 'temp', appId: 2, partitionCount: 8, envs: new Map([['default_ttl', '0']]), isStateful: true, maxReplicaCount: 3, expireSecond: 0n, createSecond: 1n, dropSecond: 0n, initPartitionCount: -1 };
const policy = { name: 'daily', provider: 'hdfs_service', intervalSeconds: '86400', appIds: [2, 3], historyCount: 6, startTime: '02:00', disabled: false };
const duplication = { dupId: 7, status: 3, remote: 'other', createdMs: 1n, progress: new Map([[0, 5n]]), failMode: 0, remoteAppName: 'temp', remoteReplicaCount: 3, partitionStates: new Map([[0, { confirmedDecree: 5n, lastCommittedDecree: 6n }]]) };

const ANSWERS: readonly Fuzzed[] = [
  answer('scan', rpcs.SCAN, { error: 0, kvs, contextId: 1n << 60n, ...where, kvCount: 2 }),
  answer('multi get', rpcs.MULTI_GET, { error: 7, kvs, ...where }),
  answer('batch get', rpcs.BATCH_GET, { error: 0, data: [{ hashKey: utf8('h'), sortKey: utf8('s'), value: utf8('v') }], ...where }),
  answer('check and set', rpcs.CHECK_AND_SET, { error: 13, checkValueReturned: true, checkValueExist: true, checkValue: utf8('x'), decree: 3n, ...where }),
  answer('partition table', rpcs.QUERY_CONFIG, { err: 'ERR_OK', appId: 2, partitionCount: 1, isStateful: true, partitions: [partition] }),
  answer('list of tables', rpcs.LIST_APPS, { err: 'ERR_OK', infos: [app] }),
  answer('list of nodes', rpcs.LIST_NODES, { err: 'ERR_OK', infos: [{ status: 1, node }] }),
  answer('cluster info', rpcs.CLUSTER_INFO, { err: 'ERR_OK', keys: ['a'], values: ['b'] }),
  answer('policies of backups', rpcs.QUERY_BACKUP_POLICY, { err: 'ERR_OK', policies: [policy], backups: [[{ id: 1n, startMs: 1n, endMs: 2n, appIds: [2] }]] }),
  answer('duplications', rpcs.QUERY_DUPLICATION, { err: 'ERR_OK', appId: 2, entries: [duplication] }),
  answer('bulk load', rpcs.QUERY_BULK_LOAD_STATUS, { err: 'ERR_OK', appName: 'temp', status: 1, statuses: [1], maxReplicas: 3, replicas: [new Map([[node, { downloadProgress: 50, downloadStatus: 'ERR_OK' }]])] }),
  answer('split', rpcs.QUERY_PARTITION_SPLIT, { err: 'ERR_OK', partitionCount: 16, statuses: new Map([[0, 1], [1, 3]]) }),
];

const FRAMES: readonly Fuzzed[] = Object.entries({ 'not found': GOLDEN.getNotFound, 'wrong node': GOLDEN.wrongNode, forward: GOLDEN.forward }).map(([name, hex]) => ({
  name: `answers: ${name}`,
  golden: fromHex(hex),
  refuses,
  decode: (bytes) => {
    let frames = 0;
    for (const frame of new FrameSplitter(1 << 16).push(bytes)) {
      frames += 1;
      const reply = readReply(frame);
      if (reply.error !== 'ERR_OK') continue;
      if (reply.name.includes('GET')) readResult(reply, rpcs.GET.response);
      else readResult(reply, rpcs.QUERY_CONFIG.response);
    }
    if (frames === 0) throw new ThriftError('the rest has not come');
  },
}));

/** What reads bytes of servers, with bytes that it reads. */
export const DECODERS: readonly Fuzzed[] = [
  ...ANSWERS,
  ...FRAMES,
  reading('requests, as a server reads them', fromHex(GOLDEN.putV0.slice(48 * 2 + 2 * (4 + 4 + 17 + 4 + 3), -2)), rpcs.PUT.request),
  { name: 'stored keys', golden: utf8('\0\u0004hashsort'), refuses, decode: splitKey },
];
