import { HeadwaterError } from '../../core/errors';
import { formatCount } from '../../core/format/numbers';
import type { TableSource } from '../sources';
import { built, type BuiltText } from './parts';

/** Sets apart the parts of the error that a value raises. */
const MARK = '\u001f';
/** Characters of a value that an error shows. */
const SHOWN = 60;

/**
 * The query with its columns in given types. A value that does not fit ends it with an error that tells its row and column,
 * which {@link misfit} reads.
 * @param given the types of the query's columns, where they are known: those that are the same need no cast
 */
export function castQuery(query: BuiltText, types: readonly string[], given: readonly string[] | undefined): BuiltText {
  const names = types.map((_, index) => `c${index}`);
  const casts = types.map((type, index) => castOf(index, type, given?.[index]));
  const counted = casts.some(({ checked }) => checked);
  const columns = casts.map(({ text }) => text).join(', ');
  const rows = built`(${query}\n) AS given(${names.join(', ')})`;
  return counted ? built`SELECT ${columns} FROM (SELECT *, row_number() OVER () AS at_row FROM ${rows})` : built`SELECT ${columns} FROM ${rows}`;
}

interface Cast {
  readonly text: string;
  readonly checked: boolean;
}

function castOf(index: number, type: string, given: string | undefined): Cast {
  const name = `c${index}`;
  if (given === type) return { text: name, checked: false };
  if (given === 'NULL') return { text: `CAST(${name} AS ${type}) AS ${name}`, checked: false };
  const error = `error('${MARK}' || at_row || '${MARK}${index}${MARK}' || left(${name}::VARCHAR, ${SHOWN + 1}))`;
  // Inside of a nested value TRY_CAST makes NULL of what does not fit; TRY makes NULL of the whole.
  const tried = NESTED.test(type) ? `TRY(CAST(${name} AS ${type}))` : `TRY_CAST(${name} AS ${type})`;
  return { text: `coalesce(${tried}, CASE WHEN ${name} IS NULL THEN NULL ELSE ${error} END)::${type} AS ${name}`, checked: true };
}

const NESTED = /^(?:STRUCT|MAP|UNION)\b|\]$/u;

/** What a value that does not fit comes to; other errors as they are. */
export function misfit(error: unknown, target: TableSource, columns: readonly number[]): unknown {
  if (!(error instanceof HeadwaterError)) return error;
  const [, row = '', index = '', value] = error.failure.why.split(MARK);
  if (value === undefined) return error;
  const column = target.description.columns[columns[Number(index)] ?? -1];
  const shown = value.replace(/\.$/u, '');
  return new HeadwaterError(
    {
      what: `Could not write to \`${target.label}\``,
      why: `Row ${formatCount(BigInt(row))}, column \`${column?.name ?? ''}\`: “${shown.length > SHOWN ? `${shown.slice(0, SHOWN)}…` : shown}” is no ${column?.type ?? 'value of its type'}.`,
      todo: 'Correct the value, or use TRY_CAST in the query to write NULL where it does not fit.',
      kind: 'invalid',
    },
    { cause: error },
  );
}
