import type { Transactions } from '../../core/contract/transactions';
import { HeadwaterError } from '../../core/errors';
import { BeginTransaction, EndTransaction, ListTransactions } from '../../protocol/transactions';
import type { Router } from '../router';
import type { LiveSession } from '../sessions/liveSession';
import type { SessionRegistry } from '../sessions/sessionRegistry';

export function handleTransactions(router: Router, sessions: SessionRegistry): void {
  router.handle(ListTransactions, 'Could not ask for transactions', ({ connectionId }) => sessions.find(connectionId)?.session.transactions?.open ?? []);

  const begin = 'Could not begin a transaction';
  router.handle(BeginTransaction, begin, async ({ connectionId, scope }, signal) => {
    await sessions.use(connectionId, begin, (live) => transactionsOf(live, begin).begin(scope, signal));
    return null;
  });

  const end = 'Could not end the transaction';
  router.handle(EndTransaction, end, async ({ connectionId, scope, how }, signal) => {
    await sessions.use(connectionId, end, (live) => transactionsOf(live, end).end(scope, how, signal));
    return null;
  });
}

function transactionsOf({ session, profile }: LiveSession, what: string): Transactions {
  if (session.transactions) return session.transactions;
  throw new HeadwaterError({ what, why: `*${profile.name}* has no transactions.`, kind: 'unsupported', code: 'no-transactions' });
}
