import type { ResultColumn } from '../../../protocol/results';
import type { TableInfo } from '../../../protocol/tables';

/** How the columns of a result go into a table: those of the same name, whatever their case. */
export interface ColumnMatch {
  readonly matched: readonly { readonly from: string; readonly to: string }[];
  /** Columns of the result that the table does not have. */
  readonly left: readonly string[];
  /** Columns of the table that get no value. */
  readonly empty: readonly string[];
}

export function matchColumns(result: readonly Pick<ResultColumn, 'name'>[], table: Pick<TableInfo, 'columns'>): ColumnMatch {
  const own = new Map(table.columns.filter(({ role }) => role === undefined).map(({ name }) => [name.toLowerCase(), name]));
  const matched: { from: string; to: string }[] = [];
  const left: string[] = [];
  for (const { name } of result) {
    const to = own.get(name.toLowerCase());
    if (to === undefined || !own.delete(name.toLowerCase())) left.push(name);
    else matched.push({ from: name, to });
  }
  return { matched, left, empty: [...own.values()] };
}

/** @param source the name by which the statement knows the result */
export function insertStatement(table: readonly string[], { matched }: ColumnMatch, source: string): string {
  const target = table.filter((part) => part !== '').map(quoted).join('.');
  return `INSERT INTO ${target} (${matched.map(({ to }) => quoted(to)).join(', ')})\nSELECT ${matched.map(({ from }) => quoted(from)).join(', ')}\nFROM ${quoted(source)}`;
}

/** A name for the result that is not the table's. */
export function sourceName(table: readonly string[]): string {
  return table.at(-1)?.toLowerCase() === 'result' ? 'result_rows' : 'result';
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
