import * as z from 'zod/mini';

/** An object, or a common prefix of a listing, as the server sends it. */
export const objectShape = z.object({
  path: z.string(),
  path_type: z.enum(['common_prefix', 'object']),
  physical_address: z._default(z.string(), ''),
  /** Seconds since 1970, of a presigned address. */
  physical_address_expiry: z.optional(z.number()),
  checksum: z._default(z.string(), ''),
  size_bytes: z._default(z.number(), 0),
  /** Seconds since 1970. */
  mtime: z._default(z.number(), 0),
  metadata: z.optional(z.nullable(z.record(z.string(), z.string()))),
  content_type: z.optional(z.string()),
});
export type ObjectStats = z.infer<typeof objectShape>;
