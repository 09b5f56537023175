import type { CellText } from './cell';

/** A value as a literal of standard SQL. What has no literal of its own stands in quotes, for the column's type to read. */
export function sqlLiteral(cell: CellText): string {
  switch (cell.kind) {
    case 'null':
      return 'NULL';
    case 'number':
      return /^-?\d/u.test(cell.text) ? cell.text : quoted(cell.text);
    case 'boolean':
      return cell.text;
    case 'binary':
      return `X'${cell.text.slice(2)}'`;
    default:
      return quoted(cell.text);
  }
}

export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
