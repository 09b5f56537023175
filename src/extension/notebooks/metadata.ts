import * as z from 'zod/mini';

/** What a notebook or a cell carries besides its text, as the editor keeps it. Anything else in it is left alone. */
const metadata = z.object({ connection: z.exactOptional(z.string()), name: z.exactOptional(z.string()), rest: z.exactOptional(z.record(z.string(), z.unknown())) });
export type CellMetadata = z.infer<typeof metadata>;

export function metadataOf(found: unknown): CellMetadata {
  const read = metadata.safeParse(found ?? {});
  return read.success ? read.data : {};
}
