import type { StatementInfo } from '../../../protocol/statements';
import { isNumbered } from '../runner';

/** Where the value of a parameter is remembered: a name belongs to the document, a number to its statement. */
export function scopeOf(uri: string, statement: Pick<StatementInfo, 'title'>, name: string): string {
  return isNumbered(name) ? `${uri}#${statement.title}` : uri;
}
