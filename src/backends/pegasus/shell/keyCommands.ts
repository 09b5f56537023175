import type { ExecutionEvent } from '../../../core/contract/execution';
import { encodeSchema } from '../../../core/arrow/messages';
import { CHECK_TYPES, type Check, type CheckType, type Mutation } from '../client/checks';
import type { Expiry } from '../client/expiry';
import type { SortKeyRows } from '../client/pegasusTable';
import { EMPTY, type KeyFilter, type SortKeyRange } from '../client/ranges';
import { hashBits } from '../keys/crc64';
import { keyHash, partitionOf } from '../keys/fullKey';
import { HASH_KEY, schemaOf, SORT_KEY, VALUE } from '../tables/columns';
import { RowBatch } from '../tables/rowBatch';
import { deleteSortKeys } from '../tables/bulk';
import { addressText } from '../wire/address';
import { cellEvents, factEvents } from './cells';
import { bytesOf, type Command, wholeNumber, wrong } from './command';
import type { TableCommand } from './context';
import { type Word, wordsOf } from './words';
import type { CommandName } from './usages';

const MOST_ROWS = 1_000;

type KeyCommandName = Extract<CommandName, 'get' | 'set' | 'del' | 'exist' | 'ttl' | 'incr' | 'hash' | 'multi_get' | 'multi_get_range' | 'multi_get_sortkeys' | 'multi_set' | 'multi_del' | 'multi_del_range' | 'count' | 'check_and_set' | 'check_and_mutate'>;

/** Commands on single keys and on those of one hash key. */
export async function* runKeyCommand(name: KeyCommandName, at: TableCommand): AsyncGenerator<ExecutionEvent> {
  const { command, table, encodings, signal } = at;
  const hashKey = bytesOf(command.operand(0), encodings.hashKey);
  const sortKey = (index = 1): Uint8Array => bytesOf(command.operand(index), encodings.sortKey);
  const value = (index: number): Uint8Array => bytesOf(command.operand(index), encodings.value);
  const options = { signal };
  switch (name) {
    case 'get': {
      const found = await table.get(hashKey, sortKey(), options);
      yield* rowsOf(at, hashKey, found ? [{ sortKey: sortKey(), value: found }] : []);
      return;
    }
    case 'set':
      await table.set(hashKey, sortKey(), value(2), ttlOf(command.operands[3]), options);
      yield { kind: 'done', rowsAffected: 1n };
      return;
    case 'del':
      await table.remove(hashKey, sortKey(), options);
      yield { kind: 'done', rowsAffected: 1n };
      return;
    case 'exist':
      yield* factEvents([['exists', String(await table.exist(hashKey, sortKey(), options))]]);
      return;
    case 'ttl': {
      const ttl = await table.ttl(hashKey, sortKey(), options);
      yield* factEvents([['time to live', ttl === undefined ? 'not found' : ttl < 0 ? 'forever' : `${ttl} s`]]);
      return;
    }
    case 'incr': {
      const by = command.operands[2];
      yield* cellEvents([['new_value', 'number']], [[await table.incr(hashKey, sortKey(), by ? bigNumber(by) : 1n, undefined, options)]]);
      return;
    }
    case 'hash':
      yield* placeOfKey(at, hashKey, sortKey());
      return;
    case 'multi_get': {
      const keys = command.operands.slice(1).map((word) => bytesOf(word, encodings.sortKey));
      yield* answerRows(at, hashKey, await table.multiGet(hashKey, keys.length > 0 ? keys : undefined, { ...options, maxCount: MOST_ROWS }));
      return;
    }
    case 'multi_get_range': {
      const noValue = command.has('no_value');
      const answer = await table.multiGetRange(hashKey, rangeOf(at), { ...options, filter: filterOf(command, 'sort_key', encodings.sortKey), maxCount: command.number('max_count') ?? MOST_ROWS, noValue, reverse: command.has('reverse') });
      yield* answerRows(at, hashKey, answer, noValue);
      return;
    }
    case 'multi_get_sortkeys':
      yield* answerRows(at, hashKey, await table.getSortKeys(hashKey, { ...options, maxCount: MOST_ROWS }), true);
      return;
    case 'multi_set': {
      const pairs = pairsOf(command.operands.slice(1)).map(([key, word]) => ({ sortKey: bytesOf(key, encodings.sortKey), value: bytesOf(word, encodings.value) }));
      await table.multiSet(hashKey, pairs, undefined, options);
      yield { kind: 'done', rowsAffected: BigInt(pairs.length) };
      return;
    }
    case 'multi_del':
      yield { kind: 'done', rowsAffected: await table.multiDel(hashKey, command.operands.slice(1).map((word) => bytesOf(word, encodings.sortKey)), options) };
      return;
    case 'multi_del_range':
      yield { kind: 'done', rowsAffected: BigInt(await deleteSortKeys(table, hashKey, rangeOf(at), filterOf(command, 'sort_key', encodings.sortKey), signal)) };
      return;
    case 'count': {
      const count = await table.sortKeyCount(hashKey, options);
      if (count < 0n) yield { kind: 'message', severity: 'warning', text: 'There are too many sort keys for the server to count in its time. hash_scan counts them page by page.' };
      yield* cellEvents([['count', 'number']], [[count < 0n ? null : count]]);
      return;
    }
    case 'check_and_set':
      yield* checkAndSet(at, hashKey);
      return;
    case 'check_and_mutate':
      yield* checkAndMutate(at, hashKey);
  }
}

interface SortedValue {
  readonly sortKey: Uint8Array;
  readonly value: Uint8Array;
}

function* rowsOf({ encodings }: TableCommand, hashKey: Uint8Array, rows: readonly SortedValue[], noValue = false): Generator<ExecutionEvent> {
  const columns = noValue ? [HASH_KEY, SORT_KEY] : [HASH_KEY, SORT_KEY, VALUE];
  yield encodeSchema(schemaOf(columns, encodings));
  const batch = new RowBatch(columns, encodings);
  for (const { sortKey, value } of rows) batch.append({ hashKey, sortKey, value, expireTs: 0, partition: 0 });
  if (batch.rows > 0) yield batch.take();
  yield { kind: 'done' };
}

function* answerRows(at: TableCommand, hashKey: Uint8Array, { rows, complete }: SortKeyRows, noValue = false): Generator<ExecutionEvent> {
  if (!complete) yield { kind: 'message', severity: 'warning', text: `There may be more: the answer stopped at ${rows.length.toLocaleString('en')} rows, or at a limit of the server. hash_scan reads all.` };
  yield* rowsOf(at, hashKey, [...rows].map(({ key, value }) => ({ sortKey: key, value })), noValue);
}

async function* placeOfKey({ table, signal }: TableCommand, hashKey: Uint8Array, sortKey: Uint8Array): AsyncGenerator<ExecutionEvent> {
  const { appId, partitionCount, partitions } = await table.calls.routes.current({ signal });
  const hash = keyHash(hashKey, sortKey);
  const partition = partitions[partitionOf(hash, partitionCount)];
  yield* factEvents([
    ['key hash', String(hashBits(hash))],
    ['app_id', String(appId)],
    ['partition_index', String(partition?.index ?? '')],
    ['primary', partition?.primary ? addressText(partition.primary) : 'none'],
    ['secondaries', partition?.secondaries.map(addressText).join(', ') ?? ''],
  ]);
}

function checkOf({ command, encodings }: TableCommand): Check {
  const sortKey = command.flag('check_sort_key');
  const type = command.flag('check_type');
  if (!type || !isCheckType(type.text)) throw wrong('--check_type is needed.', command.word);
  const operand = command.flag('check_operand');
  return { sortKey: sortKey ? bytesOf(sortKey, encodings.sortKey) : EMPTY, type: type.text, ...(operand ? { operand: bytesOf(operand, encodings.value) } : {}), returnValue: command.has('return_check_value') };
}

const isCheckType = (text: string): text is CheckType => Object.hasOwn(CHECK_TYPES, text);

async function* checkAndSet(at: TableCommand, hashKey: Uint8Array): AsyncGenerator<ExecutionEvent> {
  const { command, table, encodings, signal } = at;
  const check = checkOf(at);
  const [key, value] = [command.flag('set_sort_key'), command.flag('set_value')];
  if (!value) throw wrong('--set_value is needed.', command.word);
  const set = { sortKey: key ? bytesOf(key, encodings.sortKey) : check.sortKey, value: bytesOf(value, encodings.value), expiry: ttlOf(command.flag('set_value_ttl_seconds')) };
  yield* told(at, await table.checkAndSet(hashKey, check, set, { signal }));
}

async function* checkAndMutate(at: TableCommand, hashKey: Uint8Array): AsyncGenerator<ExecutionEvent> {
  const { command, table, signal } = at;
  const mutations = command.all('mutation').map((word) => mutationOf(at, word));
  if (mutations.length === 0) throw wrong('--mutation is needed.', command.word, "Write -m 'set SORT_KEY VALUE' or -m 'del SORT_KEY'.");
  yield* told(at, await table.checkAndMutate(hashKey, checkOf(at), mutations, { signal }));
}

function mutationOf({ encodings }: TableCommand, word: Word): Mutation {
  const [verb, key, value, ttl, more] = wordsOf(word.text);
  if (verb?.text === 'set' && key && value && !more) return { sortKey: bytesOf(key, encodings.sortKey), value: bytesOf(value, encodings.value), expiry: ttlOf(ttl) };
  if (verb?.text === 'del' && key && !value) return { sortKey: bytesOf(key, encodings.sortKey) };
  throw wrong(`“${word.text}” is no mutation.`, word, "Write 'set SORT_KEY VALUE [TTL]' or 'del SORT_KEY'.");
}

function* told({ encodings }: TableCommand, { passed, value }: { readonly passed: boolean; readonly value?: Uint8Array | undefined }): Generator<ExecutionEvent> {
  yield* factEvents([['passed', String(passed)], ...(value === undefined ? [] : [['checked value', encodings.value.toText(value)] as const])]);
}

export function rangeOf({ command, encodings }: TableCommand): SortKeyRange {
  const bound = (word: Word | undefined): Uint8Array => (word ? bytesOf(word, encodings.sortKey) : EMPTY);
  return { start: bound(command.operands[1]), stop: bound(command.operands[2]), startInclusive: command.boolean('start_inclusive', true), stopInclusive: command.boolean('stop_inclusive', false) };
}

/** @throws HeadwaterError where only one of type and pattern is given */
export function filterOf(command: Command, part: 'hash_key' | 'sort_key', codec: TableCommand['encodings']['hashKey']): KeyFilter | undefined {
  const [type, pattern] = [command.flag(`${part}_filter_type`), command.flag(`${part}_filter_pattern`)];
  if (!type && !pattern) return undefined;
  if (!type || !pattern) throw wrong(`--${part}_filter_type and --${part}_filter_pattern belong together.`, type ?? pattern);
  const kind = type.text === 'prefix' || type.text === 'postfix' ? type.text : 'anywhere';
  return { type: kind, pattern: codec.id === 'utf8' || codec.id === 'json' ? pattern.bytes : bytesOf(pattern, codec) };
}

function ttlOf(word: Word | undefined): Expiry {
  if (!word) return undefined;
  const ttlSeconds = wholeNumber(word);
  if (ttlSeconds < 0) throw wrong('A time to live is not below 0.', word, 'Write 0, or nothing, for a value that stays.');
  return ttlSeconds === 0 ? undefined : { ttlSeconds };
}

function bigNumber(word: Word): bigint {
  if (/^[+-]?\d{1,19}$/u.test(word.text)) {
    const value = BigInt(word.text.replace(/^\+/u, ''));
    if (BigInt.asIntN(64, value) === value) return value;
  }
  throw wrong(`“${word.text}” is no whole number of 64 bits.`, word);
}

function pairsOf(words: readonly Word[]): readonly (readonly [Word, Word])[] {
  return words.flatMap((word, index) => {
    const next = words[index + 1];
    return index % 2 === 0 && next ? [[word, next] as const] : [];
  });
}
