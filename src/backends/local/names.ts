import { quoteIdentifier } from '../../core/sql/identifier';
import { duckDbLanguage } from '../../duckdb/language';

export function sqlString(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function quoted(name: string): string {
  return quoteIdentifier(name, duckDbLanguage);
}

/** Always in quotes. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
