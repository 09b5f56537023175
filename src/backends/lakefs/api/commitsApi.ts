import type { HttpClient } from '../http/httpClient';
import { type Commit, commitShape } from './commitShape';
import { done, json } from './json';
import { type Page, type PageAsk, pageOf, pageQuery } from './pages';

export interface LogAsk extends PageAsk {
  /** Only commits that changed one of these objects, or an object below one of these prefixes. */
  readonly objects?: readonly string[];
  readonly prefixes?: readonly string[];
  /** Only the first parent of merges is followed. */
  readonly firstParent?: boolean;
  /** ISO time: commits from then on. */
  readonly since?: string;
  /** A ref at which the log stops; it is the last of the log. */
  readonly stopAt?: string;
}

export interface NewCommit {
  readonly message: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly allowEmpty?: boolean;
  /** Seconds since 1970; absent: now. */
  readonly date?: number;
}

/** Where a commit is applied again: message and metadata of its own, and which parent counts, from 1. */
export interface Reapply {
  readonly parent?: number;
  readonly message?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly allowEmpty?: boolean;
}

export type Discarded = { readonly type: 'object' | 'common_prefix'; readonly path: string } | { readonly type: 'reset' };

/** Commits, and what makes or undoes them. */
export class CommitsApi {
  constructor(private readonly http: HttpClient) {}

  /** `ref`: any ref expression. */
  get(repository: string, ref: string, signal: AbortSignal): Promise<Commit> {
    return json(this.http, { what: `Could not find the commit \`${ref}\` in \`${repository}\``, method: 'GET', path: ['repositories', repository, 'commits', ref] }, commitShape, signal);
  }

  log(repository: string, ref: string, ask: LogAsk, signal: AbortSignal): Promise<Page<Commit>> {
    const query = { ...pageQuery(ask), objects: ask.objects, prefixes: ask.prefixes, first_parent: ask.firstParent, since: ask.since, stop_at: ask.stopAt };
    return json(this.http, { what: `Could not read the history of \`${ref}\` in \`${repository}\``, method: 'GET', path: ['repositories', repository, 'refs', ref, 'commits'], query }, pageOf(commitShape), signal);
  }

  commit(repository: string, branch: string, made: NewCommit, signal: AbortSignal): Promise<Commit> {
    const body = { json: { message: made.message, metadata: made.metadata, allow_empty: made.allowEmpty, date: made.date } };
    return json(this.http, { what: `Could not commit to \`${branch}\` of \`${repository}\``, method: 'POST', path: this.#branch(repository, branch, 'commits'), body, slow: true }, commitShape, signal);
  }

  /** Discards what is not committed. */
  discard(repository: string, branch: string, what: Discarded, signal: AbortSignal): Promise<void> {
    return done(this.http, { what: `Could not discard changes of \`${branch}\` in \`${repository}\``, method: 'PUT', path: this.#branch(repository, branch), body: { json: what }, slow: true }, signal);
  }

  /** Moves the branch to a commit. What is not committed may stay and then counts against the new head. */
  hardReset(repository: string, branch: string, ref: string, signal: AbortSignal): Promise<void> {
    return done(this.http, { what: `Could not move \`${branch}\` of \`${repository}\` to \`${ref}\``, method: 'PUT', path: this.#branch(repository, branch, 'hard_reset'), query: { ref }, slow: true }, signal);
  }

  /** The answer is empty: the new head has to be asked for. */
  revert(repository: string, branch: string, ref: string, how: Reapply, signal: AbortSignal): Promise<void> {
    const body = { json: { ref, parent_number: how.parent ?? 0, allow_empty: how.allowEmpty, commit_overrides: overrides(how) } };
    return done(this.http, { what: `Could not revert \`${ref}\` on \`${branch}\` of \`${repository}\``, method: 'POST', path: this.#branch(repository, branch, 'revert'), body, slow: true }, signal);
  }

  cherryPick(repository: string, branch: string, ref: string, how: Reapply, signal: AbortSignal): Promise<Commit> {
    const body = { json: { ref, parent_number: how.parent, commit_overrides: overrides(how) } };
    return json(this.http, { what: `Could not apply \`${ref}\` to \`${branch}\` of \`${repository}\``, method: 'POST', path: this.#branch(repository, branch, 'cherry-pick'), body, slow: true }, commitShape, signal);
  }

  #branch(repository: string, branch: string, ...rest: readonly string[]): readonly string[] {
    return ['repositories', repository, 'branches', branch, ...rest];
  }
}

function overrides({ message, metadata }: Reapply): { readonly message?: string; readonly metadata?: Readonly<Record<string, string>> } | undefined {
  if (message === undefined && metadata === undefined) return undefined;
  return { ...(message === undefined ? {} : { message }), ...(metadata === undefined ? {} : { metadata }) };
}
