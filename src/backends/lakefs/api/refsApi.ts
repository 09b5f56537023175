import * as z from 'zod/mini';
import type { HttpClient } from '../http/httpClient';
import { done, json } from './json';
import { type Page, type PageAsk, pageOf, pageQuery } from './pages';

const ref = z.object({ id: z.string(), commit_id: z.string() });
export type Ref = z.infer<typeof ref>;

type ListAsk = PageAsk & { readonly prefix?: string | undefined };

/** Branches and tags. */
export class RefsApi {
  constructor(private readonly http: HttpClient) {}

  branches(repository: string, ask: ListAsk & { readonly hidden?: boolean }, signal: AbortSignal): Promise<Page<Ref>> {
    const query = { ...pageQuery(ask), prefix: ask.prefix, show_hidden: ask.hidden };
    return json(this.http, { what: `Could not list the branches of \`${repository}\``, method: 'GET', path: ['repositories', repository, 'branches'], query }, pageOf(ref), signal);
  }

  branch(repository: string, name: string, signal: AbortSignal): Promise<Ref> {
    return json(this.http, { what: `Could not find the branch \`${name}\` of \`${repository}\``, method: 'GET', path: ['repositories', repository, 'branches', name] }, ref, signal);
  }

  /** @returns the id of the commit it starts at. The answer is bare text, whatever the specification says. */
  async createBranch(repository: string, name: string, source: string, options: { readonly hidden?: boolean }, signal: AbortSignal): Promise<string> {
    const body = { json: { name, source, ...(options.hidden === true ? { hidden: true } : {}) } };
    const reply = await this.http.send({ what: `Could not create the branch \`${name}\` in \`${repository}\``, method: 'POST', path: ['repositories', repository, 'branches'], body }, signal);
    return (await reply.text()).trim().replace(/^"|"$/gu, '');
  }

  deleteBranch(repository: string, name: string, signal: AbortSignal): Promise<void> {
    return done(this.http, { what: `Could not delete the branch \`${name}\` of \`${repository}\``, method: 'DELETE', path: ['repositories', repository, 'branches', name] }, signal);
  }

  tags(repository: string, ask: ListAsk, signal: AbortSignal): Promise<Page<Ref>> {
    const query = { ...pageQuery(ask), prefix: ask.prefix };
    return json(this.http, { what: `Could not list the tags of \`${repository}\``, method: 'GET', path: ['repositories', repository, 'tags'], query }, pageOf(ref), signal);
  }

  tag(repository: string, name: string, signal: AbortSignal): Promise<Ref> {
    return json(this.http, { what: `Could not find the tag \`${name}\` of \`${repository}\``, method: 'GET', path: ['repositories', repository, 'tags', name] }, ref, signal);
  }

  createTag(repository: string, name: string, at: string, signal: AbortSignal): Promise<Ref> {
    const body = { json: { id: name, ref: at } };
    return json(this.http, { what: `Could not create the tag \`${name}\` in \`${repository}\``, method: 'POST', path: ['repositories', repository, 'tags'], body }, ref, signal);
  }

  deleteTag(repository: string, name: string, signal: AbortSignal): Promise<void> {
    return done(this.http, { what: `Could not delete the tag \`${name}\` of \`${repository}\``, method: 'DELETE', path: ['repositories', repository, 'tags', name] }, signal);
  }
}
