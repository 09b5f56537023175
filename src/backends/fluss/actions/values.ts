import type { FieldValue } from '../../../core/contract/profile';
import { HeadwaterError } from '../../../core/errors';
import { placeOf } from '../catalog/nodePath';
import type { TablePath } from '../client/tableMetadata';

/** Values of a form, as its fields type them; what was left empty is missing. */
export type Values = Readonly<Record<string, FieldValue>>;

export const textOf = (values: Values, key: string): string => {
  const value = values[key];
  return typeof value === 'string' ? value.trim() : '';
};

export function pairsOf(values: Values, key: string): readonly (readonly [string, string])[] {
  const value = values[key];
  return typeof value === 'object' && !isList(value) ? Object.entries(value).filter(([name]) => name.trim() !== '') : [];
}

/** Rows of cells. */
export function rowsOf(values: Values, key: string): readonly (readonly string[])[] {
  const value = values[key];
  return typeof value === 'object' && isList(value) ? value.map((line) => line.split('\t').map((cell) => cell.trim())) : [];
}

export const numberOf = (values: Values, key: string): number | undefined => {
  const value = values[key];
  return typeof value === 'number' ? value : undefined;
};

/** Names between commas. */
export const namesOf = (values: Values, key: string): readonly string[] => textOf(values, key).split(',').map((name) => name.trim()).filter((name) => name !== '');

export function tableOf(path: readonly string[]): TablePath {
  const place = placeOf(path);
  if (place.kind === 'table') return { database: place.database, table: place.table };
  throw wrongNode();
}

export const wrongNode = (): HeadwaterError => new HeadwaterError({ what: 'This cannot be done here', why: 'The node is not of the kind that this is for.', todo: 'Refresh the tree.', kind: 'invalid' });

export const notYet = (why: string): HeadwaterError => new HeadwaterError({ what: 'The form is not complete', why, kind: 'invalid' });

const isList = (value: object): value is readonly string[] => Array.isArray(value);

export const NAME_PATTERN = { source: '(?!__)[A-Za-z0-9_-]{1,200}', message: 'Letters, digits, _ and - only; not two _ at the start.' };
