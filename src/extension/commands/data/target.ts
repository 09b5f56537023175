import * as z from 'zod/mini';
import type { DataObject } from '../../../protocol/data';

const node = z.object({ connectionId: z.string(), object: z.object({ object: z.array(z.string()) }) });
const plain = z.object({ connectionId: z.string(), object: z.array(z.string()) });

/** The object that a command was called on: a node of the tree, or its connection and path. */
export function dataTarget(argument: unknown): DataObject | undefined {
  const ofTree = z.safeParse(node, argument);
  if (ofTree.success) return { connectionId: ofTree.data.connectionId, object: ofTree.data.object.object };
  const given = z.safeParse(plain, argument);
  return given.success ? given.data : undefined;
}
