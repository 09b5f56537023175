import * as z from 'zod/mini';
import type { Check } from './define';
import { request } from './define';
import { count, nothing, text } from './shapes';

/** Transactions of documents. All need an open session with the capability `transactions`; the scope is the document's URI. */

export interface OpenTransaction {
  readonly scope: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}
const transactions: Check<readonly OpenTransaction[]> = z.array(z.object({ scope: text, since: count }));

export const ListTransactions = request<{ connectionId: string }, readonly OpenTransaction[]>('transactions/list', z.object({ connectionId: text }), transactions);
export const BeginTransaction = request('transactions/begin', z.object({ connectionId: text, scope: text }), nothing);

export interface EndTransactionParams {
  readonly connectionId: string;
  readonly scope: string;
  readonly how: 'commit' | 'rollback';
}
const endParams: Check<EndTransactionParams> = z.object({ connectionId: text, scope: text, how: z.enum(['commit', 'rollback']) });
export const EndTransaction = request('transactions/end', endParams, nothing);
