import { HeadwaterError } from '../../../core/errors';
import type { Expiry } from '../client/expiry';
import type { PegasusTable } from '../client/pegasusTable';
import { readWithExpiry } from './readRows';
import { expiryMs } from '../client/expiry';

/** What is done with one key. An update leaves alone what it does not name. */
export type RowWrite =
  | { readonly kind: 'insert' | 'upsert'; readonly value: Uint8Array; readonly expiry: Expiry }
  | { readonly kind: 'update'; readonly value?: Uint8Array; readonly expiry?: { readonly to: Expiry } }
  | { readonly kind: 'delete' };

/** Others may write the same key between reading and writing; each time it is read anew. */
const UPDATE_TRIES = 5;

/**
 * @returns why it was refused; `undefined` where it was done
 * @throws PegasusError, HeadwaterError; with `outcomeUnknown` where it may have been done
 */
export async function writeRow(table: PegasusTable, hashKey: Uint8Array, sortKey: Uint8Array, write: RowWrite, signal: AbortSignal): Promise<string | undefined> {
  switch (write.kind) {
    case 'upsert':
      await table.set(hashKey, sortKey, write.value, write.expiry, { signal });
      return undefined;
    case 'delete':
      await table.remove(hashKey, sortKey, { signal });
      return undefined;
    case 'insert': {
      if (hashKey.byteLength === 0) return 'With an empty hash key it cannot be made sure that the row is new: upsert it.';
      const { passed } = await table.checkAndSet(hashKey, { sortKey, type: 'not_exist' }, { sortKey, value: write.value, expiry: write.expiry }, { signal });
      return passed ? undefined : 'A row with this hash key and sort key exists already.';
    }
    case 'update':
      return update(table, hashKey, sortKey, write, signal);
  }
}

/** The value is set only where it still is what was read: Pegasus has no call that changes a time to live alone. */
async function update(table: PegasusTable, hashKey: Uint8Array, sortKey: Uint8Array, write: RowWrite & { readonly kind: 'update' }, signal: AbortSignal): Promise<string | undefined> {
  for (let tries = 0; tries < UPDATE_TRIES; tries += 1) {
    const before = await readWithExpiry(table, { hashKey, sortKey }, signal);
    if (!before) return 'There is no row with this hash key and sort key.';
    const value = write.value ?? before.value;
    const ms = expiryMs(before.expireTs);
    const expiry = write.expiry ? write.expiry.to : ms === undefined ? undefined : { atMs: ms };
    if (hashKey.byteLength === 0) {
      await table.set(hashKey, sortKey, value, expiry, { signal });
      return undefined;
    }
    const { passed } = await table.checkAndSet(hashKey, { sortKey, type: 'bytes_equal', operand: before.value }, { sortKey, value, expiry }, { signal });
    if (passed) return undefined;
  }
  throw new HeadwaterError({ what: `Could not write to ${table.name}`, why: 'Others change this row all the time.', todo: 'Try again.', kind: 'conflict' });
}
