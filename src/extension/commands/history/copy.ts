import { env } from 'vscode';
import type { HistoryContext } from './context';
import { entriesOf } from './context';

/** Copies the statements of the selected rows. */
export async function copy(context: HistoryContext, node: unknown, selected: unknown): Promise<void> {
  const statements = entriesOf(context, node, selected).map(({ statement }) => statement);
  if (statements.length > 0) await env.clipboard.writeText(statements.join(';\n\n'));
}
