import * as z from 'zod/mini';
import type { HttpClient } from '../http/httpClient';
import { done, json } from './json';
import { type Page, type PageAsk, pageOf, pageQuery } from './pages';

const repository = z.object({
  id: z.string(),
  /** Seconds since 1970. */
  creation_date: z.number(),
  default_branch: z.string(),
  storage_namespace: z.string(),
  storage_id: z.optional(z.string()),
  read_only: z._default(z.boolean(), false),
});
export type Repository = z.infer<typeof repository>;

export interface NewRepository {
  readonly name: string;
  readonly storageNamespace: string;
  readonly defaultBranch?: string;
  readonly sampleData?: boolean;
  readonly readOnly?: boolean;
  readonly storageId?: string;
}

export class RepositoriesApi {
  constructor(private readonly http: HttpClient) {}

  /** `prefix` of the name, or `search` anywhere in it. */
  list(ask: PageAsk & { readonly prefix?: string; readonly search?: string }, signal: AbortSignal): Promise<Page<Repository>> {
    const query = { ...pageQuery(ask), prefix: ask.prefix, search: ask.search };
    return json(this.http, { what: 'Could not list the repositories', method: 'GET', path: ['repositories'], query }, pageOf(repository), signal);
  }

  get(name: string, signal: AbortSignal): Promise<Repository> {
    return json(this.http, { what: `Could not read the repository \`${name}\``, method: 'GET', path: ['repositories', name] }, repository, signal);
  }

  metadata(name: string, signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
    return json(this.http, { what: `Could not read the metadata of \`${name}\``, method: 'GET', path: ['repositories', name, 'metadata'] }, z.record(z.string(), z.string()), signal);
  }

  create(made: NewRepository, signal: AbortSignal): Promise<Repository> {
    const body = {
      name: made.name,
      storage_namespace: made.storageNamespace,
      default_branch: made.defaultBranch,
      sample_data: made.sampleData,
      read_only: made.readOnly,
      storage_id: made.storageId,
    };
    return json(this.http, { what: `Could not create the repository \`${made.name}\``, method: 'POST', path: ['repositories'], body: { json: body }, slow: made.sampleData === true }, repository, signal);
  }

  /** `force` also deletes a read-only repository. The data in the block store stays. */
  delete(name: string, force: boolean, signal: AbortSignal): Promise<void> {
    return done(this.http, { what: `Could not delete the repository \`${name}\``, method: 'DELETE', path: ['repositories', name], query: { force: force || undefined } }, signal);
  }
}
