import * as z from 'zod/mini';

/** A commit as the server sends it. */
export const commitShape = z.object({
  id: z.string(),
  parents: z.array(z.string()),
  committer: z.string(),
  message: z.string(),
  /** Seconds since 1970. */
  creation_date: z.number(),
  meta_range_id: z._default(z.string(), ''),
  metadata: z._default(z.nullable(z.record(z.string(), z.string())), null),
  generation: z._default(z.number(), 0),
});
export type Commit = z.infer<typeof commitShape>;
