import * as z from 'zod/mini';
import type { HttpClient } from '../http/httpClient';
import { done, json } from './json';
import { type Page, type PageAsk, pageOf, pageQuery } from './pages';

const pull = z.object({
  id: z.string(),
  status: z.string(),
  title: z.string(),
  description: z._default(z.string(), ''),
  author: z._default(z.string(), ''),
  source_branch: z.string(),
  destination_branch: z.string(),
  /** ISO times. */
  creation_date: z._default(z.string(), ''),
  closed_date: z.optional(z.nullable(z.string())),
  merged_commit_id: z.optional(z.nullable(z.string())),
});
export type Pull = z.infer<typeof pull>;

const created = z.object({ id: z.string() });
const merged = z.object({ reference: z._default(z.string(), '') });

/** Pull requests of a repository. */
export class PullsApi {
  constructor(private readonly http: HttpClient) {}

  list(repository: string, ask: PageAsk & { readonly status?: 'open' | 'closed' | 'all' }, signal: AbortSignal): Promise<Page<Pull>> {
    const call = { what: `Could not list the pull requests of \`${repository}\``, method: 'GET' as const, path: path(repository), query: { ...pageQuery(ask), status: ask.status } };
    return json(this.http, call, pageOf(pull), signal);
  }

  get(repository: string, id: string, signal: AbortSignal): Promise<Pull> {
    return json(this.http, { what: `Could not find the pull request ${id} of \`${repository}\``, method: 'GET', path: path(repository, id) }, pull, signal);
  }

  async create(repository: string, made: { readonly title: string; readonly description?: string; readonly source: string; readonly destination: string }, signal: AbortSignal): Promise<string> {
    const body = { json: { title: made.title, description: made.description, source_branch: made.source, destination_branch: made.destination } };
    return (await json(this.http, { what: `Could not create the pull request in \`${repository}\``, method: 'POST', path: path(repository), body }, created, signal)).id;
  }

  /** `status` is `open` or `closed`; the server would take `merged` too, without merging. */
  update(repository: string, id: string, changed: { readonly title?: string; readonly description?: string; readonly status?: 'open' | 'closed' }, signal: AbortSignal): Promise<void> {
    return done(this.http, { what: `Could not change the pull request ${id} of \`${repository}\``, method: 'PATCH', path: path(repository, id), body: { json: changed } }, signal);
  }

  /** @returns the merge commit. Conflicts are a refusal with kind `conflict`; the server takes no strategy here. */
  async merge(repository: string, id: string, signal: AbortSignal): Promise<string> {
    return (await json(this.http, { what: `Could not merge the pull request ${id} of \`${repository}\``, method: 'PUT', path: path(repository, id, 'merge'), slow: true }, merged, signal)).reference;
  }
}

function path(repository: string, ...rest: readonly string[]): readonly string[] {
  return ['repositories', repository, 'pulls', ...rest];
}
