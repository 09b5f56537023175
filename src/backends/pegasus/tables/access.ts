import type { Literal, Predicate, ScanRequest } from '../../../core/contract/tables';
import type { KeyFilter, SortKeyRange } from '../client/ranges';
import type { KeyPair } from '../keys/fullKey';
import { type Codec, CodecError, RAW } from '../values/codec';
import type { TableEncodings } from '../values/encodings';
import { HASH_KEY, SORT_KEY } from './columns';

/** How the rows of a request are found. */
export type Access =
  | { readonly kind: 'keys'; readonly keys: readonly KeyPair[] }
  | { readonly kind: 'ranges'; readonly hashKeys: readonly Uint8Array[]; readonly range: SortKeyRange; readonly sortKeyFilter?: KeyFilter }
  | { readonly kind: 'all'; readonly hashKeyFilter?: KeyFilter; readonly sortKeyFilter?: KeyFilter };

/** More are found faster by reading the table. */
const MOST_KEYS = 10_000;

/** A source may give more than the predicate wants, and never less: whatever is not certain is left to who asks. */
export function accessOf({ predicate }: Pick<ScanRequest, 'predicate'>, encodings: TableEncodings): Access {
  const parts = conjuncts(predicate);
  const hashKeys = equalTo(parts, HASH_KEY, encodings.hashKey);
  const sortKeyFilter = filterOf(parts, SORT_KEY, encodings.sortKey);
  if (!hashKeys || hashKeys.some((key) => key.byteLength === 0)) {
    const sortKeys = hashKeys && equalTo(parts, SORT_KEY, encodings.sortKey);
    if (sortKeys && hashKeys.length * sortKeys.length <= MOST_KEYS) return keysOf(hashKeys, sortKeys);
    const hashKeyFilter = filterOf(parts, HASH_KEY, encodings.hashKey);
    return { kind: 'all', ...(hashKeyFilter ? { hashKeyFilter } : {}), ...(sortKeyFilter ? { sortKeyFilter } : {}) };
  }
  const sortKeys = equalTo(parts, SORT_KEY, encodings.sortKey);
  if (sortKeys && hashKeys.length * sortKeys.length <= MOST_KEYS) return keysOf(hashKeys, sortKeys);
  return { kind: 'ranges', hashKeys, range: rangeOf(parts, encodings.sortKey), ...(sortKeyFilter ? { sortKeyFilter } : {}) };
}

const keysOf = (hashKeys: readonly Uint8Array[], sortKeys: readonly Uint8Array[]): Access => ({ kind: 'keys', keys: hashKeys.flatMap((hashKey) => sortKeys.map((sortKey) => ({ hashKey, sortKey }))) });

function conjuncts(predicate: Predicate | undefined): readonly Predicate[] {
  if (!predicate) return [];
  return predicate.op === 'and' ? predicate.args.flatMap(conjuncts) : [predicate];
}

/** The bytes of the texts that a column must be one of; `undefined` where the predicate does not say so. */
function equalTo(parts: readonly Predicate[], column: number, codec: Codec): readonly Uint8Array[] | undefined {
  for (const part of parts) {
    const literals = part.op === 'compare' && part.comparison === '=' && part.column === column ? [part.value] : part.op === 'in' && part.column === column ? part.values : undefined;
    if (!literals || literals.length > MOST_KEYS || literals.some(({ type }) => type !== 'VARCHAR')) continue;
    const bytes = new Map(literals.flatMap((literal) => bytesOf(literal, codec)).map((one) => [Buffer.from(one).toString('latin1'), one]));
    return [...bytes.values()];
  }
  return undefined;
}

/** None where no key has this text. */
function bytesOf({ value }: Literal, codec: Codec): readonly Uint8Array[] {
  if (value === null) return [];
  try {
    return [codec.fromText(value)];
  } catch (error) {
    if (error instanceof CodecError) return [];
    throw error;
  }
}

/** The range of sort keys that comparisons leave, where texts compare as their bytes do. */
function rangeOf(parts: readonly Predicate[], codec: Codec): SortKeyRange {
  if (!codec.ordered) return {};
  let low: { readonly text: string; readonly inclusive: boolean } | undefined;
  let high: { readonly text: string; readonly inclusive: boolean } | undefined;
  for (const part of parts) {
    if (part.op !== 'compare' || part.column !== SORT_KEY || part.value.type !== 'VARCHAR' || part.value.value === null) continue;
    const { comparison } = part;
    const text = part.value.value;
    const inclusive = comparison === '>=' || comparison === '<=';
    if ((comparison === '>' || comparison === '>=') && (!low || text > low.text)) low = { text, inclusive };
    if ((comparison === '<' || comparison === '<=') && (!high || text < high.text)) high = { text, inclusive };
  }
  return codec.id === 'hex' || !mayHoldRaw(low?.text, high?.text) ? bytesRange(low, high, codec) : {};
}

/** Bytes that are no text stand as {@link RAW} and digits: at another place than their bytes would. A range that reaches there is not one of bytes. */
function mayHoldRaw(low: string | undefined, high: string | undefined): boolean {
  return (low === undefined || low < BEHIND_RAW) && (high === undefined || high > RAW);
}
const BEHIND_RAW = '\\x;';

type Bound = { readonly text: string; readonly inclusive: boolean } | undefined;

function bytesRange(low: Bound, high: Bound, codec: Codec): SortKeyRange {
  const start = low && boundBytes(low.text, codec);
  const stop = high && boundBytes(high.text, codec);
  return {
    ...(start && start.byteLength > 0 ? { start, startInclusive: low.inclusive } : {}),
    ...(stop && stop.byteLength > 0 ? { stop, stopInclusive: high.inclusive } : {}),
  };
}

/** Of hexadecimal digits only those that stand for bytes as they are written here. */
function boundBytes(text: string, codec: Codec): Uint8Array | undefined {
  if (codec.id === 'hex') return /^(?:[0-9a-f]{2})*$/u.test(text) ? codec.fromText(text) : undefined;
  return text.startsWith(RAW) ? undefined : bytesOf({ type: 'VARCHAR', value: text }, codec)[0];
}

/** One condition on texts that the server can apply to bytes. */
function filterOf(parts: readonly Predicate[], column: number, codec: Codec): KeyFilter | undefined {
  if (codec.id !== 'utf8' && codec.id !== 'json') return undefined;
  for (const part of parts) {
    if ((part.op !== 'prefix' && part.op !== 'suffix' && part.op !== 'contains') || part.column !== column || part.value === '' || mayBeRaw(part.value)) continue;
    const pattern = bytesOf({ type: 'VARCHAR', value: part.value }, codec)[0];
    if (pattern) return { type: part.op === 'prefix' ? 'prefix' : part.op === 'suffix' ? 'postfix' : 'anywhere', pattern };
  }
  return undefined;
}

/** Whether a text may be part of how bytes stand that are no text. */
const mayBeRaw = (text: string): boolean => /^[\\x:0-9a-f]*$/u.test(text);
