import { describe, expect, test } from 'vitest';
import { type Destination, readReply, readResult, writeRequest } from '../../../src/backends/pegasus/wire/frames';
import { FrameSplitter } from '../../../src/backends/pegasus/wire/frameSplitter';
import * as rpcs from '../../../src/backends/pegasus/wire/rpcs';
import { PartitionConfiguration } from '../../../src/backends/pegasus/wire/messages/meta';
import { ThriftError } from '../../../src/backends/pegasus/wire/thriftError';
import { ThriftReader } from '../../../src/backends/pegasus/wire/thriftReader';
import { ThriftWriter } from '../../../src/backends/pegasus/wire/thriftWriter';
import { fullKey } from '../../../src/backends/pegasus/keys/fullKey';
import { fromHex, GOLDEN, toHex, utf8 } from './golden';

const AT: Destination = { appId: 2, partition: 3, partitionHash: 0x03f8_6f9a_bab2_8f63n, timeoutMs: 1000, backup: false };
const EMPTY = new Uint8Array(0);
const KEY = fullKey(utf8('hkey1'), utf8('skey1'));
const V0_HEADER = 48;
const V1_HEADER = 16 + 37;

function frame<Q>(rpc: rpcs.Rpc<Q, unknown>, seqid: number, argument: Q): Uint8Array {
  const to = new ThriftWriter(8);
  writeRequest(to, rpc, seqid, AT, argument);
  return to.take();
}

const bodyOfV0 = (hex: string): string => hex.slice(V0_HEADER * 2);
const bodyOf = (bytes: Uint8Array): string => toHex(bytes).slice(V1_HEADER * 2);

describe('requests', () => {
  test('a get has the frame of header v1', () => {
    expect(toHex(frame(rpcs.GET, 7, KEY))).toBe(GOLDEN.getV1);
  });
  test('the bodies are those of the official Python client', () => {
    expect(bodyOf(frame(rpcs.GET, 7, KEY))).toBe(bodyOfV0(GOLDEN.getV0));
    expect(bodyOf(frame(rpcs.PUT, 8, { key: KEY, value: utf8('v'), expireTs: 100 }))).toBe(bodyOfV0(GOLDEN.putV0));
    expect(bodyOf(frame(rpcs.QUERY_CONFIG, 1, { appName: 'temp', partitionIndices: [] }))).toBe(bodyOfV0(GOLDEN.queryConfigV0));
    expect(bodyOf(frame(rpcs.SCAN, 11, { contextId: 5n }))).toBe(bodyOfV0(GOLDEN.scanV0));
    expect(bodyOf(frame(rpcs.CLEAR_SCANNER, 12, 5n))).toBe(bodyOfV0(GOLDEN.clearScannerV0));
  });
  test('a scan that asks for no more than the Python client differs only in the fields that this one leaves out', () => {
    const asked = { startKey: fromHex('0000'), stopKey: fromHex('ffff'), startInclusive: true, stopInclusive: false, batchSize: 1000, noValue: false, hashKeyFilterType: 0, hashKeyFilterPattern: EMPTY, sortKeyFilterType: 0, sortKeyFilterPattern: EMPTY };
    const own = bodyOf(frame(rpcs.GET_SCANNER, 10, { ...asked, onlyReturnCount: false }));
    expect(own.replace('0200060008', '08')).toBe(bodyOfV0(GOLDEN.getScannerV0));
  });
  test('a multi get without ranges reads as one with all flags off', () => {
    const body = new ThriftReader(fromHex(bodyOfV0(GOLDEN.multiGetV0)));
    body.i32();
    expect(body.string()).toBe('RPC_RRDB_RRDB_MULTI_GET');
    body.raw(4 + 3);
    const read = rpcs.MULTI_GET.request.read(body);
    expect(read).toEqual({
      hashKey: utf8('h'),
      sortKeys: [utf8('a'), utf8('b')],
      maxKvCount: 100,
      maxKvSize: 1_000_000,
      noValue: false,
      startSortKey: EMPTY,
      stopSortKey: EMPTY,
      startInclusive: false,
      stopInclusive: false,
      sortKeyFilterType: 0,
      sortKeyFilterPattern: EMPTY,
      reverse: false,
    });
  });
});

const replyOf = (hex: string): ReturnType<typeof readReply> => readReply([...new FrameSplitter(1 << 20).push(fromHex(hex))][0]!);

describe('answers', () => {
  test('not found stands in the result, with its place', () => {
    const reply = replyOf(GOLDEN.getNotFound);
    expect([reply.error, reply.name, reply.seqid]).toEqual(['ERR_OK', 'RPC_RRDB_RRDB_GET_ACK', 7]);
    expect(readResult(reply, rpcs.GET.response)).toEqual({ error: 1, value: EMPTY, appId: 2, partition: 3, server: 'emu' });
  });
  test('an error of the first layer has no result', () => {
    const reply = replyOf(GOLDEN.wrongNode);
    expect([reply.error, reply.seqid, reply.body.left]).toEqual(['ERR_OBJECT_NOT_FOUND', 7, 0]);
    expect(() => readResult(reply, rpcs.GET.response)).toThrow(ThriftError);
  });
  test('a meta server that does not lead says who does', () => {
    const result = readResult(replyOf(GOLDEN.forward), rpcs.QUERY_CONFIG.response);
    expect([result.err, result.isStateful, result.partitions[0]?.primary]).toEqual(['ERR_FORWARD_TO_OTHERS', false, { host: '127.0.0.1', port: 35601 }]);
  });
  test.each([1, 2, 3, 5, 64])('come whole in chunks of %i bytes', (size) => {
    const stream = fromHex([GOLDEN.getNotFound, GOLDEN.wrongNode, GOLDEN.forward, GOLDEN.getNotFound].join(''));
    const splitter = new FrameSplitter(1 << 20);
    const frames: string[] = [];
    for (let at = 0; at < stream.length; at += size) for (const one of splitter.push(stream.subarray(at, at + size))) frames.push(toHex(one));
    expect(frames).toEqual([GOLDEN.getNotFound, GOLDEN.wrongNode, GOLDEN.forward, GOLDEN.getNotFound].map((hex) => hex.slice(8)));
  });
  test.each(['00000000', '00000004', '80000000', 'ffffffff', '7fffffff'])('a length of %s is refused before anything is allocated', (hex) => {
    expect(() => [...new FrameSplitter(1 << 20).push(fromHex(hex))]).toThrow(ThriftError);
  });
});

describe('values that are not what they say', () => {
  test('addresses, partitions and names of hosts', () => {
    const value = {
      pid: { app: 2, partition: 3 },
      ballot: 9n,
      maxReplicaCount: 3,
      primary: { host: '127.0.0.1', port: 34801 },
      secondaries: [{ host: '255.0.255.1', port: 65535 }, undefined],
      lastDrops: [],
      lastCommittedDecree: -1n,
      partitionFlags: 0,
      hpPrimary: { host: 'replica-1', port: 34801 },
      hpSecondaries: [{ host: 'replica-2', port: 65535 }],
      hpLastDrops: [],
    };
    const to = new ThriftWriter();
    PartitionConfiguration.write(to, value);
    const bytes = to.take();
    expect(toHex(bytes)).toContain('0000000300000002'); // gpid(app 2, index 3) = 0x300000002
    expect(toHex(bytes)).toContain('7f00000187f10001'); // 127.0.0.1:34801
    expect(PartitionConfiguration.read(new ThriftReader(bytes))).toEqual(value);
  });
  test('an unknown struct is refused, since its length is not known; other unknown fields are passed over', () => {
    const read = (hex: string): unknown => PartitionConfiguration.read(new ThriftReader(fromHex(hex)));
    expect(() => read('0c0063000000000000')).toThrow('unknown struct');
    expect(read(`080063000000010b006400000001610f0065080000000200000001000000020d00660b0800000001000000016100000005${'0a000200000000000000070000'.slice(0, 22)}00`)).toMatchObject({ ballot: 7n });
  });
  test('a known field of another type is refused', () => {
    expect(() => rpcs.GET.response.read(new ThriftReader(fromHex('0a0001000000000000000100')))).toThrow('read_response.error has type 10');
  });
});
