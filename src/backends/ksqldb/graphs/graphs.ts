import type { FlowEdge, FlowGraph, FlowNode, Graphs } from '../../../core/contract/graphs';
import { HeadwaterError } from '../../../core/errors';
import type { Lists } from '../catalog/lists';
import { sourcePath } from '../catalog/nodes';
import type { Sources } from '../catalog/sources';
import { queryFacts, stateOf } from '../entities/view';
import { isName, nameOf, wordsOf } from '../language/words';
import { parseTopology, type TopologyNode } from './topology';

/** What flows through a server, and through one of its queries. */
export class KsqlGraphs implements Graphs {
  constructor(
    private readonly sources: Sources,
    private readonly lists: Lists,
  ) {}

  async graph(path: readonly string[], signal: AbortSignal): Promise<FlowGraph> {
    const [group, id] = path;
    if (group === 'queries' && id !== undefined) return this.#query(id, signal);
    return this.#server(signal);
  }

  async #query(id: string, signal: AbortSignal): Promise<FlowGraph> {
    const query = await this.lists.query(id, signal);
    if (!query?.topology) throw new HeadwaterError({ what: `Could not show the topology of \`${id}\``, why: 'The server tells none: only persistent queries have one.', kind: 'notFound' });
    return { ...topologyGraph(query.topology), title: id, source: query.topology };
  }

  async #server(signal: AbortSignal): Promise<FlowGraph> {
    const [sources, queries] = await Promise.all([this.sources.list(signal), this.lists.queries(signal)]);
    const persistent = queries.filter(({ queryType }) => !queryType || queryType.toUpperCase() === 'PERSISTENT');
    const written = new Set(persistent.flatMap(({ sinks }) => sinks ?? []));
    const read = new Set<string>();
    const edges: FlowEdge[] = [];
    const details = await Promise.all(persistent.map(({ id }) => this.lists.query(id, signal).catch(() => undefined)));
    const nodes: FlowNode[] = persistent.map((query, index) => {
      const detail = details[index];
      const from = detail?.sources?.length ? detail.sources : sourcesOf(query.queryString ?? '', new Set(sources.map(({ name }) => name)), query.sinks ?? []);
      for (const name of from) {
        read.add(name);
        edges.push({ from: `source:${name}`, to: `query:${query.id}` });
      }
      for (const name of query.sinks ?? []) edges.push({ from: `query:${query.id}`, to: `source:${name}` });
      const state = stateOf(query);
      const facts = detail ? queryFacts(detail).filter(([label]) => label !== 'Topology' && label !== 'Execution plan') : [['Statement', query.queryString ?? ''] as const];
      return { id: `query:${query.id}`, label: query.id, role: 'step', kind: 'query', icon: 'play', facts: [['State', state], ...facts.filter(([label]) => label !== 'State')], path: ['queries', query.id], ...(/ERROR|UNRESPONSIVE/iu.test(state) ? { failing: true } : {}) };
    });
    for (const source of sources) {
      const role = written.has(source.name) ? (read.has(source.name) ? 'step' : 'sink') : 'source';
      nodes.push({ id: `source:${source.name}`, label: source.name, role, kind: source.kind, icon: source.kind === 'stream' ? 'pulse' : 'table', facts: [['Topic', source.topic], ['Key format', source.keyFormat], ['Value format', source.valueFormat]], path: sourcePath(source) });
    }
    const ids = new Set(nodes.map(({ id }) => id));
    return { title: 'Streams, tables and queries', nodes, edges: edges.filter(({ from, to }) => ids.has(from) && ids.has(to)) };
  }
}

/** Where a server does not say what a query reads: the names of its statement that are sources, its own sinks left out. */
function sourcesOf(statement: string, known: ReadonlySet<string>, sinks: readonly string[]): readonly string[] {
  const names = wordsOf(statement).filter(isName).map(nameOf);
  return [...new Set(names)].filter((name) => known.has(name) && !sinks.includes(name));
}

export function topologyGraph(text: string): Omit<FlowGraph, 'title'> {
  const { parts } = parseTopology(text);
  const nodes = new Map<string, FlowNode>();
  const edges: FlowEdge[] = [];
  for (const part of parts) {
    for (const node of part.nodes) {
      const id = `${part.id}:${node.name}`;
      nodes.set(id, { id, label: node.name, role: node.kind === 'processor' ? 'step' : node.kind, kind: node.kind, icon: ICONS[node.kind], facts: factsOf(node), group: part.id });
      for (const name of node.successors) edges.push({ from: id, to: `${part.id}:${name}` });
      for (const name of node.topics) {
        const topic = `topic:${name}`;
        if (!nodes.has(topic)) nodes.set(topic, { id: topic, label: name, role: node.kind === 'sink' ? 'sink' : 'source', kind: 'topic', icon: 'list-flat', facts: [], path: ['topics', name] });
        edges.push(node.kind === 'sink' ? { from: id, to: topic } : { from: topic, to: id });
      }
      for (const name of node.stores) {
        const store = `store:${name}`;
        if (!nodes.has(store)) nodes.set(store, { id: store, label: name, role: 'store', kind: 'state store', icon: 'database', facts: [], group: part.id });
        edges.push({ from: id, to: store });
      }
    }
  }
  return { nodes: [...nodes.values()], edges, groups: parts.map(({ id }) => ({ id, label: `Sub-topology ${id}` })) };
}

const ICONS: Readonly<Record<TopologyNode['kind'], string>> = { source: 'arrow-right', processor: 'gear', sink: 'arrow-right' };

function factsOf({ topics, stores }: TopologyNode): readonly (readonly [string, string])[] {
  return [...(topics.length === 0 ? [] : [['Topics', topics.join(', ')] as const]), ...(stores.length === 0 ? [] : [['State stores', stores.join(', ')] as const])];
}
