import type { ExecutionEvent } from '../../../core/contract/execution';
import { encodeSchema } from '../../../core/arrow/messages';
import type { Scanner, ScanOptions } from '../client/scanner';
import { splitKey } from '../keys/fullKey';
import { EXPIRE_TS, HASH_KEY, schemaOf, SORT_KEY, VALUE } from '../tables/columns';
import { countPartitions } from '../tables/bulk';
import { type CopyCounts, copyRows, overRows, type Walk } from '../tables/overRows';
import { type FullScan, readPages } from '../tables/readRows';
import { RowBatch } from '../tables/rowBatch';
import { cellEvents } from './cells';
import { bytesOf, wrong } from './command';
import type { TableCommand } from './context';
import { filterOf, rangeOf } from './keyCommands';

/** Rows of a scan that names no limit: enough to look at. */
const MOST_ROWS = 10_000;

export async function* hashScan(at: TableCommand): AsyncGenerator<ExecutionEvent> {
  const hashKey = bytesOf(at.command.operand(0), at.encodings.hashKey);
  yield* scanEvents(at, [at.table.scanner(hashKey, rangeOf(at), scanOptions(at))], undefined);
}

export async function* fullScan(at: TableCommand): AsyncGenerator<ExecutionEvent> {
  const { table, signal } = at;
  yield* scanEvents(at, await scanners(at, scanOptions(at)), { table: table.name, afterSplit: (ended) => table.afterSplit(ended, { signal }) });
}

export async function* countData(at: TableCommand): AsyncGenerator<ExecutionEvent> {
  const { command, table, signal } = at;
  const counts = command.has('partition') ? await countOne(at) : await countPartitions(table, { ...scanOptions(at), signal });
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const rows = [...counts].sort(([a], [b]) => a - b).map(([partition, count]) => [String(partition), BigInt(count)] as const);
  yield* cellEvents([['partition', 'text'], ['rows', 'number']], [...rows, ['all', BigInt(total)]]);
}

async function countOne(at: TableCommand): Promise<ReadonlyMap<number, number>> {
  const counts = new Map<number, number>();
  for (const scanner of await scanners(at, { ...scanOptions(at), onlyCount: true, noValue: true, returnExpireTs: false })) {
    for (let page = await scanner.next(); page; page = await scanner.next()) counts.set(page.partition, (counts.get(page.partition) ?? 0) + page.count);
  }
  return counts;
}

/** Rows as they stand, with their times to live. */
export async function* copyData(at: TableCommand): AsyncGenerator<ExecutionEvent> {
  const { command, context, signal } = at;
  const target = command.flag('target_app_name');
  if (!target) throw wrong('--target_app_name is needed.', command.word);
  if (target.text === at.table.name) throw wrong('The target is the table itself.', target);
  const to = context.client.table(target.text);
  await to.calls.routes.current({ signal });
  const counts: CopyCounts = { copied: 0, skipped: 0 };
  const options = { from: at.table, to, keepExisting: command.has('no_overwrite'), keep: valueFilter(at), signal };
  for await (const walk of copyRows(options, await scanners(at, { ...scanOptions(at), noValue: false }), counts)) yield progressOf(walk);
  yield { kind: 'done', rowsAffected: BigInt(counts.copied), facts: counts.skipped > 0 ? [['Left alone', String(counts.skipped)]] : [] };
}

export async function* clearData(at: TableCommand): AsyncGenerator<ExecutionEvent> {
  if (!at.command.has('force')) throw wrong('All rows of the table would be lost.', at.command.word, 'Write --force to do it.');
  let removed = 0;
  const work = async (key: Uint8Array): Promise<void> => {
    const { hashKey, sortKey } = splitKey(key);
    await at.table.remove(hashKey, sortKey, { signal: at.signal });
    removed += 1;
  };
  for await (const walk of overRows(at.table, await scanners(at, { ...scanOptions(at), noValue: true }), at.signal, work)) yield progressOf(walk);
  yield { kind: 'done', rowsAffected: BigInt(removed) };
}

const progressOf = ({ rows, fraction }: Walk): ExecutionEvent => ({ kind: 'progress', fraction, text: `${rows.toLocaleString('en')} rows` });

async function scanners({ command, table, signal }: TableCommand, options: ScanOptions): Promise<readonly Scanner[]> {
  const { partitionCount } = await table.calls.routes.current({ signal });
  const partition = command.number('partition');
  if (partition === undefined) return table.unorderedScanners(partitionCount, options);
  if (partition >= 0 && partition < partitionCount) return [await table.partitionScanner(partition, undefined, options)];
  throw wrong(`There is no partition ${partition}.`, command.flag('partition'), `They go from 0 to ${partitionCount - 1}.`);
}

function scanOptions({ command, encodings, signal }: TableCommand): ScanOptions {
  const [hashKeyFilter, sortKeyFilter] = [filterOf(command, 'hash_key', encodings.hashKey), filterOf(command, 'sort_key', encodings.sortKey)];
  const timeoutMs = command.number('timeout_ms');
  return { hashKeyFilter, sortKeyFilter, returnExpireTs: true, noValue: command.has('no_value'), signal, timeoutMs, batchSize: Math.min(1000, Math.max(1, command.number('max_count') ?? 500)) };
}

async function* scanEvents(at: TableCommand, all: readonly Scanner[], full: FullScan | undefined): AsyncGenerator<ExecutionEvent> {
  const { command, encodings, context } = at;
  const columns = command.has('no_value') ? [HASH_KEY, SORT_KEY, EXPIRE_TS] : [HASH_KEY, SORT_KEY, VALUE, EXPIRE_TS];
  yield encodeSchema(schemaOf(columns, encodings));
  const asked = command.number('max_count');
  const limit = asked === undefined ? (full ? MOST_ROWS : undefined) : Math.max(1, asked);
  const keep = valueFilter(at);
  let rows = 0;
  for await (const event of readPages(all, new RowBatch(columns, encodings), { columns, limit, scanLimit: context.scanLimit, partial: true, ...(keep ? { keep } : {}) }, full)) {
    if (event.kind === 'batch') rows += event.rows;
    yield event;
  }
  if (asked === undefined && limit !== undefined && rows >= limit) yield { kind: 'message', severity: 'warning', text: `Stopped after ${limit.toLocaleString('en')} rows. Write -n to read more.` };
  yield { kind: 'done' };
}

function valueFilter({ command, encodings }: TableCommand): ((value: Uint8Array) => boolean) | undefined {
  const [type, word] = [command.flag('value_filter_type'), command.flag('value_filter_pattern')];
  if (!type && !word) return undefined;
  if (!type || !word) throw wrong('--value_filter_type and --value_filter_pattern belong together.', type ?? word);
  if (command.has('no_value')) throw wrong('Without values there is nothing to filter.', type);
  const pattern = encodings.value.id === 'utf8' || encodings.value.id === 'json' ? Buffer.from(word.bytes) : Buffer.from(bytesOf(word, encodings.value));
  const over = (value: Uint8Array): Buffer => Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  switch (type.text) {
    case 'prefix':
      return (value) => over(value).subarray(0, pattern.length).equals(pattern);
    case 'postfix':
      return (value) => value.byteLength >= pattern.length && over(value).subarray(value.byteLength - pattern.length).equals(pattern);
    case 'exact':
      return (value) => over(value).equals(pattern);
    default:
      return (value) => over(value).includes(pattern);
  }
}
