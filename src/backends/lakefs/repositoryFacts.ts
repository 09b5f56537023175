import { isCancelled } from '../../core/errors';
import type { LakeFs } from './api/lakeFs';
import type { Repository } from './api/repositoriesApi';
import { globExpression } from './globPattern';

/** Milliseconds that facts are taken for true; the server's own caches are about as old. */
const FRESH_MS = 5_000;

export interface RepositoryFacts {
  readonly repository: Repository;
  readonly isProtected: (branch: string) => boolean;
}

/** What repositories are and which branches their rules protect, asked once in a while. */
export class KnownRepositories {
  readonly #known = new Map<string, { readonly until: number; readonly facts: Promise<RepositoryFacts> }>();

  constructor(private readonly lakeFs: LakeFs) {}

  /** @throws HeadwaterError where there is no such repository */
  async of(name: string, signal: AbortSignal): Promise<RepositoryFacts> {
    const known = this.#known.get(name);
    if (known && known.until > Date.now()) {
      try {
        return await known.facts;
      } catch (error) {
        // Whoever asked first may have been cancelled: that is not our answer.
        if (!isCancelled(error)) throw error;
      }
    }
    const facts = this.#ask(name, signal);
    this.#known.set(name, { until: Date.now() + FRESH_MS, facts });
    facts.catch(() => {
      this.forget(name);
    });
    return facts;
  }

  forget(name: string): void {
    this.#known.delete(name);
  }

  async #ask(name: string, signal: AbortSignal): Promise<RepositoryFacts> {
    const [repository, patterns] = await Promise.all([this.lakeFs.repositories.get(name, signal), this.#patterns(name, signal)]);
    const expressions = patterns.map(globExpression);
    return { repository, isProtected: (branch) => expressions.some((expression) => expression.test(branch)) };
  }

  /** Rules that may not be read protect nothing as far as we can tell: the server still refuses. */
  async #patterns(name: string, signal: AbortSignal): Promise<readonly string[]> {
    try {
      return (await this.lakeFs.settings.protection(name, signal)).patterns;
    } catch (error) {
      if (isCancelled(error)) throw error;
      return [];
    }
  }
}
