import type { VersionContainer, Versions } from '../../core/contract/versions';
import { CancelledError } from '../../core/errors';
import type { ChangeCount } from '../../protocol/versions';
import { verbOf } from '../objects/capable';

const PAGE = 1_000;
/** Changes and milliseconds after which counting ends: systems may look through all changes for every page. */
export const MOST_COUNTED = 1_000_000;
const MOST_MS = 30_000;

/** How many uncommitted changes stand behind `cursor`. */
export async function countChanges(versions: Pick<Versions, 'uncommitted'>, container: VersionContainer, branch: string, cursor: string, signal: AbortSignal, now: () => number = () => performance.now()): Promise<ChangeCount> {
  const list = verbOf(versions, 'uncommitted', 'Could not count the uncommitted changes');
  const end = now() + MOST_MS;
  let count = 0;
  for (let at: string | undefined = cursor; at !== undefined; ) {
    if (signal.aborted) throw new CancelledError();
    if (count >= MOST_COUNTED || now() > end) return { count, atLeast: true };
    const { changes, next }: Awaited<ReturnType<typeof list>> = await list.call(versions, container, branch, { limit: PAGE, recursive: true, cursor: at }, signal);
    count += changes.length;
    at = next;
  }
  return { count, atLeast: false };
}
