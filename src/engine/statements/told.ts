import { type Failure, HeadwaterError } from '../../core/errors';
import { tableNamesOf } from '../../core/sql/tableNames';
import { ENGINE_RULES } from '../language';

/** What DuckDB says of names and memory in a statement, in the words of this engine: catalogs are connections here. */
export function toldHere(error: unknown, text: string, connections: readonly string[]): unknown {
  if (!(error instanceof HeadwaterError)) return error;
  const told = of(error.failure, text, connections);
  return told === error.failure ? error : new HeadwaterError(told, { cause: error });
}

function of(failure: Failure, text: string, connections: readonly string[]): Failure {
  switch (failure.code) {
    case 'Binder Error':
    case 'Catalog Error':
      return ofName(failure, text, connections);
    case 'Out of Memory Error':
      return { ...failure, todo: 'Select fewer rows or columns before they are sorted, joined or grouped, or raise `headwater.results.spillQuotaMb`.' };
    default:
      return failure;
  }
}

function ofName(failure: Failure, text: string, connections: readonly string[]): Failure {
  const catalog = /^Catalog "(.+)" does not exist/u.exec(failure.why)?.[1];
  if (catalog === undefined) return failure;
  const place = tableNamesOf(text, ENGINE_RULES).find((name) => name.kind === 'name' && name.parts[0]?.toLowerCase() === catalog.toLowerCase());
  const position = failure.position ?? place;
  const placed = position ? { ...failure, position: { start: position.start, end: position.end } } : failure;
  const known = connections.find((name) => name.toLowerCase() === catalog.toLowerCase());
  if (known !== undefined) return { ...placed, why: `There is no such table on *${known}*.`, todo: 'Check the schema and the name of the table.', kind: 'notFound' };
  return { ...placed, why: `There is no open connection “${catalog}”.`, todo: `Check the name. Open connections: ${connections.join(', ')}.`, kind: 'notFound' };
}
