import type { Action } from '../../core/contract/action';
import type { ConnectContext } from '../../core/contract/backend';
import type { StatementLanguage } from '../../core/contract/language';
import type { ServerInfo, Session } from '../../core/contract/session';
import { HeadwaterError } from '../../core/errors';
import { ksqlActions } from './actions';
import { KsqlCatalog } from './catalog/catalog';
import type { Functions } from './catalog/functions';
import type { Lists } from './catalog/lists';
import { Sources } from './catalog/sources';
import { NO_CONTEXT } from './client/ksqlClient';
import type { Connected } from './connect';
import { KsqlGraphs } from './graphs/graphs';
import type { KsqlSettings } from './profile/form';
import { KsqlChecks } from './statements/checks';
import { DocumentContexts } from './statements/documents';
import { KsqlStatements } from './statements/statements';
import { KsqlTables } from './tables/tables';

export interface SessionAbout extends Pick<ConnectContext, 'workspaceFolders' | 'trusted' | 'log' | 'offer'> {
  /** Of the connection. */
  readonly name: string;
  readonly lists: Lists;
  readonly functions: Functions;
}

/** A session with a ksqlDB server: calls share connections, each result has its own. */
export class KsqlSession implements Session {
  readonly actions: readonly Action[];
  readonly catalog: KsqlCatalog;
  readonly language: StatementLanguage;
  readonly statements: KsqlStatements;
  readonly tables: KsqlTables;
  readonly live: KsqlTables;
  readonly graphs: KsqlGraphs;
  readonly checks: KsqlChecks;
  readonly #closing = new AbortController();

  constructor(
    private readonly connected: Connected,
    readonly server: ServerInfo,
    settings: Pick<KsqlSettings, 'properties' | 'variables'>,
    about: SessionAbout,
  ) {
    const { lists, functions, workspaceFolders, trusted, log, offer } = about;
    const told = { log, ...(offer ? { offer } : {}) };
    const { client } = connected;
    const context = { properties: settings.properties, variables: settings.variables };
    const sources = new Sources(client, NO_CONTEXT);
    const closed = this.#closing.signal;
    this.language = functions.language;
    this.catalog = new KsqlCatalog(sources, lists, functions);
    this.graphs = new KsqlGraphs(sources, lists);
    this.actions = ksqlActions({ client, context, sources, lists, connection: about.name });
    this.tables = new KsqlTables({ connected, ...told, sources, context, closed });
    this.live = this.tables;
    const documents = new DocumentContexts(context);
    this.checks = new KsqlChecks({ client, sources, lists, documents });
    this.statements = new KsqlStatements({
      client,
      ...told,
      documents,
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
