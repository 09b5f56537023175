import { HeadwaterError } from '../../../core/errors';
import { typeLabel } from '../../../core/format/column';
import { fieldAt } from '../store/fields';
import type { Rows } from '../store/rows';
import { type Positions, positionsOf } from './positions';

const WHAT = 'Could not draw the chart';

/** @throws HeadwaterError with code `not-drawable` where the column's values have no place on an axis */
export function placesOf(rows: Rows, column: number): Positions {
  const field = fieldAt(rows, column);
  const positions = positionsOf(field);
  if (positions) return positions;
  throw notDrawable(`\`${field.name}\` holds values of the type ${typeLabel(field)}, which have no place on an axis.`, 'Choose a column of numbers or times, or draw bars, which count any values.');
}

export function notDrawable(why: string, todo: string): HeadwaterError {
  return new HeadwaterError({ what: WHAT, why, todo, code: 'not-drawable' });
}

export function noPlaces(rows: Rows, column: number): HeadwaterError {
  return notDrawable(`\`${fieldAt(rows, column).name}\` holds no number that has a place on an axis: its values are NULL, not a number or infinite.`, 'Choose another column.');
}

export function tooManyValues(rows: Rows, column: number): HeadwaterError {
  return notDrawable(`\`${fieldAt(rows, column).name}\` has more than 200,000 different values.`, 'Choose a column with fewer, or filter the rows first.');
}
