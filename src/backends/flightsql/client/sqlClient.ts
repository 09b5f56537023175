import { encodeSchema } from '../../../core/arrow/messages';
import { HeadwaterError } from '../../../core/errors';
import { ProtoError } from '../../../core/protobuf/reader';
import { Schema } from 'apache-arrow';
import { schemaOf } from './convert';
import { type CancelOutcome, cancelOutcome, type FlightClient } from './flightClient';
import type { Put } from './put';
import * as sql from './sqlMessages';
import type { CallOptions, FlightDescriptor, FlightInfo } from './types';

/** A prepared statement on the server. */
export interface Prepared {
  readonly handle: Uint8Array;
  /** Schema messages, where the server tells them; the first may turn out to be wrong. */
  readonly resultSchema?: Uint8Array;
  readonly parameterSchema?: Uint8Array;
  /** Whether it changes rows instead of giving some, where the server tells. */
  readonly isUpdate?: boolean;
}

export interface StatementOptions extends CallOptions {
  /** Absent = on its own, committed at once. */
  readonly transaction?: Uint8Array;
}

export interface IngestTarget {
  readonly table: string;
  readonly schema?: string;
  readonly catalog?: string;
  readonly ifMissing: 'create' | 'fail';
  readonly ifExists: 'append' | 'replace' | 'fail';
  readonly temporary?: boolean;
  readonly options?: Readonly<Record<string, string>>;
}

/** Which tables; a field left out means any, an empty text means those without. Patterns are LIKE patterns. */
export interface TableFilter {
  readonly catalog?: string;
  readonly schemaPattern?: string;
  readonly tablePattern?: string;
  readonly types?: readonly string[];
}

export interface TableName {
  readonly catalog?: string;
  readonly schema?: string;
  readonly table: string;
}

type SqlMessage = { bytes(): Uint8Array };

/** What Flight SQL adds to Flight. Methods throw as those of {@link FlightClient}; the rows behind an info are read by {@link EndpointReader}. */
export class FlightSqlClient {
  constructor(readonly flight: FlightClient) {}

  /** Has a statement planned, or run, by the server; tells where its rows are. */
  query(query: string, { transaction, ...options }: StatementOptions): Promise<FlightInfo> {
    return this.#info('CommandStatementQuery', sql.StatementQuery.encode({ query, transaction }), { what: 'Could not run the statement', ...options });
  }

  /** Runs a statement that gives no rows. Gives the rows affected, where the server tells. */
  async update(query: string, { transaction, ...options }: StatementOptions): Promise<bigint | undefined> {
    const told = { what: 'Could not run the statement', ...options };
    const put = await this.#put('CommandStatementUpdate', sql.StatementUpdate.encode({ query, transaction }), told);
    return this.#count(put, [], told);
  }

  async prepare(query: string, { transaction, ...options }: StatementOptions): Promise<Prepared> {
    const told = { what: 'Could not prepare the statement', ...options };
    const result = await this.#act('CreatePreparedStatement', 'ActionCreatePreparedStatementRequest', sql.CreatePreparedRequest.encode({ query, transaction }), 'ActionCreatePreparedStatementResult', told);
    return this.#read(told, () => {
      const { handle = NO_BYTES, datasetSchema, parameterSchema, isUpdate } = sql.CreatePreparedResult.decode(result);
      const rows = schemaOf(datasetSchema);
      const parameters = schemaOf(parameterSchema);
      return { handle, ...(rows ? { resultSchema: rows } : {}), ...(parameters ? { parameterSchema: parameters } : {}), ...(isUpdate === undefined ? {} : { isUpdate }) };
    });
  }

  /** Gives values for the parameters: a schema message and batches. The statement that comes back is to be used from then on. */
  async bind(prepared: Prepared, messages: readonly Uint8Array[], options: CallOptions): Promise<Prepared> {
    const told = { what: 'Could not send the parameters', ...options };
    const put = await this.#put('CommandPreparedStatementQuery', sql.PreparedStatementQuery.encode({ handle: prepared.handle }), told);
    const answers = await sendAll(put, messages);
    return this.#read(told, () => {
      const handle = answers.map((answer) => sql.BindResult.decode(answer).handle).find((one) => one !== undefined && one.byteLength > 0);
      return handle ? { ...prepared, handle } : prepared;
    });
  }

  queryPrepared({ handle }: Prepared, options: CallOptions): Promise<FlightInfo> {
    return this.#info('CommandPreparedStatementQuery', sql.PreparedStatementQuery.encode({ handle }), { what: 'Could not run the statement', ...options });
  }

  /** @param messages values of the parameters: a schema message and batches; empty where there are none */
  async updatePrepared({ handle }: Prepared, messages: readonly Uint8Array[], options: CallOptions): Promise<bigint | undefined> {
    const told = { what: 'Could not run the statement', ...options };
    return this.#count(await this.#put('CommandPreparedStatementUpdate', sql.PreparedStatementUpdate.encode({ handle }), told), messages, told);
  }

  async closePrepared({ handle }: Prepared, options: CallOptions): Promise<void> {
    await this.flight.doAction('ClosePreparedStatement', sql.wrap('ActionClosePreparedStatementRequest', sql.ClosePreparedRequest.encode({ handle })), {
      what: 'Could not close the prepared statement',
      ...options,
    });
  }

  async beginTransaction(options: CallOptions): Promise<Uint8Array> {
    const told = { what: 'Could not begin a transaction', ...options };
    const result = await this.#act('BeginTransaction', 'ActionBeginTransactionRequest', sql.BeginTransactionRequest.encode({}), 'ActionBeginTransactionResult', told);
    return this.#read(told, () => sql.BeginTransactionResult.decode(result).transaction ?? NO_BYTES);
  }

  async endTransaction(transaction: Uint8Array, how: 'commit' | 'rollback', options: CallOptions): Promise<void> {
    const request = sql.EndTransactionRequest.encode({ transaction, action: how === 'commit' ? 1 : 2 });
    await this.flight.doAction('EndTransaction', sql.wrap('ActionEndTransactionRequest', request), { what: `Could not ${how === 'commit' ? 'commit' : 'roll back'} the transaction`, writes: true, ...options });
  }

  async beginSavepoint(transaction: Uint8Array, name: string, options: CallOptions): Promise<Uint8Array> {
    const told = { what: 'Could not set a savepoint', ...options };
    const result = await this.#act('BeginSavepoint', 'ActionBeginSavepointRequest', sql.BeginSavepointRequest.encode({ transaction, name }), 'ActionBeginSavepointResult', told);
    return this.#read(told, () => sql.BeginSavepointResult.decode(result).savepoint ?? NO_BYTES);
  }

  async endSavepoint(savepoint: Uint8Array, how: 'release' | 'rollback', options: CallOptions): Promise<void> {
    const request = sql.EndSavepointRequest.encode({ savepoint, action: how === 'release' ? 1 : 2 });
    await this.flight.doAction('EndSavepoint', sql.wrap('ActionEndSavepointRequest', request), { what: 'Could not end the savepoint', writes: true, ...options });
  }

  /** Begins to send rows into a table. {@link Ingest.finish} gives the rows that were taken, where the server tells. */
  async ingest(target: IngestTarget, { transaction, ...options }: StatementOptions): Promise<Ingest> {
    const told = { what: `Could not write to \`${target.table}\``, writes: true, ...options };
    const command = sql.StatementIngest.encode({
      definition: { ifMissing: target.ifMissing === 'create' ? 1 : 2, ifExists: { fail: 1, append: 2, replace: 3 }[target.ifExists] },
      table: target.table,
      schema: target.schema,
      catalog: target.catalog,
      temporary: target.temporary,
      transaction,
      options: Object.entries(target.options ?? {}).map(([key, value]) => ({ key, value })),
    });
    const put = await this.#put('CommandStatementIngest', command, told);
    return { send: (message) => put.send(message), finish: async () => this.#read(told, countOf(await put.finish())), cancel: () => put.cancel() };
  }

  /**
   * Asks the server to stop: by CancelFlightInfo, or by the older CancelQuery. Servers say in different ways that they know neither;
   * then the outcome is `unknown`, and ending the call is all that can be done.
   */
  async cancel(info: FlightInfo, options: CallOptions): Promise<CancelOutcome> {
    try {
      return await this.flight.cancelFlightInfo(info, options);
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
    try {
      const result = await this.#act('CancelQuery', 'ActionCancelQueryRequest', sql.CancelQueryRequest.encode({ info: info.encoded }), 'ActionCancelQueryResult', options);
      return cancelOutcome(sql.CancelQueryResult.decode(result).result);
    } catch (error) {
      if (!isAbsent(error)) throw error;
      return 'unknown';
    }
  }

  catalogs(options: CallOptions): Promise<FlightInfo> {
    return this.#info('CommandGetCatalogs', sql.GetCatalogs.encode({}), { what: 'Could not list the catalogs', ...options });
  }

  schemas(filter: Pick<TableFilter, 'catalog' | 'schemaPattern'>, options: CallOptions): Promise<FlightInfo> {
    return this.#info('CommandGetDbSchemas', sql.GetDbSchemas.encode({ catalog: filter.catalog, schemaPattern: filter.schemaPattern }), { what: 'Could not list the schemas', ...options });
  }

  /** @param columns whether each table's columns are told too, as an encapsulated schema */
  tables(filter: TableFilter, columns: boolean, options: CallOptions): Promise<FlightInfo> {
    const { catalog, schemaPattern, tablePattern, types = [] } = filter;
    return this.#info('CommandGetTables', sql.GetTables.encode({ catalog, schemaPattern, tablePattern, types, includeSchema: columns }), { what: 'Could not list the tables', ...options });
  }

  tableTypes(options: CallOptions): Promise<FlightInfo> {
    return this.#info('CommandGetTableTypes', sql.GetTableTypes.encode({}), { what: 'Could not list the types of tables', ...options });
  }

  primaryKeys(table: TableName, options: CallOptions): Promise<FlightInfo> {
    return this.#info('CommandGetPrimaryKeys', sql.GetPrimaryKeys.encode(keysOf(table)), { what: `Could not read the keys of \`${table.table}\``, ...options });
  }

  /** Keys of other tables that point at this one. */
  exportedKeys(table: TableName, options: CallOptions): Promise<FlightInfo> {
    return this.#info('CommandGetExportedKeys', sql.GetExportedKeys.encode(keysOf(table)), { what: `Could not read the keys of \`${table.table}\``, ...options });
  }

  /** Keys of this table that point at others. */
  importedKeys(table: TableName, options: CallOptions): Promise<FlightInfo> {
    return this.#info('CommandGetImportedKeys', sql.GetImportedKeys.encode(keysOf(table)), { what: `Could not read the keys of \`${table.table}\``, ...options });
  }

  crossReference(parent: TableName, child: TableName, options: CallOptions): Promise<FlightInfo> {
    const request = sql.GetCrossReference.encode({
      pkCatalog: parent.catalog,
      pkSchema: parent.schema,
      pkTable: parent.table,
      fkCatalog: child.catalog,
      fkSchema: child.schema,
      fkTable: child.table,
    });
    return this.#info('CommandGetCrossReference', request, { what: `Could not read the keys between \`${parent.table}\` and \`${child.table}\``, ...options });
  }

  /** @param codes none = all; some servers refuse the whole list because of one code that they do not know */
  sqlInfo(codes: readonly number[], options: CallOptions): Promise<FlightInfo> {
    return this.#info('CommandGetSqlInfo', sql.GetSqlInfo.encode({ info: codes }), { what: 'Could not ask what the server can do', ...options });
  }

  typeInfo(options: CallOptions): Promise<FlightInfo> {
    return this.#info('CommandGetXdbcTypeInfo', sql.GetXdbcTypeInfo.encode({}), { what: 'Could not list the data types', ...options });
  }

  /** The columns that a statement would give; `undefined` where the server tells none. */
  schemaOfQuery(query: string, { transaction, ...options }: StatementOptions): Promise<Uint8Array | undefined> {
    return this.flight.getSchema(command('CommandStatementQuery', sql.StatementQuery.encode({ query, transaction })), { what: 'Could not ask for the columns', ...options });
  }

  /** As {@link query}, asked again and again while the server works. `onProgress` gets each answer; rows of its endpoints can be read at once. */
  async pollQuery(query: string, { transaction, ...options }: StatementOptions, onProgress: (fraction: number | undefined) => void): Promise<FlightInfo> {
    const told = { what: 'Could not run the statement', ...options };
    let descriptor = command('CommandStatementQuery', sql.StatementQuery.encode({ query, transaction }));
    for (;;) {
      const { info, next, progress } = await this.flight.pollFlightInfo(descriptor, told);
      if (!next) {
        if (info) return info;
        throw new HeadwaterError({ what: told.what, why: `The server at ${this.flight.where} ended its work and told nothing of the result.`, code: 'INTERNAL' });
      }
      onProgress(progress);
      descriptor = next;
    }
  }

  async #info(name: string, message: SqlMessage, options: CallOptions): Promise<FlightInfo> {
    return this.flight.getFlightInfo(command(name, message), options);
  }

  #put(name: string, message: SqlMessage, options: CallOptions): Promise<Put> {
    return this.flight.doPut(command(name, message), { writes: true, ...options });
  }

  /** Does an action whose request and result travel as Any. Gives the result's own bytes. */
  async #act(action: string, request: string, message: SqlMessage, result: string, options: CallOptions): Promise<Uint8Array> {
    const [first] = await this.flight.doAction(action, sql.wrap(request, message), options);
    return this.#read(options, () => sql.unwrap(result, first ?? NO_BYTES));
  }

  async #count(put: Put, messages: readonly Uint8Array[], options: CallOptions): Promise<bigint | undefined> {
    return this.#read(options, countOf(await sendAll(put, messages)));
  }

  #read<T>({ what = 'The call failed' }: CallOptions, read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ProtoError)) throw error;
      throw new HeadwaterError({ what, why: `The server at ${this.flight.where} sent a damaged message: ${error.message}.`, code: 'INTERNAL' }, { cause: error });
    }
  }
}

export interface Ingest {
  /** A schema message first, then dictionaries and batches. Resolves when more can be sent. */
  send(message: Uint8Array): Promise<void>;
  finish(): Promise<bigint | undefined>;
  cancel(): void;
}

const NO_BYTES = new Uint8Array(0);

/** Whether a failure means that the server does not offer this call: servers use three codes for it. */
export function isAbsent(error: unknown): boolean {
  return error instanceof HeadwaterError && ['UNIMPLEMENTED', 'INVALID_ARGUMENT', 'INTERNAL'].includes(error.failure.code ?? '');
}

function command(name: string, message: SqlMessage): FlightDescriptor {
  return { kind: 'command', command: sql.wrap(name, message) };
}

function keysOf({ catalog, schema, table }: TableName): { readonly catalog: string | undefined; readonly schema: string | undefined; readonly table: string } {
  return { catalog, schema, table };
}

/** Without rows, an empty schema tells the server that all was sent. */
async function sendAll(put: Put, messages: readonly Uint8Array[]): Promise<readonly Uint8Array[]> {
  try {
    for (const message of messages.length === 0 ? [encodeSchema(new Schema([])).bytes] : messages) await put.send(message);
  } catch (error) {
    put.cancel();
    throw error;
  }
  return put.finish();
}

/** Negative = the server does not know. */
function countOf(answers: readonly Uint8Array[]): () => bigint | undefined {
  return () => {
    const counts = answers.map((answer) => sql.UpdateResult.decode(answer).count ?? 0n);
    const [first] = counts;
    if (first === undefined || counts.some((count) => count < 0n)) return undefined;
    return counts.reduce((sum, count) => sum + count, 0n);
  };
}
