import * as z from 'zod/mini';
import type { HttpClient } from '../http/httpClient';
import { json } from './json';
import { type Page, type PageAsk, pageOf, pageQuery } from './pages';

const diff = z.object({
  type: z.enum(['added', 'removed', 'changed', 'conflict', 'prefix_changed']),
  path: z.string(),
  path_type: z.enum(['common_prefix', 'object']),
  /** Bytes. The diff of a branch says 0 for what was removed. */
  size_bytes: z.optional(z.number()),
});
export type Diff = z.infer<typeof diff>;

export interface DiffAsk extends PageAsk {
  readonly prefix?: string | undefined;
  readonly delimiter?: string | undefined;
}

/** What differs between two refs, or between a branch and its head. */
export class DiffsApi {
  constructor(private readonly http: HttpClient) {}

  uncommitted(repository: string, branch: string, ask: DiffAsk, signal: AbortSignal): Promise<Page<Diff>> {
    const what = `Could not list the uncommitted changes of \`${branch}\` in \`${repository}\``;
    return json(this.http, { what, method: 'GET', path: ['repositories', repository, 'branches', branch, 'diff'], query: diffQuery(ask) }, pageOf(diff), signal);
  }

  /** `three_dot`: changes of `right` since both had a common ancestor. `branch$` as right side of a two-dot diff has its uncommitted changes too. */
  between(repository: string, left: string, right: string, ask: DiffAsk & { readonly type: 'two_dot' | 'three_dot' }, signal: AbortSignal): Promise<Page<Diff>> {
    const what = `Could not compare \`${left}\` with \`${right}\` in \`${repository}\``;
    return json(this.http, { what, method: 'GET', path: ['repositories', repository, 'refs', left, 'diff', right], query: { ...diffQuery(ask), type: ask.type } }, pageOf(diff), signal);
  }
}

function diffQuery(ask: DiffAsk) {
  return { ...pageQuery({ ...ask, after: afterOf(ask) }), prefix: ask.prefix, delimiter: ask.delimiter };
}

/**
 * Where a diff by prefixes goes on. The server (1.84) then passes over every key that begins with `after`, not only over prefixes: after `a/9` it
 * would lose `a/90`. No key begins with an object's key and a NUL.
 */
function afterOf({ after, delimiter }: DiffAsk): string | undefined {
  return after === undefined || delimiter === undefined || after.endsWith(delimiter) ? after : `${after}\0`;
}
