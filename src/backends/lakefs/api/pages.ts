import * as z from 'zod/mini';
import type { Shape } from './json';

/** Most results that the server gives at once. */
export const MOST_RESULTS = 1000;

export interface Page<T> {
  readonly results: readonly T[];
  /** What to ask for as `after` to go on; absent at the end. */
  readonly next?: string;
}

export interface PageAsk {
  readonly after?: string | undefined;
  /** 1 to {@link MOST_RESULTS}; others are moved into these bounds. */
  readonly amount: number;
}

export function pageQuery({ after, amount }: PageAsk): { readonly after: string | undefined; readonly amount: number } {
  return { after, amount: Math.min(MOST_RESULTS, Math.max(1, Math.trunc(amount))) };
}

const pagination = z.object({ has_more: z.boolean(), next_offset: z.string() });

/** A reply of results with their pagination. */
export function pageOf<T>(item: Shape<T>): Shape<Page<T>> {
  return z.pipe(
    z.object({ pagination, results: z.array(item) }),
    z.transform(({ pagination: { has_more, next_offset }, results }) => ({ results, ...(has_more && next_offset !== '' ? { next: next_offset } : {}) })),
  );
}

/** Every result over all pages, pulled page by page. */
export async function* everyResult<T>(ask: (page: PageAsk) => Promise<Page<T>>, amount = MOST_RESULTS): AsyncGenerator<T> {
  for (let after: string | undefined; ; ) {
    const { results, next } = await ask({ after, amount });
    yield* results;
    if (next === undefined) return;
    after = next;
  }
}
