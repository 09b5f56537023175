import { HeadwaterError } from '../../../core/errors';
import { murmurFluss, murmurIceberg, murmurPositive } from './murmur';

/** The bucket of a row by the bytes of its bucket key: the functions under org.apache.fluss.bucketing. */
export type BucketFunction = (key: Uint8Array, buckets: number) => number;

const fluss: BucketFunction = (key, buckets) => murmurPositive(murmurFluss(key)) % buckets;
const paimon: BucketFunction = (key, buckets) => Math.abs(murmurFluss(key) % buckets);
const iceberg: BucketFunction = (key, buckets) => (murmurIceberg(key) & 0x7fff_ffff) % buckets;

/** @param lake the table's lake format in upper case */
export function bucketFunction(lake: string | undefined): BucketFunction {
  switch (lake) {
    case undefined:
    case 'LANCE':
      return fluss;
    case 'PAIMON':
      return paimon;
    case 'ICEBERG':
      return iceberg;
    default:
      throw new HeadwaterError({
        what: 'Rows of this table cannot be found by key',
        why: `Its buckets follow the lake format ${lake}, which this version does not know.`,
        todo: 'Scan the table instead.',
        kind: 'unsupported',
      });
  }
}
