import { fenced } from '../core/format/fenced';

/** A statement in markdown as itself, cut where it is long. */
export function codeBlock(statement: string, language = 'sql'): string {
  return fenced(language, statement.length > 1_500 ? `${statement.slice(0, 1_500)}\n…` : statement);
}
