import type { FlowEdge, FlowGraph, FlowNode } from '../../core/contract/graphs';

/** Where a node stands, in the units of the drawing. */
export interface PlacedNode {
  readonly node: FlowNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge {
  readonly edge: FlowEdge;
  /** The data of an SVG path. */
  readonly path: string;
}

export interface PlacedGroup {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly groups: readonly PlacedGroup[];
  readonly width: number;
  readonly height: number;
}

const HEIGHT = 44;
/** Between nodes that follow each other, and between those beside each other. */
const GAP = { across: 72, down: 22, next: 44, beside: 36 };
const MARGIN = 36;
const CHARACTER = 7.4;
/** Longer labels are cut; the whole one is in the tooltip. */
export const LABEL_CHARACTERS = 34;
const SWEEPS = 4;

/** What flows goes to the right, or down. */
export type Direction = 'right' | 'down';

/** In the direction in which more of it can be seen at once. */
export function layOutFor(graph: FlowGraph, window: { readonly width: number; readonly height: number }): Layout {
  const [right, down] = [layOut(graph, 'right'), layOut(graph, 'down')];
  const scale = ({ width, height }: Layout): number => Math.min(1, window.width / width, window.height / height);
  return scale(down) > scale(right) ? down : right;
}

/** Columns from left to right, or rows from top to bottom: each node behind all that it comes from, near to what it is connected with. */
export function layOut(graph: FlowGraph, direction: Direction = 'right'): Layout {
  const columns = ordered(columnsOf(graph), graph.edges);
  const nodes = direction === 'right' ? placed(columns) : stacked(columns);
  const line = direction === 'right' ? curve : drop;
  const byId = new Map(nodes.map((one) => [one.node.id, one]));
  const edges = graph.edges.flatMap((edge): PlacedEdge[] => {
    const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
    return from && to ? [{ edge, path: line(from, to) }] : [];
  });
  const width = Math.max(0, ...nodes.map((one) => one.x + one.width)) + MARGIN;
  const height = Math.max(0, ...nodes.map((one) => one.y + one.height)) + MARGIN;
  return { nodes, edges, groups: groupsOf(graph, nodes), width, height };
}

export const shownLabel = (label: string): string => (label.length > LABEL_CHARACTERS ? `${label.slice(0, LABEL_CHARACTERS - 1)}…` : label);

const widthOf = ({ label, kind }: FlowNode): number => Math.max(96, 28 + CHARACTER * Math.max(shownLabel(label).length, kind.length));

/** Each node's column: one more than the greatest of those before it. What closes a cycle does not count. */
function columnsOf({ nodes, edges }: FlowGraph): readonly (readonly FlowNode[])[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const order = topological(nodes.map(({ id }) => id), next);
  const position = new Map(order.map((id, index) => [id, index]));
  const column = new Map<string, number>();
  for (const id of order) {
    const own = column.get(id) ?? 0;
    column.set(id, own);
    for (const to of next.get(id) ?? []) if ((position.get(to) ?? 0) > (position.get(id) ?? 0)) column.set(to, Math.max(column.get(to) ?? 0, own + 1));
  }
  const found: FlowNode[][] = Array.from({ length: 1 + Math.max(-1, ...column.values()) }, () => []);
  for (const node of nodes) found[column.get(node.id) ?? 0]?.push(node);
  return found;
}

/** Depth first and without recursion, since a graph can be long. */
function topological(ids: readonly string[], next: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const seen = new Set<string>();
  const finished: string[] = [];
  for (const start of ids) {
    const stack = [start];
    for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
      const open = seen.has(id) ? undefined : (next.get(id) ?? []).filter((one) => !seen.has(one));
      seen.add(id);
      if (open && open.length > 0) stack.push(...open.reverse());
      else {
        stack.pop();
        if (!done.has(id)) finished.push(id);
        done.add(id);
      }
    }
  }
  return finished.reverse();
}

/** Nodes of a column in the order of the middle of what they are connected with: from the left, then from the right, and again. Fewer lines cross. */
function ordered(columns: readonly (readonly FlowNode[])[], edges: readonly FlowEdge[]): readonly (readonly FlowNode[])[] {
  const before = new Map<string, string[]>();
  const behind = new Map<string, string[]>();
  for (const { from, to } of edges) {
    behind.set(from, [...(behind.get(from) ?? []), to]);
    before.set(to, [...(before.get(to) ?? []), from]);
  }
  const found = columns.map((column) => [...column]);
  const rank = new Map<string, number>();
  const remember = (column: readonly FlowNode[]): void => column.forEach(({ id }, index) => rank.set(id, index - column.length / 2));
  found.forEach(remember);
  const sort = (column: FlowNode[], beside: ReadonlyMap<string, readonly string[]>): void => {
    const middle = new Map(column.map(({ id }) => [id, mean((beside.get(id) ?? []).map((one) => rank.get(one) ?? 0)) ?? rank.get(id) ?? 0]));
    column.sort((a, b) => (middle.get(a.id) ?? 0) - (middle.get(b.id) ?? 0));
    remember(column);
  };
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const column of found) sort(column, before);
    for (const column of [...found].reverse()) sort(column, behind);
  }
  return found;
}

const mean = (values: readonly number[]): number | undefined => (values.length === 0 ? undefined : values.reduce((sum, one) => sum + one, 0) / values.length);

function placed(columns: readonly (readonly FlowNode[])[]): readonly PlacedNode[] {
  const tallest = Math.max(0, ...columns.map((column) => column.length)) * (HEIGHT + GAP.down) - GAP.down;
  const found: PlacedNode[] = [];
  let x = MARGIN;
  for (const column of columns) {
    const width = Math.max(0, ...column.map(widthOf));
    const top = MARGIN + (tallest - (column.length * (HEIGHT + GAP.down) - GAP.down)) / 2;
    column.forEach((node, index) => found.push({ node, x: x + (width - widthOf(node)) / 2, y: top + index * (HEIGHT + GAP.down), width: widthOf(node), height: HEIGHT }));
    x += width + GAP.across;
  }
  return found;
}

/** Rows, each in the middle of the widest. */
function stacked(rows: readonly (readonly FlowNode[])[]): readonly PlacedNode[] {
  const widths = rows.map((row) => row.reduce((sum, node) => sum + widthOf(node) + GAP.beside, -GAP.beside));
  const widest = Math.max(0, ...widths);
  return rows.flatMap((row, index) => {
    let x = MARGIN + (widest - (widths[index] ?? 0)) / 2;
    return row.map((node): PlacedNode => {
      const one = { node, x, y: MARGIN + index * (HEIGHT + GAP.next), width: widthOf(node), height: HEIGHT };
      x += one.width + GAP.beside;
      return one;
    });
  });
}

/** From the lower side of one to the upper side of the other; what goes back leaves at the right. */
function drop(from: PlacedNode, to: PlacedNode): string {
  const [x1, x2] = [from.x + from.width / 2, to.x + to.width / 2];
  const [y1, y2] = [from.y + from.height, to.y];
  if (y2 > y1) {
    const bend = (y2 - y1) / 2;
    return `M ${x1} ${y1} C ${x1} ${y1 + bend}, ${x2} ${y2 - bend}, ${x2} ${y2}`;
  }
  const beside = Math.max(from.x + from.width, to.x + to.width) + 18;
  return `M ${x1} ${y1} C ${x1} ${y1 + 30}, ${beside} ${y1 + 30}, ${beside} ${(y1 + y2) / 2} S ${x2} ${y2 - 30}, ${x2} ${y2}`;
}

/** From the right side of one to the left side of the other; what goes back leaves below. */
function curve(from: PlacedNode, to: PlacedNode): string {
  const [y1, y2] = [from.y + from.height / 2, to.y + to.height / 2];
  const [x1, x2] = [from.x + from.width, to.x];
  if (x2 > x1) {
    const bend = Math.max(24, (x2 - x1) / 2);
    return `M ${x1} ${y1} C ${x1 + bend} ${y1}, ${x2 - bend} ${y2}, ${x2} ${y2}`;
  }
  const below = Math.max(from.y + from.height, to.y + to.height) + 18;
  return `M ${x1} ${y1} C ${x1 + 40} ${y1}, ${x1 + 40} ${below}, ${(x1 + x2) / 2} ${below} S ${x2 - 40} ${y2}, ${x2} ${y2}`;
}

function groupsOf({ groups }: FlowGraph, nodes: readonly PlacedNode[]): readonly PlacedGroup[] {
  return (groups ?? []).flatMap(({ id, label }): PlacedGroup[] => {
    const members = nodes.filter(({ node }) => node.group === id);
    if (members.length === 0) return [];
    const [left, top] = [Math.min(...members.map((one) => one.x)) - 14, Math.min(...members.map((one) => one.y)) - 26];
    const [right, bottom] = [Math.max(...members.map((one) => one.x + one.width)) + 14, Math.max(...members.map((one) => one.y + one.height)) + 14];
    return [{ label, x: left, y: top, width: right - left, height: bottom - top }];
  });
}
