import { t } from '../shared/l10n';
import type { ImportPreview, NewTable, NewType } from '../../protocol/imports';

/** A table that a person is about to have made for a file; its columns are those of the file, in order. */
export interface TableDraft {
  readonly name: string;
  readonly columns: readonly DraftColumn[];
}

export interface DraftColumn {
  readonly name: string;
  readonly type: NewType;
  readonly included: boolean;
  readonly key: boolean;
}

/** A name from the file's, columns of the types that their first values have. */
export function draftOf({ columns, rows }: Pick<ImportPreview, 'columns' | 'rows'>, file: string): TableDraft {
  const base = file.split(/[/\\]/u).at(-1)?.replace(/\..*$/u, '') ?? '';
  const name = base.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '_').replaceAll(/^_+|_+$/gu, '');
  return {
    name: /^\p{L}/u.test(name) ? name : `table_${name}`.replace(/_$/u, ''),
    columns: columns.map((column, index) => ({ name: column.name, type: typeOf(rows.flatMap((row) => row[index] ?? [])), included: true, key: false })),
  };
}

/** The type that all of these texts have; text where there is none. A person may choose another, and what does not fit is told row by row. */
function typeOf(values: readonly string[]): NewType {
  const known = values.length > 0 ? PATTERNS.find(([, pattern]) => values.every((value) => pattern.test(value))) : undefined;
  return known?.[0] ?? 'text';
}

const DATE = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?`;
/** A whole number with leading zeros is a code, not a number. */
const PATTERNS: readonly (readonly [NewType, RegExp])[] = [
  ['integer', /^(?:0|-?[1-9]\d{0,17})$/u],
  ['double', /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/u],
  ['boolean', /^(?:true|false)$/iu],
  ['date', new RegExp(`^${DATE}$`, 'u')],
  ['timestamp', new RegExp(`^${DATE}[ T]${TIME}$`, 'u')],
  ['instant', new RegExp(String.raw`^${DATE}[ T]${TIME}\s?(?:Z|[+-]\d\d(?::?\d\d)?)$`, 'u')],
];

/** Why the table cannot be made as it stands. */
export function problemOf({ name, columns }: TableDraft): string | undefined {
  const names = columns.filter(({ included }) => included).map((column) => column.name.trim());
  if (name.trim() === '') return t('The table needs a name.');
  if (names.length === 0) return t('The table needs a column.');
  if (names.includes('')) return t('Each column needs a name.');
  const twice = names.find((column, index) => names.findIndex((other) => other.toLowerCase() === column.toLowerCase()) !== index);
  return twice === undefined ? undefined : t('Two columns are named {0}.', twice);
}

export function wantedOf({ name, columns }: TableDraft): NewTable {
  const included = columns.filter((column) => column.included);
  return { name: name.trim(), columns: included.map((column) => ({ name: column.name.trim(), type: column.type })), key: included.filter(({ key }) => key).map((column) => column.name.trim()) };
}

/** Columns of the file for those of the table, once it is made. */
export function placesOf({ columns }: TableDraft): readonly number[] {
  return columns.flatMap(({ included }, index) => (included ? [index] : []));
}
