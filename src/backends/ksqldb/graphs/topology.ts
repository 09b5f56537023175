/** A topology of Kafka Streams as EXPLAIN writes it (TopologyDescription.toString). */
export interface Topology {
  readonly parts: readonly TopologyPart[];
}

/** A sub-topology: steps that one task runs. */
export interface TopologyPart {
  readonly id: string;
  readonly nodes: readonly TopologyNode[];
}

export interface TopologyNode {
  readonly kind: 'source' | 'processor' | 'sink';
  readonly name: string;
  /** What a source reads, a sink writes. */
  readonly topics: readonly string[];
  /** State stores that a processor uses. */
  readonly stores: readonly string[];
  readonly successors: readonly string[];
}

const PART = /^\s*Sub-topology:\s*(?<id>\S+)/u;
const NODE = /^\s*(?<kind>Source|Processor|Sink):\s+(?<name>\S+)\s*\((?<what>topics?|stores|topic pattern|extractor class):\s*(?<list>.*)\)\s*$/u;
const FORWARD = /^\s*-->\s*(?<names>.*)$/u;

/** Never throws: lines that are not known are passed over. */
export function parseTopology(text: string): Topology {
  const parts: { id: string; nodes: (TopologyNode & { successors: string[] })[] }[] = [];
  for (const line of text.split('\n')) {
    const part = PART.exec(line)?.groups;
    if (part) {
      parts.push({ id: part['id'] ?? '', nodes: [] });
      continue;
    }
    const node = NODE.exec(line)?.groups;
    if (node) {
      if (parts.length === 0) parts.push({ id: '0', nodes: [] });
      const list = named(node['list'] ?? '');
      const stores = node['what'] === 'stores';
      parts.at(-1)?.nodes.push({ kind: kindOf(node['kind']), name: node['name'] ?? '', topics: stores ? [] : list, stores: stores ? list : [], successors: [] });
      continue;
    }
    const forward = FORWARD.exec(line)?.groups;
    if (forward) parts.at(-1)?.nodes.at(-1)?.successors.push(...named(forward['names'] ?? '').filter((name) => name !== 'none'));
  }
  return { parts };
}

function kindOf(word: string | undefined): TopologyNode['kind'] {
  return word === 'Source' ? 'source' : word === 'Sink' ? 'sink' : 'processor';
}

function named(list: string): string[] {
  return list.replace(/^\[|\]$/gu, '').split(',').map((name) => name.trim()).filter((name) => name !== '');
}
