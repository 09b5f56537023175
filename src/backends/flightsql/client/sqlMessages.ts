import { bool, bytes, int32, int64, Message, optional, packed, repeated, string } from '../../../core/protobuf/message';
import { ProtoError } from '../../../core/protobuf/reader';

/** Messages of Flight SQL: names and numbers of FlightSql.proto (Apache Arrow). They travel inside a google.protobuf.Any. */

export const StatementQuery = new Message('CommandStatementQuery', { query: optional(1, string), transaction: optional(2, bytes) });
export const StatementUpdate = new Message('CommandStatementUpdate', { query: optional(1, string), transaction: optional(2, bytes) });
export const PreparedStatementQuery = new Message('CommandPreparedStatementQuery', { handle: optional(1, bytes) });
export const PreparedStatementUpdate = new Message('CommandPreparedStatementUpdate', { handle: optional(1, bytes) });

/** `ifMissing`: 1 create, 2 fail. `ifExists`: 1 fail, 2 append, 3 replace. */
const TableDefinitionOptions = new Message('TableDefinitionOptions', { ifMissing: optional(1, int32), ifExists: optional(2, int32) });
const OptionEntry = new Message('OptionsEntry', { key: optional(1, string), value: optional(2, string) });
export const StatementIngest = new Message('CommandStatementIngest', {
  definition: optional(1, TableDefinitionOptions),
  table: optional(2, string),
  schema: optional(3, string),
  catalog: optional(4, string),
  temporary: optional(5, bool),
  transaction: optional(6, bytes),
  options: repeated(1000, OptionEntry),
});
export const UpdateResult = new Message('DoPutUpdateResult', { count: optional(1, int64) });
export const BindResult = new Message('DoPutPreparedStatementResult', { handle: optional(1, bytes) });

export const CreatePreparedRequest = new Message('ActionCreatePreparedStatementRequest', { query: optional(1, string), transaction: optional(2, bytes) });
export const CreatePreparedResult = new Message('ActionCreatePreparedStatementResult', {
  handle: optional(1, bytes),
  datasetSchema: optional(2, bytes),
  parameterSchema: optional(3, bytes),
  isUpdate: optional(4, bool),
});
export const ClosePreparedRequest = new Message('ActionClosePreparedStatementRequest', { handle: optional(1, bytes) });

export const BeginTransactionRequest = new Message('ActionBeginTransactionRequest', {});
export const BeginTransactionResult = new Message('ActionBeginTransactionResult', { transaction: optional(1, bytes) });
/** `action`: 1 commit, 2 rollback. */
export const EndTransactionRequest = new Message('ActionEndTransactionRequest', { transaction: optional(1, bytes), action: optional(2, int32) });
export const BeginSavepointRequest = new Message('ActionBeginSavepointRequest', { transaction: optional(1, bytes), name: optional(2, string) });
export const BeginSavepointResult = new Message('ActionBeginSavepointResult', { savepoint: optional(1, bytes) });
/** `action`: 1 release, 2 rollback. */
export const EndSavepointRequest = new Message('ActionEndSavepointRequest', { savepoint: optional(1, bytes), action: optional(2, int32) });
/** Deprecated, for servers without CancelFlightInfo. `info` is a FlightInfo. `result`: 1 cancelled, 2 cancelling, 3 not cancellable. */
export const CancelQueryRequest = new Message('ActionCancelQueryRequest', { info: optional(1, bytes) });
export const CancelQueryResult = new Message('ActionCancelQueryResult', { result: optional(1, int32) });

export const GetSqlInfo = new Message('CommandGetSqlInfo', { info: packed(1, int32) });
export const GetXdbcTypeInfo = new Message('CommandGetXdbcTypeInfo', { dataType: optional(1, int32) });
export const GetCatalogs = new Message('CommandGetCatalogs', {});
export const GetDbSchemas = new Message('CommandGetDbSchemas', { catalog: optional(1, string), schemaPattern: optional(2, string) });
export const GetTables = new Message('CommandGetTables', {
  catalog: optional(1, string),
  schemaPattern: optional(2, string),
  tablePattern: optional(3, string),
  types: repeated(4, string),
  includeSchema: optional(5, bool),
});
export const GetTableTypes = new Message('CommandGetTableTypes', {});
const tableKeys = { catalog: optional(1, string), schema: optional(2, string), table: optional(3, string) };
export const GetPrimaryKeys = new Message('CommandGetPrimaryKeys', tableKeys);
export const GetExportedKeys = new Message('CommandGetExportedKeys', tableKeys);
export const GetImportedKeys = new Message('CommandGetImportedKeys', tableKeys);
export const GetCrossReference = new Message('CommandGetCrossReference', {
  pkCatalog: optional(1, string),
  pkSchema: optional(2, string),
  pkTable: optional(3, string),
  fkCatalog: optional(4, string),
  fkSchema: optional(5, string),
  fkTable: optional(6, string),
});

const Any = new Message('Any', { type: optional(1, string), value: optional(2, bytes) });
const TYPE_PREFIX = 'type.googleapis.com/arrow.flight.protocol.sql.';

/** A message of Flight SQL with its name, as commands and actions carry it. */
export function wrap(name: string, message: { bytes(): Uint8Array }): Uint8Array {
  return Any.encode({ type: `${TYPE_PREFIX}${name}`, value: message.bytes() }).bytes();
}

/** The bytes of the message of this name. @throws ProtoError where something else is there */
export function unwrap(name: string, message: Uint8Array): Uint8Array {
  const { type = '', value = new Uint8Array(0) } = Any.decode(message);
  if (!type.endsWith(`.${name}`) && !type.endsWith(`/${name}`)) throw new ProtoError(`${name} was expected, “${type.slice(0, 100)}” came`);
  return value;
}
