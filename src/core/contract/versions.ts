/** A saved state of the data, as version systems name it. */
export interface CommitInfo {
  readonly id: string;
  readonly message: string;
  readonly author: string;
  readonly timeMs: number;
  readonly parents: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
}

export interface RefInfo {
  readonly kind: 'branch' | 'tag';
  readonly name: string;
  readonly commit: string;
}

/** For systems that keep versions. Reading only; changes are actions of the session until a backend needs more here. */
export interface Versions {
  refs(container: readonly string[], page: { readonly cursor?: string; readonly limit: number }, signal: AbortSignal): Promise<{ readonly refs: readonly RefInfo[]; readonly next?: string }>;
  log(container: readonly string[], ref: string, page: { readonly cursor?: string; readonly limit: number }, signal: AbortSignal): Promise<{ readonly commits: readonly CommitInfo[]; readonly next?: string }>;
}
