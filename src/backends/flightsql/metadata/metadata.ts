import type { Field } from 'apache-arrow';

/** A table as metadata calls name it. `null` = the server has no such level, or did not say. */
export interface TableName {
  readonly catalog: string | null;
  readonly schema: string | null;
  readonly table: string;
}

export interface TableEntry extends TableName {
  /** In the server's own words: `TABLE`, `BASE TABLE`, `VIEW`, `SYSTEM TABLE`. */
  readonly type: string;
}

export interface SchemaName {
  readonly catalog: string | null;
  readonly schema: string | null;
}

export interface ForeignKey {
  readonly column: string;
  readonly referenced: TableName;
  readonly referencedColumn: string;
  /** Columns of one key have the same name and number. */
  readonly name: string | null;
}

/** A key of another table that points at this one. */
export interface ReferencingKey {
  /** Of this table. */
  readonly column: string;
  readonly referencing: TableName;
  readonly referencingColumn: string;
}

/** A column as the tree and the editor show it. */
export interface TableColumn {
  readonly name: string;
  /** In the system's own words. */
  readonly type: string;
  readonly nullable: boolean;
  readonly comment?: string;
  /** Field metadata of the schema; empty where the columns come from elsewhere. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Absent where the columns come from elsewhere. */
  readonly field?: Field;
}

/** What a server tells of its objects. Every call is optional to servers: `undefined` = it has no such call. */
export interface Metadata {
  /** `null` stands for objects without a catalog. */
  catalogs(signal: AbortSignal): Promise<readonly (string | null)[] | undefined>;
  schemas(catalog: string | null, signal: AbortSignal): Promise<readonly SchemaName[] | undefined>;
  /** @param schema `undefined` for all of the catalog */
  tables(catalog: string | null, schema: string | null | undefined, signal: AbortSignal): Promise<readonly TableEntry[] | undefined>;
  columns(table: TableName, signal: AbortSignal): Promise<readonly TableColumn[] | undefined>;
  /** Names of the columns, in the key's order. */
  primaryKey(table: TableName, signal: AbortSignal): Promise<readonly string[]>;
  foreignKeys(table: TableName, signal: AbortSignal): Promise<readonly ForeignKey[]>;
  referencingKeys(table: TableName, signal: AbortSignal): Promise<readonly ReferencingKey[]>;
}
