import * as z from 'zod/mini';
import type { FlowEdge, FlowGraph, FlowNode } from '../core/contract/graphs';
import type { NodeParams } from './catalog';
import type { Check } from './define';
import { request } from './define';
import { facts, path, text } from './shapes';

const flowNode: Check<FlowNode> = z.object({
  id: text,
  label: text,
  role: z.enum(['source', 'step', 'store', 'sink']),
  kind: text,
  icon: text,
  facts,
  group: z.exactOptional(text),
  path: z.exactOptional(path),
  failing: z.exactOptional(z.boolean()),
});
const flowEdge: Check<FlowEdge> = z.object({ from: text, to: text, label: z.exactOptional(text) });
export const flowGraph: Check<FlowGraph> = z.object({
  title: text,
  nodes: z.array(flowNode),
  edges: z.array(flowEdge),
  groups: z.exactOptional(z.array(z.object({ id: text, label: text }))),
  source: z.exactOptional(text),
});
const graphParams: Check<NodeParams> = z.object({ connectionId: text, path });
/** Needs an open session with the capability `graphs`. The graph of everything for the empty path. */
export const ReadGraph = request<NodeParams, FlowGraph>('graph/read', graphParams, flowGraph);
