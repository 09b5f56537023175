import { sqlString } from '../dialect';
import { saysAbsent } from './absent';
import type { ForeignKey, Metadata, SchemaName, TableColumn, TableEntry, TableName } from './metadata';
import { type SmallRow, textAt } from './smallTable';

/** Runs a small statement. */
export type Ask = (statement: string, what: string, signal: AbortSignal) => Promise<readonly SmallRow[]>;

/** What `information_schema` tells, for servers without Flight SQL's own calls. */
export class SqlMetadata implements Metadata {
  constructor(private readonly ask: Ask) {}

  async catalogs(signal: AbortSignal): Promise<readonly (string | null)[] | undefined> {
    const rows = await this.#rows('SELECT DISTINCT table_catalog FROM information_schema.tables ORDER BY 1', 'Could not list the catalogs', signal);
    return rows?.map((row) => valueAt(row, 'table_catalog'));
  }

  async schemas(catalog: string | null, signal: AbortSignal): Promise<readonly SchemaName[] | undefined> {
    const rows = await this.#rows(`SELECT DISTINCT table_schema FROM information_schema.tables${where([equal('table_catalog', catalog)])} ORDER BY 1`, 'Could not list the schemas', signal);
    return rows?.map((row) => ({ catalog, schema: valueAt(row, 'table_schema') }));
  }

  async tables(catalog: string | null, schema: string | null | undefined, signal: AbortSignal): Promise<readonly TableEntry[] | undefined> {
    const conditions = [equal('table_catalog', catalog), ...(schema === undefined ? [] : [equal('table_schema', schema)])];
    const rows = await this.#rows(`SELECT table_schema, table_name, table_type FROM information_schema.tables${where(conditions)}`, 'Could not list the tables', signal);
    return rows?.map((row) => ({ catalog, schema: valueAt(row, 'table_schema'), table: valueAt(row, 'table_name') ?? '', type: valueAt(row, 'table_type') ?? 'TABLE' }));
  }

  async columns({ catalog, schema, table }: TableName, signal: AbortSignal): Promise<readonly TableColumn[] | undefined> {
    const conditions = [equal('table_catalog', catalog), equal('table_schema', schema), equal('table_name', table)];
    const statement = `SELECT column_name, data_type, is_nullable FROM information_schema.columns${where(conditions)} ORDER BY ordinal_position`;
    const rows = await this.#rows(statement, `Could not read the columns of \`${table}\``, signal);
    if (!rows || rows.length === 0) return undefined;
    return rows.map((row) => ({ name: valueAt(row, 'column_name') ?? '', type: valueAt(row, 'data_type') ?? '', nullable: valueAt(row, 'is_nullable')?.toUpperCase() !== 'NO', metadata: new Map<string, string>() }));
  }

  async primaryKey(): Promise<readonly string[]> {
    return [];
  }

  async foreignKeys(): Promise<readonly ForeignKey[]> {
    return [];
  }

  async referencingKeys(): Promise<readonly never[]> {
    return [];
  }

  /** `undefined` where there is no information_schema: servers say so as for any wrong statement. */
  async #rows(statement: string, what: string, signal: AbortSignal): Promise<readonly SmallRow[] | undefined> {
    try {
      return await this.ask(statement, what, signal);
    } catch (error) {
      if (saysAbsent(error)) return undefined;
      throw error;
    }
  }
}

/** Some systems give the names of these columns in upper case. */
function valueAt(row: SmallRow, name: string): string | null {
  return textAt(row, name) ?? textAt(row, name.toUpperCase());
}

function equal(column: string, value: string | null): string {
  return value === null ? '' : `${column} = ${sqlString(value)}`;
}

function where(conditions: readonly string[]): string {
  const used = conditions.filter((condition) => condition !== '');
  return used.length === 0 ? '' : ` WHERE ${used.join(' AND ')}`;
}
