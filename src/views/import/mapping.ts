import type { ImportPreview } from '../../protocol/imports';
import type { TableInfo } from '../../protocol/tables';

/** Column of the file for a column of the table; `undefined` leaves it out. */
export type Mapping = ReadonlyMap<number, number>;

/** Columns of the same name, whatever their case and the signs between their words. */
export function matchColumns(table: TableInfo, file: Pick<ImportPreview, 'columns'>): Mapping {
  const byName = new Map(file.columns.map(({ name }, index) => [simple(name), index]));
  return new Map(
    writableColumns(table).flatMap((to) => {
      const from = byName.get(simple(table.columns[to]?.name ?? ''));
      return from === undefined ? [] : [[to, from] as const];
    }),
  );
}

/** Columns that people write: not those that the system adds. */
export function writableColumns(table: TableInfo): readonly number[] {
  return table.columns.flatMap(({ role }, column) => (role === undefined ? [column] : []));
}

/** Columns that must have a value and get none. */
export function missingColumns(table: TableInfo, mapping: Mapping): readonly string[] {
  const key = new Set(table.keys.filter(({ unique }) => unique).flatMap(({ columns }) => columns));
  return writableColumns(table).flatMap((column) => {
    const info = table.columns[column];
    return info && !mapping.has(column) && (info.nullable === false || key.has(column)) ? [info.name] : [];
  });
}

function simple(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}
