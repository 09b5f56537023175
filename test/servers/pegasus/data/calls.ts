import { readArgs, resultBytes } from '../wire/frames';
import * as messages from '../wire/messages';
import { blob, type Sent, type Shape } from '../wire/shapes';
import { crc64, keyHash, partsOf } from './keys';
import { keyText, type Partition } from './partition';
import { batchGet, get, multiGet, sortKeyCount, ttl } from './reads';
import { getScanner, scan } from './scans';
import { checkAndMutate, checkAndSet, incr, multiPut, multiRemove, put, remove } from './writes';

/** What the reply says beside its own fields. */
export interface Answering {
  readonly partition: Partition;
  readonly server: string;
}

export interface Prepared {
  /** The hash of the key that the request names; absent for scans. */
  readonly hash: bigint | undefined;
  /** `undefined` where no reply is sent. */
  readonly answer: (at: Answering) => Buffer | undefined;
}

export interface DataCall {
  readonly write: boolean;
  /** @throws Malformed */
  readonly prepare: (args: Buffer) => Prepared;
}

interface Sign {
  readonly appId: number;
  readonly partition: number;
  readonly server: string;
}

function call<Q, A>(request: Shape<Q>, response: Sent<NoInfer<A> & Sign>, write: boolean, hashOf: (request: Q) => bigint | undefined, answer: (partition: Partition, request: Q) => A): DataCall {
  return {
    write,
    prepare: (args) => {
      const asked = readArgs(request, args);
      return {
        hash: hashOf(asked),
        answer: ({ partition, server }) => resultBytes(response, { ...answer(partition, asked), appId: partition.appId, partition: partition.index, server }),
      };
    },
  };
}

const ofFullKey = (key: Buffer): bigint => {
  const { hashKey, sortKey } = partsOf(keyText(key));
  return keyHash(hashKey, sortKey);
};
const ofHashKey = ({ hashKey }: { readonly hashKey: Buffer }): bigint => crc64(hashKey);
const none = (): undefined => undefined;

/** All calls that partitions answer. */
export const DATA_CALLS: ReadonlyMap<string, DataCall> = new Map<string, DataCall>([
  ['RPC_RRDB_RRDB_GET', call(blob, messages.readResponse, false, ofFullKey, get)],
  ['RPC_RRDB_RRDB_TTL', call(blob, messages.ttlResponse, false, ofFullKey, ttl)],
  ['RPC_RRDB_RRDB_SORTKEY_COUNT', call(blob, messages.countResponse, false, crc64, sortKeyCount)],
  ['RPC_RRDB_RRDB_MULTI_GET', call(messages.multiGetRequest, messages.multiGetResponse, false, ofHashKey, multiGet)],
  ['RPC_RRDB_RRDB_BATCH_GET', call(messages.batchGetRequest, messages.batchGetResponse, false, none, batchGet)],
  ['RPC_RRDB_RRDB_GET_SCANNER', call(messages.getScannerRequest, messages.scanResponse, false, none, getScanner)],
  ['RPC_RRDB_RRDB_SCAN', call(messages.scanRequest, messages.scanResponse, false, none, scan)],
  ['RPC_RRDB_RRDB_CLEAR_SCANNER', clearScanner()],
  ['RPC_RRDB_RRDB_PUT', call(messages.updateRequest, messages.updateResponse, true, ({ key }) => ofFullKey(key), put)],
  ['RPC_RRDB_RRDB_REMOVE', call(blob, messages.updateResponse, true, ofFullKey, remove)],
  ['RPC_RRDB_RRDB_MULTI_PUT', call(messages.multiPutRequest, messages.updateResponse, true, ofHashKey, multiPut)],
  ['RPC_RRDB_RRDB_MULTI_REMOVE', call(messages.multiRemoveRequest, messages.countedUpdate, true, ofHashKey, multiRemove)],
  ['RPC_RRDB_RRDB_INCR', call(messages.incrRequest, messages.countedUpdate, true, ({ key }) => ofFullKey(key), incr)],
  ['RPC_RRDB_RRDB_CHECK_AND_SET', call(messages.checkAndSetRequest, messages.checkedResponse, true, ofHashKey, checkAndSet)],
  ['RPC_RRDB_RRDB_CHECK_AND_MUTATE', call(messages.checkAndMutateRequest, messages.checkedResponse, true, ofHashKey, checkAndMutate)],
]);

/** It is told and never answered. */
function clearScanner(): DataCall {
  return {
    write: false,
    prepare: (args) => {
      const contextId = readArgs(messages.clearScannerRequest, args);
      return {
        hash: undefined,
        answer: ({ partition }) => {
          partition.take(contextId);
          return undefined;
        },
      };
    },
  };
}
