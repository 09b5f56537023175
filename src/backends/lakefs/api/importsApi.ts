import * as z from 'zod/mini';
import type { HttpClient } from '../http/httpClient';
import { commitShape } from './commitShape';
import { done, json } from './json';

export interface ImportSource {
  readonly type: 'common_prefix' | 'object';
  /** URI in the block store. */
  readonly path: string;
  /** Key, or prefix, at the branch; what was below such a prefix is replaced. */
  readonly destination: string;
}

const started = z.object({ id: z.string() });
const status = z.object({
  completed: z.boolean(),
  /** ISO time. */
  update_time: z.string(),
  ingested_objects: z._default(z.number(), 0),
  commit: z.optional(commitShape),
  /** A failed import is never completed: it has this. */
  error: z.optional(z.object({ message: z.string() })),
});
export type ImportStatus = z.infer<typeof status>;

/** Imports of what lies in the block store: only its names are taken over, no data is copied. */
export class ImportsApi {
  constructor(private readonly http: HttpClient) {}

  /** @returns the id of the import; the server keeps its status for a day */
  async start(repository: string, branch: string, sources: readonly ImportSource[], commit: { readonly message: string; readonly metadata?: Readonly<Record<string, string>> }, signal: AbortSignal): Promise<string> {
    const call = { what: `Could not import into \`${branch}\` of \`${repository}\``, method: 'POST' as const, path: path(repository, branch), body: { json: { paths: sources, commit } } };
    return (await json(this.http, call, started, signal)).id;
  }

  status(repository: string, branch: string, id: string, signal: AbortSignal): Promise<ImportStatus> {
    return json(this.http, { what: `Could not follow the import into \`${branch}\` of \`${repository}\``, method: 'GET', path: path(repository, branch), query: { id } }, status, signal);
  }

  cancel(repository: string, branch: string, id: string, signal: AbortSignal): Promise<void> {
    return done(this.http, { what: `Could not cancel the import into \`${branch}\` of \`${repository}\``, method: 'DELETE', path: path(repository, branch), query: { id } }, signal);
  }
}

function path(repository: string, branch: string): readonly string[] {
  return ['repositories', repository, 'branches', branch, 'import'];
}
