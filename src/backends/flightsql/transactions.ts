import type { Transactions } from '../../core/contract/transactions';
import { HeadwaterError } from '../../core/errors';
import type { FlightSqlClient } from './client/sqlClient';

interface Open {
  readonly id: Uint8Array;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** Milliseconds that rolling back may take when the session ends. */
const CLOSE_MS = 1_500;

/** One transaction per document, by Flight SQL's actions. */
export class FlightSqlTransactions implements Transactions {
  readonly #open = new Map<string, Open>();

  constructor(private readonly sql: Pick<FlightSqlClient, 'beginTransaction' | 'endTransaction'>) {}

  get open() {
    return [...this.#open].map(([scope, { since }]) => ({ scope, since }));
  }

  /** What statements of a scope carry; `undefined` outside a transaction. */
  idOf(scope: string | undefined): Uint8Array | undefined {
    return scope === undefined ? undefined : this.#open.get(scope)?.id;
  }

  async begin(scope: string, signal: AbortSignal): Promise<void> {
    const what = 'Could not begin a transaction';
    if (this.#open.has(scope)) throw new HeadwaterError({ what, why: 'This document has one open already.', todo: 'Commit it or roll it back first.', kind: 'conflict', code: 'in-transaction' });
    const id = await this.sql.beginTransaction({ what, signal });
    if (id.byteLength === 0) throw new HeadwaterError({ what, why: 'The server gave the transaction no id.', code: 'no-transaction-id' });
    this.#open.set(scope, { id, since: Date.now() });
  }

  async end(scope: string, how: 'commit' | 'rollback', signal: AbortSignal): Promise<void> {
    const open = this.#open.get(scope);
    const what = how === 'commit' ? 'Could not commit the transaction' : 'Could not roll the transaction back';
    if (!open) throw new HeadwaterError({ what, why: 'This document has none open.', kind: 'notFound', code: 'no-transaction' });
    // Whatever the answer, the server has no use for this id any more; a commit whose outcome is unknown must not be sent twice.
    this.#open.delete(scope);
    await this.sql.endTransaction(open.id, how, { what, signal, writes: how === 'commit' });
  }

  /** Rolls back what is open. Never throws: a server that is gone has rolled back too. */
  async close(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(open.map(({ id }) => this.sql.endTransaction(id, 'rollback', { signal: AbortSignal.timeout(CLOSE_MS) }).catch(() => undefined)));
  }
}
