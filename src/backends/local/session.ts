import type { ConnectContext } from '../../core/contract/backend';
import type { Catalog } from '../../core/contract/catalog';
import type { ServerInfo, Session } from '../../core/contract/session';
import type { Tables } from '../../core/contract/tables';
import { LocalCatalog } from './catalog/catalog';
import { SessionConnections } from './connections';
import { type OpenDatabase, openDatabase } from './database';
import { type LocalSettings, MEMORY } from './form';
import type { SharedFiles } from './sharedFiles';
import { LocalStatements } from './statements';
import { LocalTables } from './tables/tables';

/** A session over one embedded database. Where its worker was lost, the next use opens the database again. */
export class LocalSession implements Session {
  readonly actions = [];
  readonly catalog: Catalog;
  readonly statements: LocalStatements;
  readonly tables: Tables;
  #connections: SessionConnections;
  /** Several may find the worker lost at once: one opens it for all. */
  #reopening: Promise<SessionConnections> | undefined;
  #closed = false;

  private constructor(
    readonly server: ServerInfo,
    private database: OpenDatabase,
    connections: SessionConnections,
    private readonly settings: LocalSettings,
    private readonly context: ConnectContext,
    private readonly workerPath: string,
    private readonly files: SharedFiles,
  ) {
    this.#connections = connections;
    const use = () => this.#use();
    this.statements = new LocalStatements(use);
    this.catalog = new LocalCatalog(use, context.workspaceFolders, database.path, database.restricted);
    this.tables = new LocalTables(use, this.catalog, settings.readOnly);
  }

  /** @throws HeadwaterError */
  static async open(settings: LocalSettings, context: ConnectContext, workerPath: string, files: SharedFiles): Promise<LocalSession> {
    const database = await openDatabase(settings, context, workerPath, files);
    try {
      const connections = await SessionConnections.open(database.duckDb, database.restricted);
      const [[version = ''] = []] = await connections.main.rows('SELECT version()', 'Could not read the version', context.signal);
      return new LocalSession(serverInfo(version ?? '', database, settings), database, connections, settings, context, workerPath, files);
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  async ping(signal: AbortSignal): Promise<void> {
    const connections = await this.#use();
    await connections.read((connection) => connection.rows('SELECT 1', 'Could not reach the database', signal));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#reopening?.catch(() => undefined);
    this.#connections.close();
    await this.database.close();
  }

  async #use(): Promise<SessionConnections> {
    if (this.#connections.alive || this.#closed) return this.#connections;
    this.#reopening ??= this.#reopen().finally(() => {
      this.#reopening = undefined;
    });
    return this.#reopening;
  }

  async #reopen(): Promise<SessionConnections> {
    this.context.log.warn('The embedded DuckDB had ended; it is started again.');
    await this.database.close();
    this.database = await openDatabase(this.settings, { ...this.context, signal: NEVER }, this.workerPath, this.files);
    const connections = await SessionConnections.open(this.database.duckDb, this.database.restricted);
    this.#connections = connections;
    return connections;
  }
}

const NEVER = new AbortController().signal;

function serverInfo(version: string, { path, restricted }: OpenDatabase, settings: LocalSettings): ServerInfo {
  return {
    product: 'DuckDB',
    version: version.replace(/^v/u, ''),
    features: ['SQL', 'CSV, JSON and Parquet files', ...(settings.readOnly ? ['read-only'] : []), ...(restricted ? ['only files of the workspace'] : [])],
    facts: [['Database', path === MEMORY ? 'in memory' : path]],
  };
}
