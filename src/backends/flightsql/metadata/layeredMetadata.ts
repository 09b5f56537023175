import type { ForeignKey, Metadata, ReferencingKey, SchemaName, TableColumn, TableEntry, TableName } from './metadata';

/** Asks in one way, and in another where the first has no answer. */
export class LayeredMetadata implements Metadata {
  constructor(
    private readonly first: Metadata,
    private readonly second: Metadata,
  ) {}

  async catalogs(signal: AbortSignal): Promise<readonly (string | null)[] | undefined> {
    return (await this.first.catalogs(signal)) ?? this.second.catalogs(signal);
  }

  async schemas(catalog: string | null, signal: AbortSignal): Promise<readonly SchemaName[] | undefined> {
    return (await this.first.schemas(catalog, signal)) ?? this.second.schemas(catalog, signal);
  }

  async tables(catalog: string | null, schema: string | null | undefined, signal: AbortSignal): Promise<readonly TableEntry[] | undefined> {
    return (await this.first.tables(catalog, schema, signal)) ?? this.second.tables(catalog, schema, signal);
  }

  async columns(table: TableName, signal: AbortSignal): Promise<readonly TableColumn[] | undefined> {
    return (await this.first.columns(table, signal)) ?? this.second.columns(table, signal);
  }

  async primaryKey(table: TableName, signal: AbortSignal): Promise<readonly string[]> {
    const keys = await this.first.primaryKey(table, signal);
    return keys.length > 0 ? keys : this.second.primaryKey(table, signal);
  }

  async foreignKeys(table: TableName, signal: AbortSignal): Promise<readonly ForeignKey[]> {
    const keys = await this.first.foreignKeys(table, signal);
    return keys.length > 0 ? keys : this.second.foreignKeys(table, signal);
  }

  async referencingKeys(table: TableName, signal: AbortSignal): Promise<readonly ReferencingKey[]> {
    const keys = await this.first.referencingKeys(table, signal);
    return keys.length > 0 ? keys : this.second.referencingKeys(table, signal);
  }
}
