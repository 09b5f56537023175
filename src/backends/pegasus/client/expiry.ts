import { HeadwaterError } from '../../../core/errors';

/** Times of expiry count seconds from 2016-01-01 UTC in an unsigned 32-bit number; 0 means never. src/base/pegasus_utils.h. */
export const EPOCH_SECONDS = 1_451_606_400;
const LATEST = 0xffff_ffff;

/** How long a value lives: so many seconds from now, until a time (milliseconds since 1970), or as long as it is not removed. */
export type Expiry = { readonly ttlSeconds: number } | { readonly atMs: number } | undefined;

/** As it stands in a request: an unsigned number carried in a signed one. @throws HeadwaterError where it cannot be */
export function expireTs(expiry: Expiry, nowMs = Date.now()): number {
  if (expiry === undefined) return 0;
  const seconds = 'ttlSeconds' in expiry ? Math.floor(nowMs / 1000) - EPOCH_SECONDS + expiry.ttlSeconds : Math.floor(expiry.atMs / 1000) - EPOCH_SECONDS;
  if ('ttlSeconds' in expiry && !(Number.isInteger(expiry.ttlSeconds) && expiry.ttlSeconds > 0)) throw refused(`A time to live of ${expiry.ttlSeconds} s cannot be written.`, 'Give whole seconds above 0, or none for a value that stays.');
  if (seconds <= 0) throw refused('The time of expiry is before 2016, where Pegasus begins to count.', 'Give a later time, or none for a value that stays.');
  if (seconds > LATEST) throw refused('The time of expiry is after 2152-02-07, where the numbers of Pegasus end.', `Give a time to live of at most ${LATEST - (Math.floor(nowMs / 1000) - EPOCH_SECONDS)} s, or none for a value that stays.`);
  return seconds | 0;
}

/** Milliseconds since 1970; `undefined` for never. */
export const expiryMs = (seconds: number): number | undefined => ((seconds >>> 0) === 0 ? undefined : ((seconds >>> 0) + EPOCH_SECONDS) * 1000);

const refused = (why: string, todo: string): HeadwaterError => new HeadwaterError({ what: 'Could not set the time to live', why, todo, kind: 'invalid' });
