import type { QueryContext } from './context';
import { documentOf } from './document';
import { runIn } from './runIn';

/** Runs all statements of a document. */
export async function runFile(context: QueryContext, uri?: unknown): Promise<void> {
  const document = await documentOf(uri);
  if (document) await runIn(context, document, { kind: 'all' });
}
