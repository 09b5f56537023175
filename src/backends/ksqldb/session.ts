import type { Action } from '../../core/contract/action';
import type { ConnectContext, ConnectionLog } from '../../core/contract/backend';
import type { ServerInfo, Session } from '../../core/contract/session';
import { HeadwaterError } from '../../core/errors';
import { ksqlActions } from './actions';
import { KsqlCatalog } from './catalog/catalog';
import { Lists } from './catalog/lists';
import { Sources } from './catalog/sources';
import type { Connected } from './connect';
import { KsqlGraphs } from './graphs/graphs';
import type { KsqlSettings } from './profile/form';
import { DocumentContexts } from './statements/documents';
import { KsqlStatements } from './statements/statements';
import { KsqlTables } from './tables/tables';

/** A session with a ksqlDB server: calls share connections, each result has its own. */
export class KsqlSession implements Session {
  readonly actions: readonly Action[];
  readonly catalog: KsqlCatalog;
  readonly statements: KsqlStatements;
  readonly tables: KsqlTables;
  readonly live: KsqlTables;
  readonly graphs: KsqlGraphs;
  readonly #closing = new AbortController();

  constructor(
    private readonly connected: Connected,
    readonly server: ServerInfo,
    settings: Pick<KsqlSettings, 'properties' | 'variables'>,
    { workspaceFolders, trusted, log }: Pick<ConnectContext, 'workspaceFolders' | 'trusted'> & { readonly log: ConnectionLog },
  ) {
    const { client } = connected;
    const context = { properties: settings.properties, variables: settings.variables };
    // Lists are asked without the connection's overrides: they change nothing there, and one that is wrong must not hide the tree.
    const plain = { properties: {}, variables: {} };
    const sources = new Sources(client, plain);
    const lists = new Lists(client, plain);
    const closed = this.#closing.signal;
    this.catalog = new KsqlCatalog(sources, lists);
    this.graphs = new KsqlGraphs(sources, lists);
    this.actions = ksqlActions({ client, context, sources, lists });
    this.tables = new KsqlTables({ connected, log, sources, context, closed });
    this.live = this.tables;
    this.statements = new KsqlStatements({
      client,
      log,
      documents: new DocumentContexts(context),
      source: async (name, signal) => {
        const found = await sources.find(name, signal);
        if (!found) return undefined;
        const { columns } = await sources.detail(found.name, signal);
        return { isTable: found.kind === 'table', keys: columns.filter(({ key }) => key).map((column) => column.name) };
      },
      changed: () => sources.forget(),
      workspaceFolders,
      trusted,
      closed,
    });
  }

  async ping(signal: AbortSignal): Promise<void> {
    const what = `Could not reach ${this.connected.client.http.where}`;
    if (this.#closing.signal.aborted) throw new HeadwaterError({ what, why: 'The session is closed.', kind: 'unreachable' });
    await this.connected.client.info(what, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closing.signal.aborted) return;
    await this.statements.endAll();
    this.#closing.abort();
    await this.connected.client.http.close();
  }
}
