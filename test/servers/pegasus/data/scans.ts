import type { ValueOf } from '../wire/shapes';
import type { getScannerRequest, scanRequest } from '../wire/messages';
import { bytesOf, partsOf, passes } from './keys';
import { CODE, keyText, type Partition } from './partition';

type GetScanner = ValueOf<typeof getScannerRequest>;

/** Where a scan goes on. */
class Resume {
  constructor(
    readonly request: GetScanner,
    readonly from: string,
  ) {}
}

interface Batch {
  readonly error: number;
  readonly kvs: readonly { readonly key: Buffer; readonly value: Buffer; readonly expireTs: number | undefined }[];
  readonly contextId: bigint;
  readonly kvCount: number | undefined;
}

const NOTHING = Buffer.alloc(0);
const COMPLETE = -1n;
const LAST = '\u00ff\u00ff';

const stopOf = ({ stop, stopInclusive }: GetScanner) => (stop.length === 0 ? { stop: LAST, stopInclusive: false } : { stop: keyText(stop), stopInclusive });

export function getScanner(partition: Partition, request: GetScanner): Batch {
  const start = keyText(request.start);
  const { stop, stopInclusive } = stopOf(request);
  // As the server does it: no error, and a context that looks open and is not.
  if (start > stop || (start === stop && !(request.startInclusive && stopInclusive))) return { error: CODE.ok, kvs: [], contextId: 0n, kvCount: undefined };
  return batch(partition, request, start, request.startInclusive);
}

export function scan(partition: Partition, { contextId }: ValueOf<typeof scanRequest>): Batch {
  const resume = partition.take(contextId);
  if (!(resume instanceof Resume)) return { error: CODE.notFound, kvs: [], contextId: 0n, kvCount: undefined };
  return batch(partition, resume.request, resume.from, true);
}

/** Rows that are passed over count too: a batch may be empty and more be left. */
function batch(partition: Partition, request: GetScanner, start: string, startInclusive: boolean): Batch {
  const { stop, stopInclusive } = stopOf(request);
  const most = request.batchSize > 0 ? Math.min(request.batchSize, partition.limits.scanRows) : partition.limits.scanRows;
  const kvs: Batch['kvs'][number][] = [];
  let [seen, counted] = [0, 0];
  const rows = partition.rows.ascending(start);
  const done = (contextId: bigint): Batch => ({ error: CODE.ok, kvs, contextId, kvCount: request.onlyCount ? counted : undefined });
  for (;;) {
    const { value: entry } = rows.next();
    if (!entry || entry.key > stop || (entry.key === stop && !stopInclusive)) return done(COMPLETE);
    if (entry.key === start && !startInclusive) continue;
    if (seen >= most) return done(partition.keep(new Resume(request, entry.key)));
    seen += 1;
    if (partition.expired(entry) || ((request.validateHash ?? true) && partition.foreign(entry))) continue;
    const { hashKey, sortKey } = partsOf(entry.key);
    if (!passes(request.hashFilterType, request.hashFilterPattern, hashKey) || !passes(request.sortFilterType, request.sortFilterPattern, sortKey)) continue;
    counted += 1;
    if (!request.onlyCount) kvs.push({ key: bytesOf(entry.key), value: request.noValue ? NOTHING : entry.value, expireTs: request.returnExpireTs ? entry.expireTs | 0 : undefined });
  }
}
