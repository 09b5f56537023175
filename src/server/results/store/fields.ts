import type { Field } from 'apache-arrow';
import { HeadwaterError } from '../../../core/errors';
import type { Rows } from './rows';

/** @throws HeadwaterError where the result has no such column */
export function fieldAt({ schema }: Pick<Rows, 'schema'>, column: number): Field {
  const field = schema.fields[column];
  if (field) return field;
  throw new HeadwaterError({ what: 'Could not read the rows', why: `The result has ${schema.fields.length} columns, and column ${column + 1} was asked for.`, code: 'no-column' });
}
