import * as z from 'zod/mini';
import { HeadwaterError } from '../../../core/errors';
import type { HttpClient } from '../http/httpClient';
import { json, readJson } from './json';

export interface Merge {
  readonly message?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly strategy?: 'source-wins' | 'dest-wins' | undefined;
  readonly squash?: boolean | undefined;
  readonly allowEmpty?: boolean | undefined;
}

const mergeResult = z.object({ reference: z.string() });
const mergeBase = z.object({ source_commit_id: z.string(), destination_commit_id: z.string(), base_commit_id: z.string() });
export type MergeBase = z.infer<typeof mergeBase>;

export class MergesApi {
  constructor(private readonly http: HttpClient) {}

  /** @returns the id of the merge commit. @throws HeadwaterError with kind `conflict`; the server's answer names no objects */
  async merge(repository: string, source: string, destination: string, how: Merge, signal: AbortSignal): Promise<string> {
    const what = `Could not merge \`${source}\` into \`${destination}\` of \`${repository}\``;
    const body = { json: { message: how.message, metadata: how.metadata, strategy: how.strategy, squash_merge: how.squash, allow_empty: how.allowEmpty } };
    const call = { what, method: 'POST' as const, path: ['repositories', repository, 'refs', source, 'merge', destination], body, accept: [409], slow: true };
    const reply = await this.http.send(call, signal);
    if (reply.status !== 409) return (await readJson(this.http, call, reply, mergeResult)).reference;
    await reply.discard();
    throw new HeadwaterError({
      what,
      why: `Both changed the same objects since their common ancestor.`,
      todo: 'Look at the conflicts, then merge again and say which side wins.',
      kind: 'conflict',
      code: '409',
    });
  }

  base(repository: string, source: string, destination: string, signal: AbortSignal): Promise<MergeBase> {
    const what = `Could not find the common ancestor of \`${source}\` and \`${destination}\` in \`${repository}\``;
    return json(this.http, { what, method: 'GET', path: ['repositories', repository, 'refs', source, 'merge', destination] }, mergeBase, signal);
  }
}
