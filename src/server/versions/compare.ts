import type { VersionContainer, Versions } from '../../core/contract/versions';
import type { Distance } from '../../protocol/versions';

/** Commits of each side that are looked at. */
const MOST = 200;

/** How many commits each of two refs has that the other has not, over their newest commits. */
export async function compare(versions: Versions, container: VersionContainer, branch: string, base: string, signal: AbortSignal): Promise<Distance> {
  const logs = [branch, base].map((ref) => versions.log(container, ref, { limit: MOST }, signal));
  const [ours, theirs] = (await Promise.all(logs)).map(({ commits, next }) => ({ ids: commits.map(({ id }) => id), more: next !== undefined }));
  if (!ours || !theirs) return { ahead: 0, behind: 0, atLeast: false };
  const [mine, other] = [new Set(ours.ids), new Set(theirs.ids)];
  const ahead = ours.ids.filter((id) => !other.has(id)).length;
  const behind = theirs.ids.filter((id) => !mine.has(id)).length;
  const shared = ours.ids.find((id) => other.has(id));
  const atLeast = shared === undefined && (ours.more || theirs.more);
  return { ahead, behind, atLeast, ...(shared === undefined ? {} : { base: shared }) };
}
