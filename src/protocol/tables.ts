import * as z from 'zod/mini';
import type { StartPosition } from '../core/contract/tables';
import type { Check } from './define';
import { count, path, text } from './shapes';

export const startPosition: Check<StartPosition> = z.union([
  z.object({ at: z.enum(['full', 'earliest', 'latest']) }),
  z.object({ at: z.literal('timestamp'), ms: z.number() }),
]);

/** A key, or a leading part of one, as a person writes its values. `null` is NULL. */
export type KeyTexts = readonly (string | null)[];
export const keyTexts: Check<KeyTexts> = z.array(z.nullable(text));

/** Rows of one table, read without a statement: what a run may be instead. The run's `statement` says the same in words. */
export type TableRead =
  | { readonly kind: 'scan'; readonly table: readonly string[] }
  | { readonly kind: 'lookup'; readonly table: readonly string[]; /** Index into the table's keys. */ readonly key: number; readonly keys: readonly KeyTexts[] }
  | { readonly kind: 'live'; readonly table: readonly string[]; readonly start: StartPosition };

export const tableRead: Check<TableRead> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('scan'), table: path }),
  z.object({ kind: z.literal('lookup'), table: path, key: count, keys: z.array(keyTexts) }),
  z.object({ kind: z.literal('live'), table: path, start: startPosition }),
]);
