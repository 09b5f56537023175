import * as z from 'zod/mini';

/** A table of a connection. */
export interface TableRef {
  readonly connectionId: string;
  readonly table: readonly string[];
}

const plain = z.object({ connectionId: z.string(), table: z.array(z.string()) });
const node = z.object({ kind: z.literal('object'), connectionId: z.string(), object: z.object({ table: z.array(z.string()) }) });

/** The table that a command was called on: a node of the tree, or the names of one. */
export function tableRef(argument: unknown): TableRef | undefined {
  const ofNode = z.safeParse(node, argument);
  if (ofNode.success) return { connectionId: ofNode.data.connectionId, table: ofNode.data.object.table };
  const named = z.safeParse(plain, argument);
  return named.success ? named.data : undefined;
}
