import { HeadwaterError } from '../../../core/errors';
import type { LakeFs } from '../api/lakeFs';

/** Names the objects in conflict, which the server's refusal does not. */
export async function withConflicts(lakeFs: LakeFs, repository: string, source: string, destination: string, merge: () => Promise<string>, signal: AbortSignal): Promise<string> {
  try {
    return await merge();
  } catch (error) {
    if (!(error instanceof HeadwaterError) || error.failure.kind !== 'conflict') throw error;
    const { results } = await lakeFs.diffs.between(repository, destination, source, { type: 'three_dot', amount: 1000 }, signal);
    const paths = results.filter(({ type }) => type === 'conflict').map(({ path }) => path);
    const shown = paths.slice(0, 5).map((path) => `\`${path}\``).join(', ');
    throw new HeadwaterError({ ...error.failure, why: `Both changed ${shown === '' ? 'the same objects' : shown}${paths.length > 5 ? ` and ${paths.length - 5} more` : ''} since their common ancestor.`, detail: paths.join('\n') }, { cause: error });
  }
}
