import type { Field } from 'apache-arrow';
import { typeLabel } from '../../../core/format/column';
import { saysAbsent } from './absent';
import type { Metadata, TableColumn, TableName } from './metadata';

/** Columns as a statement over the table gives them, for servers that tell them in no other way. All else is not known. */
export class QueriedColumns implements Metadata {
  /** @param fields of `SELECT * … LIMIT 0` */
  constructor(private readonly fields: (table: TableName, signal: AbortSignal) => Promise<readonly Field[] | undefined>) {}

  async columns(table: TableName, signal: AbortSignal): Promise<readonly TableColumn[] | undefined> {
    try {
      const fields = await this.fields(table, signal);
      return fields?.map((field) => ({ name: field.name, type: typeLabel(field), nullable: field.nullable, metadata: field.metadata, field }));
    } catch (error) {
      if (saysAbsent(error)) return undefined;
      throw error;
    }
  }

  async catalogs(): Promise<undefined> {
    return undefined;
  }

  async schemas(): Promise<undefined> {
    return undefined;
  }

  async tables(): Promise<undefined> {
    return undefined;
  }

  async primaryKey(): Promise<readonly string[]> {
    return [];
  }

  async foreignKeys(): Promise<readonly never[]> {
    return [];
  }

  async referencingKeys(): Promise<readonly never[]> {
    return [];
  }
}
