import * as z from 'zod/mini';
import type { HttpClient } from '../http/httpClient';
import { done, readJson } from './json';

const protection = z.array(z.object({ pattern: z.string() }));
const collection = z.object({ default_retention_days: z.number(), branches: z._default(z.nullable(z.array(z.object({ branch_id: z.string(), retention_days: z.number() }))), null) });

export interface ProtectionRules {
  /** Glob patterns of names of branches that nobody writes to directly. */
  readonly patterns: readonly string[];
  /** Names this state of the rules; absent while there are none. */
  readonly tag?: string;
}

export interface CollectionRules {
  readonly defaultDays: number;
  readonly branches: readonly { readonly branch: string; readonly days: number }[];
}

/** Rules of a repository: protected branches, and how long deleted data is kept. */
export class SettingsApi {
  constructor(private readonly http: HttpClient) {}

  async protection(repository: string, signal: AbortSignal): Promise<ProtectionRules> {
    const call = { what: `Could not read the branch protection of \`${repository}\``, method: 'GET' as const, path: ['repositories', repository, 'settings', 'branch_protection'] };
    const reply = await this.http.send(call, signal);
    const { etag = '' } = reply.headers;
    const rules = await readJson(this.http, call, reply, protection);
    return { patterns: rules.map(({ pattern }) => pattern), ...(etag === '' ? {} : { tag: etag }) };
  }

  /** @throws HeadwaterError with kind `changed` where the rules are no longer those of `tag` */
  setProtection(repository: string, rules: ProtectionRules, signal: AbortSignal): Promise<void> {
    const call = {
      what: `Could not set the branch protection of \`${repository}\``,
      method: 'PUT' as const,
      path: ['repositories', repository, 'settings', 'branch_protection'],
      body: { json: rules.patterns.map((pattern) => ({ pattern })) },
      headers: rules.tag === undefined ? {} : { 'if-match': rules.tag },
    };
    return done(this.http, call, signal);
  }

  /** `undefined` where none are set. */
  async collection(repository: string, signal: AbortSignal): Promise<CollectionRules | undefined> {
    const call = { what: `Could not read the garbage collection rules of \`${repository}\``, method: 'GET' as const, path: ['repositories', repository, 'settings', 'gc_rules'], accept: [404] };
    const reply = await this.http.send(call, signal);
    if (reply.status === 404) {
      await reply.discard();
      return undefined;
    }
    const { default_retention_days, branches } = await readJson(this.http, call, reply, collection);
    return { defaultDays: default_retention_days, branches: (branches ?? []).map(({ branch_id, retention_days }) => ({ branch: branch_id, days: retention_days })) };
  }

  setCollection(repository: string, { defaultDays, branches }: CollectionRules, signal: AbortSignal): Promise<void> {
    const body = { json: { default_retention_days: defaultDays, branches: branches.map(({ branch, days }) => ({ branch_id: branch, retention_days: days })) } };
    return done(this.http, { what: `Could not set the garbage collection rules of \`${repository}\``, method: 'PUT', path: ['repositories', repository, 'settings', 'gc_rules'], body }, signal);
  }
}
