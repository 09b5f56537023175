import type { QueryContext } from './context';
import { isNewQuery, newQuery } from './newQuery';
import { runIn } from './runIn';

/** Opens statements in an untitled document of a connection and runs them all. */
export async function openAndRun(context: QueryContext, given?: unknown): Promise<void> {
  if (isNewQuery(given) && given.text !== undefined) await runIn(context, await newQuery(context, given), { kind: 'all' });
}
