import type { TextRange } from '../../core/errors';
import type { StatementInfo } from '../../protocol/statements';

/**
 * The statement that a person at `offset` means: the one around it; else the one that ends before it on the same line
 * (a cursor behind the semicolon); else the next one below, else the last.
 */
export function statementAt(text: string, statements: readonly StatementInfo[], offset: number): StatementInfo | undefined {
  const around = statements.find(({ start, end }) => start <= offset && offset <= end);
  if (around) return around;
  const before = statements.findLast(({ end }) => end < offset);
  const after = statements.find(({ start }) => start > offset);
  if (before && !text.slice(before.end, offset).includes('\n')) return before;
  return after ?? before;
}

/** The statement that stands at exactly this place, or the one that is there now after edits. */
export function statementNear(text: string, statements: readonly StatementInfo[], range: TextRange): StatementInfo | undefined {
  return statements.find(({ start, end }) => start === range.start && end === range.end) ?? statementAt(text, statements, range.start);
}

/** Statements of a part of a document, told in places of the whole document. */
export function shifted(statements: readonly StatementInfo[], by: number): readonly StatementInfo[] {
  return statements.map((statement) => ({ ...statement, start: statement.start + by, end: statement.end + by }));
}
