import type { OpenTransaction } from '../../protocol/transactions';
import { BeginTransaction, EndTransaction, ListTransactions } from '../../protocol/transactions';
import type { Cancel } from '../cancel';
import type { ConnectionService } from '../connections/connectionService';
import { Emitter } from '../emitter';
import type { Disposal } from '../emitter';
import type { RunWatch } from '../running/runWatch';
import type { Server } from '../server/api';

export interface OpenTransactionsDeps {
  readonly server: Pick<Server, 'request'>;
  readonly connections: Pick<ConnectionService, 'info' | 'open' | 'onDidChangeState'>;
  readonly runs: Pick<RunWatch, 'onDidSettle'>;
}

/** Which documents have a transaction open. The server is asked again after each statement, since statements begin and end them too. */
export class OpenTransactions {
  readonly #known = new Map<string, readonly OpenTransaction[]>();
  readonly #changed = new Emitter<void>();
  readonly #listening: readonly Disposal[];
  readonly onDidChange = this.#changed.event;

  constructor(private readonly deps: OpenTransactionsDeps) {
    this.#listening = [
      deps.runs.onDidSettle(({ run }) => void this.#ask(run.connectionId)),
      deps.connections.onDidChangeState((id) => {
        if (!this.supports(id)) this.#set(id, []);
      }),
    ];
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
    this.#changed.dispose();
  }

  /** Whether the connection is open and has transactions. */
  supports(connectionId: string): boolean {
    return this.deps.connections.info(connectionId)?.capabilities.includes('transactions') === true;
  }

  of(connectionId: string, scope: string): OpenTransaction | undefined {
    return this.#known.get(connectionId)?.find((one) => one.scope === scope);
  }

  /** The connections on which a document has one. */
  holders(scope: string): readonly string[] {
    return [...this.#known].flatMap(([id, open]) => (open.some((one) => one.scope === scope) ? [id] : []));
  }

  /** @throws HeadwaterError */
  async begin(connectionId: string, scope: string, cancel?: Cancel): Promise<void> {
    await this.deps.connections.open(connectionId, cancel);
    try {
      await this.deps.server.request(BeginTransaction, { connectionId, scope }, cancel);
    } finally {
      await this.#ask(connectionId);
    }
  }

  /** @throws HeadwaterError */
  async end(connectionId: string, scope: string, how: 'commit' | 'rollback', cancel?: Cancel): Promise<void> {
    try {
      await this.deps.server.request(EndTransaction, { connectionId, scope, how }, cancel);
    } finally {
      await this.#ask(connectionId);
    }
  }

  /** A server that does not answer has told about it elsewhere. */
  async #ask(connectionId: string): Promise<void> {
    if (!this.supports(connectionId)) return;
    const open = await this.deps.server.request(ListTransactions, { connectionId }).catch(() => []);
    this.#set(connectionId, open);
  }

  #set(connectionId: string, open: readonly OpenTransaction[]): void {
    if ((this.#known.get(connectionId)?.length ?? 0) === 0 && open.length === 0) return;
    this.#known.set(connectionId, open);
    this.#changed.fire();
  }
}
