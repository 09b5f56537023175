import type { Data, Field } from 'apache-arrow';
import { jsonText, makeJsonWriter } from '../../../core/format/json';
import type { SqlColumn, SqlType } from '../types/sqlType';

/** Writes rows as /inserts-stream takes them: an object a line, each value exactly. */
export class InsertJson {
  readonly #names: readonly string[];
  readonly #values: readonly ((data: Data, row: number) => string)[];

  constructor(
    columns: readonly SqlColumn[],
    fields: readonly Field[],
  ) {
    // In backticks a name keeps its case.
    this.#names = columns.map(({ name }) => JSON.stringify(`\`${name}\``));
    this.#values = columns.map((column, index) => {
      const field = fields[index];
      if (!field) throw new TypeError('A column without a field.');
      const writer = makeJsonWriter(field, { timeZone: 'UTC' });
      return (data, row) => valueText(column.type, jsonText(writer, data, row).text);
    });
  }

  row(columns: readonly Data[], row: number): string {
    const members = this.#names.map((name, index) => {
      const data = columns[index];
      return `${name}:${data ? (this.#values[index]?.(data, row) ?? 'null') : 'null'}`;
    });
    return `{${members.join(',')}}`;
  }
}

/** Only the text form of a decimal stays exact on its way through the server (ApiSqlValueCoercer.java). */
function valueText(type: SqlType, json: string): string {
  return type.kind === 'DECIMAL' && json !== 'null' && !json.startsWith('"') ? `"${json}"` : json;
}
