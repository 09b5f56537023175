import { type Field, RecordBatchReader } from 'apache-arrow';
import { typeLabel } from '../../../core/format/column';
import type { FlightSqlClient } from '../client/sqlClient';
import type { CallOptions, FlightInfo } from '../client/types';
import type { Connected } from '../connected';
import { OptionalCalls } from './absent';
import type { ForeignKey, Metadata, ReferencingKey, SchemaName, TableColumn, TableEntry, TableName } from './metadata';
import { bytesAt, numberAt, type SmallRow, textAt } from './smallTable';

/** Column metadata in the schemas of GetTables. Source: FlightSql.proto, `CommandGetTables`. */
const TYPE_NAME = 'ARROW:FLIGHT:SQL:TYPE_NAME';
const REMARKS = 'ARROW:FLIGHT:SQL:REMARKS';

/** What a server tells by Flight SQL's own calls. */
export class RpcMetadata implements Metadata {
  readonly #optional = new OptionalCalls();

  /** @param escape what makes `%` and `_` plain in patterns, where the server says so */
  constructor(
    private readonly connected: Connected,
    private readonly escape: string | undefined,
  ) {}

  async catalogs(signal: AbortSignal): Promise<readonly (string | null)[] | undefined> {
    const rows = await this.#ask('catalogs', (sql, options) => sql.catalogs(options), signal);
    return rows && [...new Set(rows.map((row) => textAt(row, 'catalog_name')))];
  }

  async schemas(catalog: string | null, signal: AbortSignal): Promise<readonly SchemaName[] | undefined> {
    const rows = await this.#ask('schemas', (sql, options) => sql.schemas(named(catalog), options), signal);
    return rows?.map((row) => ({ catalog, schema: textAt(row, 'db_schema_name') }));
  }

  async tables(catalog: string | null, schema: string | null | undefined, signal: AbortSignal): Promise<readonly TableEntry[] | undefined> {
    // An empty schema filter means "without a schema" to some servers and nothing to others.
    const filter = schema ? { schemaPattern: this.#pattern(schema) } : {};
    const rows = await this.#ask('tables', (sql, options) => sql.tables({ ...named(catalog), ...filter }, false, options), signal);
    const entries = rows?.map((row) => entryOf(row, catalog));
    return entries?.filter((entry) => schema === undefined || (entry.schema ?? '') === (schema ?? ''));
  }

  async columns(table: TableName, signal: AbortSignal): Promise<readonly TableColumn[] | undefined> {
    const filter = { ...named(table.catalog), ...(table.schema ? { schemaPattern: this.#pattern(table.schema) } : {}), tablePattern: this.#pattern(table.table) };
    const rows = await this.#ask('columns', (sql, options) => sql.tables(filter, true, { ...options, what: `Could not read the columns of \`${table.table}\`` }), signal);
    const row = rows?.find((one) => textAt(one, 'table_name') === table.table && (textAt(one, 'db_schema_name') ?? '') === (table.schema ?? ''));
    const schema = row && bytesAt(row, 'table_schema');
    return schema && columnsOf(schema);
  }

  async primaryKey(table: TableName, signal: AbortSignal): Promise<readonly string[]> {
    const rows = await this.#keys(table, (name) => this.#ask('primary keys', (sql, options) => sql.primaryKeys(name, options), signal));
    return rows
      .filter((row) => textAt(row, 'table_name') === table.table)
      .sort((one, other) => numberAt(one, 'key_sequence') - numberAt(other, 'key_sequence'))
      .flatMap((row) => textAt(row, 'column_name') ?? []);
  }

  async foreignKeys(table: TableName, signal: AbortSignal): Promise<readonly ForeignKey[]> {
    const rows = await this.#keys(table, (name) => this.#ask('imported keys', (sql, options) => sql.importedKeys(name, options), signal));
    return rows.flatMap((row) => {
      const [column, referenced, referencedColumn] = [textAt(row, 'fk_column_name'), textAt(row, 'pk_table_name'), textAt(row, 'pk_column_name')];
      if (column === null || referenced === null || referencedColumn === null) return [];
      return [{ column, referencedColumn, name: textAt(row, 'fk_key_name'), referenced: { catalog: textAt(row, 'pk_catalog_name') ?? table.catalog, schema: textAt(row, 'pk_db_schema_name') ?? table.schema, table: referenced } }];
    });
  }

  async referencingKeys(table: TableName, signal: AbortSignal): Promise<readonly ReferencingKey[]> {
    const rows = await this.#keys(table, (name) => this.#ask('exported keys', (sql, options) => sql.exportedKeys(name, options), signal));
    return rows.flatMap((row) => {
      const [column, other, otherColumn] = [textAt(row, 'pk_column_name'), textAt(row, 'fk_table_name'), textAt(row, 'fk_column_name')];
      if (column === null || other === null || otherColumn === null) return [];
      return [{ column, referencingColumn: otherColumn, referencing: { catalog: textAt(row, 'fk_catalog_name') ?? table.catalog, schema: textAt(row, 'fk_db_schema_name') ?? table.schema, table: other } }];
    });
  }

  /** Servers that list a table in a catalog may know its keys in none: then they are asked without. */
  async #keys(table: TableName, ask: (name: ReturnType<typeof keysOf>) => Promise<readonly SmallRow[] | undefined>): Promise<readonly SmallRow[]> {
    const rows = (await ask(keysOf(table))) ?? [];
    if (rows.length > 0 || !table.catalog) return rows;
    const anywhere = (await ask(keysOf({ ...table, catalog: null }))) ?? [];
    return anywhere.filter((row) => (textAt(row, 'catalog_name') ?? textAt(row, 'fk_catalog_name')) === null);
  }

  #ask(name: string, call: (sql: FlightSqlClient, options: CallOptions) => Promise<FlightInfo>, signal: AbortSignal): Promise<readonly SmallRow[] | undefined> {
    const { connected } = this;
    return this.#optional.try(name, () => connected.small((options) => call(connected.sql, options), signal));
  }

  /** The exact name as a LIKE pattern; rows are compared again anyway. */
  #pattern(name: string): string {
    const { escape } = this;
    return escape === undefined ? name : name.replaceAll(/[%_]/gu, (mark) => escape + mark);
  }
}

function named(catalog: string | null): { readonly catalog?: string } {
  return catalog === null ? {} : { catalog };
}

function keysOf({ catalog, schema, table }: TableName) {
  return { ...named(catalog), ...(schema ? { schema } : {}), table };
}

function entryOf(row: SmallRow, catalog: string | null): TableEntry {
  return { catalog: textAt(row, 'catalog_name') ?? catalog, schema: textAt(row, 'db_schema_name'), table: textAt(row, 'table_name') ?? '', type: textAt(row, 'table_type') ?? 'TABLE' };
}

function columnsOf(schema: Uint8Array): readonly TableColumn[] | undefined {
  return fieldsOf(schema)?.map((field) => {
    const comment = field.metadata.get(REMARKS);
    return { name: field.name, type: field.metadata.get(TYPE_NAME) ?? typeLabel(field), nullable: field.nullable, metadata: field.metadata, field, ...(comment === undefined || comment === '' ? {} : { comment }) };
  });
}

/** `undefined` where the schema has a type that is not known: the columns are then asked for in another way. */
export function fieldsOf(schema: Uint8Array): readonly Field[] | undefined {
  try {
    return RecordBatchReader.from(schema).open().schema.fields;
  } catch {
    return undefined;
  }
}
