import type { checkAndMutateRequest, checkAndSetRequest, incrRequest, multiPutRequest, multiRemoveRequest, updateRequest } from '../wire/messages';
import type { ValueOf } from '../wire/shapes';
import { check, INT64, integerOf } from './checks';
import { fullKeyOf } from './keys';
import { CODE, keyText, type Partition } from './partition';

const NOTHING = Buffer.alloc(0);

export function put(partition: Partition, { key, value, expireTs }: ValueOf<typeof updateRequest>) {
  partition.put(keyText(key), value, expireTs);
  return { error: CODE.ok, decree: partition.written() };
}

/** Removing what is not there is no error. */
export function remove(partition: Partition, key: Buffer) {
  partition.delete(keyText(key));
  return { error: CODE.ok, decree: partition.written() };
}

export function multiPut(partition: Partition, { hashKey, kvs, expireTs }: ValueOf<typeof multiPutRequest>) {
  if (kvs.length === 0) return { error: CODE.invalidArgument, decree: partition.decree };
  for (const { key, value } of kvs) partition.put(fullKeyOf(hashKey, key), value, expireTs);
  return { error: CODE.ok, decree: partition.written() };
}

/** It counts the keys that were sent, not those that were there. */
export function multiRemove(partition: Partition, { hashKey, sortKeys }: ValueOf<typeof multiRemoveRequest>) {
  if (sortKeys.length === 0) return { error: CODE.invalidArgument, count: 0n, decree: partition.decree };
  for (const key of sortKeys) partition.delete(fullKeyOf(hashKey, key));
  return { error: CODE.ok, count: BigInt(sortKeys.length), decree: partition.written() };
}

/** `expireTs` 0 keeps the time at which the row expires, a later one sets it, a negative one takes it away. */
export function incr(partition: Partition, { key, increment, expireTs }: ValueOf<typeof incrRequest>) {
  const name = keyText(key);
  const row = partition.live(name);
  const before = !row || row.value.length === 0 ? 0n : integerOf(row.value);
  if (before === undefined) return { error: CODE.invalidArgument, count: 0n, decree: partition.decree };
  const after = before + increment;
  if (after > INT64.most || after < INT64.least) return { error: CODE.invalidArgument, count: before, decree: partition.decree };
  partition.rows.put(name, { value: Buffer.from(String(after)), expireTs: expireTs === 0 ? (row?.expireTs ?? 0) : Math.max(expireTs, 0) });
  return { error: CODE.ok, count: after, decree: partition.written() };
}

interface Checked {
  readonly error: number;
  readonly returned: boolean;
  readonly exists: boolean;
  readonly value: Buffer;
  readonly decree: bigint;
}

export function checkAndSet(partition: Partition, request: ValueOf<typeof checkAndSetRequest>): Checked {
  return checked(partition, request, () => {
    partition.put(fullKeyOf(request.hashKey, request.setOther ? request.setSortKey : request.checkSortKey), request.setValue, request.setExpireTs);
  });
}

export function checkAndMutate(partition: Partition, request: ValueOf<typeof checkAndMutateRequest>): Checked {
  const known = request.mutates.every(({ operation }) => operation === 0 || operation === 1);
  if (request.mutates.length === 0 || !known) return { error: CODE.invalidArgument, returned: false, exists: false, value: NOTHING, decree: partition.decree };
  return checked(partition, request, () => {
    for (const { operation, sortKey, value, expireTs } of request.mutates) {
      if (operation === 0) partition.put(fullKeyOf(request.hashKey, sortKey), value, expireTs);
      else partition.delete(fullKeyOf(request.hashKey, sortKey));
    }
  });
}

type Check = Pick<ValueOf<typeof checkAndSetRequest>, 'hashKey' | 'checkSortKey' | 'checkType' | 'checkOperand' | 'returnValue'>;

function checked(partition: Partition, { hashKey, checkSortKey, checkType, checkOperand, returnValue }: Check, write: () => void): Checked {
  const row = partition.live(fullKeyOf(hashKey, checkSortKey));
  const verdict = check(checkType, checkOperand, row?.value);
  const told = { returned: returnValue && verdict !== 'unknown', exists: returnValue && verdict !== 'unknown' && row !== undefined, value: returnValue && verdict !== 'unknown' && row ? row.value : NOTHING };
  switch (verdict) {
    case 'passed':
      write();
      return { error: CODE.ok, ...told, decree: partition.written() };
    case 'failed':
      return { error: CODE.tryAgain, ...told, decree: partition.written() };
    case 'invalid':
    case 'unknown':
      return { error: CODE.invalidArgument, ...told, decree: partition.decree };
  }
}
