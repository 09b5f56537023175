import * as z from 'zod/mini';
import type { Check } from './define';
import { count } from './shapes';
import { type KeyTexts, keyTexts, type TableInfo } from './tables';

/** What the lookup panel and its host tell each other. */

export interface LookupModel {
  readonly connection: string;
  readonly table: TableInfo;
}

export interface LookupKeys {
  /** Index into the table's keys. */
  readonly key: number;
  readonly keys: readonly KeyTexts[];
}
export const lookupKeys: Check<LookupKeys> = z.object({ key: count, keys: z.array(keyTexts) });
export const columnValues = z.object({ column: count, values: keyTexts });

export type Places = readonly (readonly (readonly [label: string, value: string])[])[];

/** Answered by the host. */
// A type, not an interface: only a type is known to have no other keys.
export type LookupHostMethods = {
  readonly load: { readonly params: null; readonly result: LookupModel };
  /** Why each text is no value of the column; `null` where it is one. */
  readonly check: { readonly params: { readonly column: number; readonly values: KeyTexts }; readonly result: readonly (string | null)[] };
  readonly statement: { readonly params: LookupKeys; readonly result: string };
  /** Shows the rows in the results view; answers with how many there are. */
  readonly lookup: { readonly params: LookupKeys; readonly result: { readonly rows: number } };
  readonly locate: { readonly params: LookupKeys; readonly result: Places };
  readonly copyStatement: { readonly params: LookupKeys; readonly result: null };
};
