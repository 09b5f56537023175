import * as z from 'zod/mini';
import type { FlowGraph } from '../core/contract/graphs';
import type { Check } from './define';
import { path, text } from './shapes';

/** What the panel of a graph and its host tell each other. */

export interface GraphModel {
  readonly connection: string;
  readonly graph: FlowGraph;
}

export const graphPath: Check<{ readonly path: readonly string[] }> = z.object({ path });
export const graphText: Check<{ readonly text: string }> = z.object({ text });

/** Answered by the host. */
// A type, not an interface: only a type is known to have no other keys.
export type GraphHostMethods = {
  /** Reads the graph anew each time. */
  readonly load: { readonly params: null; readonly result: GraphModel };
  /** Whether a node of the catalog has a graph of its own. */
  readonly hasGraph: { readonly params: { readonly path: readonly string[] }; readonly result: boolean };
  readonly openGraph: { readonly params: { readonly path: readonly string[] }; readonly result: null };
  /** Asks where to; answers with the name of the file, `null` where the person decided otherwise. */
  readonly save: { readonly params: { readonly text: string }; readonly result: string | null };
  readonly copy: { readonly params: { readonly text: string }; readonly result: null };
};
