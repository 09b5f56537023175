/** The table function behind the views. */
export const SCAN_FUNCTION = 'headwater_scan';
/** As DuckDB's plans name it. */
export const SCAN_OPERATOR = SCAN_FUNCTION.toUpperCase();

/** What the function calls a column: the reference and the index, so that a plan needs no quoting. */
export function columnName(reference: number, column: number): string {
  return `s${reference}c${column}`;
}

export interface ColumnReference {
  readonly reference: number;
  readonly column: number;
}

/** What a plan's name means; a field of a struct (`s0c8.a`) counts as its column only where `within` is set. */
export function parseColumnName(text: string, within = false): ColumnReference | undefined {
  const match = /^s(\d+)c(\d+)(\..*)?$/su.exec(text);
  return !match || (match[3] !== undefined && !within) ? undefined : { reference: Number(match[1]), column: Number(match[2]) };
}
