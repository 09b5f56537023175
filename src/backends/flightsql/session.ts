import type { Action } from '../../core/contract/action';
import type { ConnectContext } from '../../core/contract/backend';
import type { StatementDialect, StatementLanguage } from '../../core/contract/language';
import type { ServerInfo, Session } from '../../core/contract/session';
import type { TextWriter } from '../../core/contract/textWriter';
import { dataTypesAction } from './actions/dataTypes';
import { influxQlAction } from './actions/influxQl';
import { FlightSqlCatalog } from './catalog/catalog';
import { makeClient, makeReader } from './client';
import { FlightSqlClient } from './client/sqlClient';
import { Connected } from './connected';
import { Dialect } from './dialect';
import { listDatabases } from './influx/databases';
import { InfluxHttp } from './influx/http';
import { INFLUX_DIALECTS } from './influx/ticket';
import { LineWriter } from './influx/writer';
import { FlightInspections } from './inspections';
import { LayeredMetadata } from './metadata/layeredMetadata';
import type { Metadata } from './metadata/metadata';
import { QueriedColumns } from './metadata/queriedColumns';
import { RpcMetadata } from './metadata/rpcMetadata';
import { CODES, type SqlInfo } from './metadata/sqlInfo';
import { SqlMetadata } from './metadata/sqlMetadata';
import type { FlightSqlSettings } from './profile/settings';
import { askServer, isInflux, serverInfo } from './server';
import { applySessionOptions } from './sessionOptions';
import { FlightSqlStatements } from './statements/statements';
import { FlightSqlTables } from './tables/tables';
import { FlightSqlTransactions } from './transactions';
import { tlsOptions } from './trust';
import type { TlsOptions } from './wire/openSocket';

/** A session with a Flight SQL server: what it offers is what the server was found to have. */
export class FlightSqlSession implements Session {
  readonly actions: readonly Action[];
  readonly server: ServerInfo;
  readonly language: StatementLanguage;
  readonly dialects?: readonly StatementDialect[];
  readonly catalog: FlightSqlCatalog;
  readonly statements: FlightSqlStatements;
  readonly tables: FlightSqlTables;
  readonly inspections: FlightInspections;
  readonly transactions?: FlightSqlTransactions;
  readonly textWriter?: TextWriter;
  readonly #closing = new AbortController();
  readonly #http: InfluxHttp | undefined;

  private constructor(
    private readonly connected: Connected,
    name: string,
    settings: FlightSqlSettings,
    tls: TlsOptions | undefined,
    info: SqlInfo,
  ) {
    const influx = isInflux(info, settings.system);
    const closed = this.#closing.signal;
    const dialect = new Dialect(info);
    this.language = dialect.language;
    if (influx) this.dialects = INFLUX_DIALECTS;
    this.actions = [dataTypesAction(connected), ...(influx ? [influxQlAction(name, settings.influx.previewHours || 24)] : [])];
    this.server = serverInfo(info, settings, connected.sql.flight.where);
    if (info.transactions === true) this.transactions = new FlightSqlTransactions(connected.sql);
    const readOnly = info.flag(CODES.readOnly) === true;
    const changed = () => this.catalog.index.forget();
    this.statements = new FlightSqlStatements({
      connected,
      dialect,
      transactions: this.transactions,
      readOnly,
      tickets: influx ? { database: settings.database, always: settings.influx.jsonTickets } : undefined,
      cancels: info.flag(CODES.cancel) === true,
      changed,
      closed,
    });
    this.inspections = new FlightInspections(this.statements, connected, closed);
    const http = influx ? new InfluxHttp(httpOptions(settings, tls)) : undefined;
    this.#http = http;
    if (http) this.textWriter = new LineWriter(http, { database: settings.database, write: settings.influx.write, gzip: settings.influx.gzip }, changed);
    const metadata = metadataOf(connected, info, settings, dialect);
    this.catalog = new FlightSqlCatalog({
      metadata,
      dialect,
      catalogTerm: info.text(CODES.catalogTerm) ?? 'catalog',
      roles: influx,
      tables: true,
      ...(influx ? { previewHours: settings.influx.previewHours, influxQl: true } : {}),
      ...(http ? { databases: (signal: AbortSignal) => listDatabases(http, signal) } : {}),
    });
    this.tables = new FlightSqlTables({ connected, dialect, catalog: this.catalog, statements: this.statements, readOnly, ingests: info.flag(CODES.bulkIngestion) === true, transactional: info.transactions === true, closed });
  }

  /** @throws HeadwaterError that says what is wrong with address, trust, credentials or database */
  static async open(name: string, settings: FlightSqlSettings, context: ConnectContext): Promise<FlightSqlSession> {
    const tls = settings.tls && (await tlsOptions(settings.tls, context.workspaceFolders));
    context.signal.throwIfAborted();
    if (tls?.skipVerify) context.log.warn('Any certificate is accepted: whoever stands between can read and change everything.');
    const client = makeClient(settings, tls, context.memory);
    try {
      await client.connect({ signal: context.signal });
      const connected = new Connected(new FlightSqlClient(client), makeReader(settings, tls, client), settings.callTimeoutMs);
      await applySessionOptions(client, settings, context);
      const info = await askServer(connected, settings.system, context.signal);
      return new FlightSqlSession(connected, name, settings, tls, info);
    } catch (error) {
      client.close();
      throw error;
    }
  }

  async ping(signal: AbortSignal): Promise<void> {
    this.#closing.signal.throwIfAborted();
    await this.connected.sql.flight.ping(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closing.signal.aborted) return;
    await this.transactions?.close();
    this.#closing.abort();
    this.connected.endpoints[Symbol.dispose]();
    this.connected.sql.flight.close();
    await this.#http?.close();
  }
}

/** Flight SQL's own calls first, or `information_schema` first where the connection says so. */
function metadataOf(connected: Connected, info: SqlInfo, { features }: FlightSqlSettings, dialect: Dialect): Metadata {
  const calls = new RpcMetadata(connected, info.text(CODES.searchEscape));
  const schema = new SqlMetadata((statement, what, signal) => connected.small((options) => connected.sql.query(statement, options), signal, what));
  const columns = new QueriedColumns((table, signal) => connected.fields(`SELECT * FROM ${dialect.table(table)} LIMIT 0`, signal, `Could not read the columns of \`${table.table}\``));
  const told = features['metadata-reflection'] === 'false' ? new LayeredMetadata(schema, calls) : new LayeredMetadata(calls, schema);
  return new LayeredMetadata(told, columns);
}

function httpOptions({ auth, influx, proxy, callTimeoutMs }: FlightSqlSettings, tls: TlsOptions | undefined) {
  const token = auth.kind === 'token' ? auth.token : 'password' in auth ? auth.password : undefined;
  return {
    baseUrl: influx.httpUrl,
    token,
    timeoutMs: callTimeoutMs,
    proxy,
    tls: {
      ...(tls?.ca === undefined ? {} : { ca: [tls.ca].flat().join('\n') }),
      ...(tls?.certificate === undefined ? {} : { cert: tls.certificate }),
      ...(tls?.key === undefined ? {} : { key: tls.key }),
      ...(tls?.passphrase === undefined ? {} : { passphrase: tls.passphrase }),
      ...(tls?.serverName === undefined ? {} : { servername: tls.serverName }),
      rejectUnauthorized: tls?.skipVerify !== true,
    },
  };
}
