import { env } from 'vscode';
import { entriesOf } from './context';

/** Copies the statements of the selected rows. */
export async function copy(node: unknown, selected: unknown): Promise<void> {
  const statements = entriesOf(node, selected).map(({ statement }) => statement);
  if (statements.length > 0) await env.clipboard.writeText(statements.join(';\n\n'));
}
