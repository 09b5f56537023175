import type { SplitText } from '../../core/sql/split';

/** The text of the statement that is being written at an offset, down to the cursor at least; empty behind a terminator. */
export interface StatementText {
  readonly text: string;
  /** Where `text` begins in the document. */
  readonly start: number;
}

export function statementTextAt(document: string, { statements }: SplitText, offset: number): StatementText {
  const statement = statements.findLast(({ start }) => start <= offset);
  if (!statement || (statement.terminated && offset >= statement.terminatorEnd)) return { text: '', start: offset };
  return { text: document.slice(statement.start, Math.max(statement.end, offset)), start: statement.start };
}
