import type { TextRange } from '../../core/errors';
import type { StatementInfo } from '../../protocol/statements';

/**
 * The statement that a person at `offset` means: the one around it; in the comment directly above one, that one;
 * else the one before, such as behind its semicolon; before the first, the first.
 */
export function statementAt(text: string, statements: readonly StatementInfo[], offset: number): StatementInfo | undefined {
  const around = statements.find(({ start, end }) => start <= offset && offset <= end);
  if (around) return around;
  const before = statements.findLast(({ end }) => end < offset);
  const after = statements.find(({ start }) => start > offset);
  if (!before || !after) return before ?? after;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const onItsLine = lineStart <= before.end;
  return !onItsLine && isAttached(text.slice(lineStart, after.start)) ? after : before;
}

/** Whether text before a statement belongs to it: lines without an empty one among them. */
function isAttached(lead: string): boolean {
  return lead.split('\n').slice(0, -1).every((line) => line.trim() !== '') && (lead.includes('\n') || lead.trim() === '');
}

/** The statement that stands at exactly this place, or the one that is there now after edits. */
export function statementNear(text: string, statements: readonly StatementInfo[], range: TextRange): StatementInfo | undefined {
  return statements.find(({ start, end }) => start === range.start && end === range.end) ?? statementAt(text, statements, range.start);
}

/** Statements of a part of a document, told in places of the whole document. */
export function shifted(statements: readonly StatementInfo[], by: number): readonly StatementInfo[] {
  return statements.map((statement) => ({ ...statement, start: statement.start + by, end: statement.end + by }));
}
