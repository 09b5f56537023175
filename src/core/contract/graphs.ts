/** A thing in a graph of flows. */
export interface FlowNode {
  /** Unique in the graph. */
  readonly id: string;
  readonly label: string;
  /** Where it stands in the flow: what it begins with, what works on the way, what it keeps there, what it ends in. */
  readonly role: 'source' | 'step' | 'store' | 'sink';
  /** What it is, in the system's own words: stream, table, query, aggregate. */
  readonly kind: string;
  /** A codicon name. */
  readonly icon: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** One of {@link FlowGraph.groups}. */
  readonly group?: string;
  /** The node of the session's catalog that it stands for. */
  readonly path?: readonly string[];
  /** True where it does not work as it should. */
  readonly failing?: boolean;
}

export interface FlowEdge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
}

/** What flows from where to where. It may have cycles. Plain data. */
export interface FlowGraph {
  readonly title: string;
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
  /** Parts that belong together, in order: sub-topologies. */
  readonly groups?: readonly { readonly id: string; readonly label: string }[];
  /** What the graph was made of, in the system's own words. */
  readonly source?: string;
}

/** For systems that know what flows where. */
export interface Graphs {
  /**
   * The graph of a node of the catalog that says it has one; of everything for the empty path.
   * @throws HeadwaterError
   */
  graph(path: readonly string[], signal: AbortSignal): Promise<FlowGraph>;
}
