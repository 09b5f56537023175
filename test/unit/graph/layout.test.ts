import { describe, expect, test } from 'vitest';
import type { FlowGraph } from '../../../src/core/contract/graphs';
import { layOut, layOutFor, type PlacedNode } from '../../../src/views/graph/layout';
import { fitted, opened, panned, zoomed } from '../../../src/views/graph/viewport';

const graph = (ids: readonly string[], edges: readonly (readonly [string, string])[], groups: Readonly<Record<string, string>> = {}): FlowGraph => ({
  title: 'test',
  nodes: ids.map((id) => ({ id, label: id, role: 'step', kind: 'step', icon: 'play', facts: [], ...(groups[id] === undefined ? {} : { group: groups[id] }) })),
  edges: edges.map(([from, to]) => ({ from, to })),
  groups: [...new Set(Object.values(groups))].map((id) => ({ id, label: `Group ${id}` })),
});

const at = (nodes: readonly PlacedNode[], id: string): PlacedNode => nodes.find(({ node }) => node.id === id)!;
const overlap = (a: PlacedNode, b: PlacedNode): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('Layout of a graph', () => {
  test('puts each node to the right of all that it comes from', () => {
    const { nodes } = layOut(graph(['d', 'c', 'b', 'a'], [['a', 'b'], ['b', 'c'], ['a', 'c'], ['c', 'd']]));
    expect(['a', 'b', 'c', 'd'].map((id) => at(nodes, id).x)).toEqual([...['a', 'b', 'c', 'd'].map((id) => at(nodes, id).x)].sort((x, y) => x - y));
    expect(new Set(nodes.map(({ x }) => x)).size).toBe(4);
  });
  test('shows every node once where the flow goes round in a circle', () => {
    const { nodes, edges } = layOut(graph(['a', 'b', 'c'], [['a', 'b'], ['b', 'c'], ['c', 'a'], ['b', 'b']]));
    expect(nodes.map(({ node }) => node.id).sort()).toEqual(['a', 'b', 'c']);
    expect(edges).toHaveLength(4);
    for (const { path } of edges) expect(path).not.toMatch(/NaN|undefined/u);
  });
  test('crosses no lines that need not cross', () => {
    const { nodes } = layOut(graph(['a1', 'a2', 'b2', 'b1'], [['a1', 'b1'], ['a2', 'b2']]));
    expect(at(nodes, 'a1').y < at(nodes, 'a2').y).toBe(at(nodes, 'b1').y < at(nodes, 'b2').y);
  });
  test('lets no two nodes overlap, and leaves none outside, in a graph of three hundred', () => {
    const ids = Array.from({ length: 300 }, (_, index) => `node ${index}`);
    const edges = ids.slice(1).map((id, index) => [ids[Math.floor(index / 3)]!, id] as const);
    const { nodes, width, height } = layOut(graph(ids, edges));
    const pairs = nodes.flatMap((a, index) => nodes.slice(index + 1).filter((b) => overlap(a, b)).map((b) => [a.node.id, b.node.id]));
    expect(pairs).toEqual([]);
    for (const { x, y, width: w, height: h } of nodes) expect(x >= 0 && y >= 0 && x + w <= width && y + h <= height).toBe(true);
  });
  test('frames the members of a group', () => {
    const { nodes, groups } = layOut(graph(['a', 'b', 'c'], [['a', 'b'], ['b', 'c']], { a: '0', b: '0' }));
    expect(groups).toHaveLength(1);
    const [frame] = groups;
    for (const id of ['a', 'b']) expect(at(nodes, id).x > frame!.x && at(nodes, id).x + at(nodes, id).width < frame!.x + frame!.width).toBe(true);
    expect(at(nodes, 'c').x).toBeGreaterThan(frame!.x + frame!.width);
  });
  test('goes through a chain of ten thousand without running out of stack', () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => `n${index}`);
    const { nodes } = layOut(graph(ids, ids.slice(1).map((id, index) => [ids[index]!, id])));
    expect(new Set(nodes.map(({ x }) => x)).size).toBe(10_000);
  });
  test('goes down where more of a long chain is seen so, and lets nothing overlap there either', () => {
    const ids = Array.from({ length: 12 }, (_, index) => `KSTREAM-PROCESSOR-${index}`);
    const chain = graph([...ids, 'beside'], [...ids.slice(1).map((id, index) => [ids[index]!, id] as const), [ids[3]!, 'beside'], [ids[5]!, ids[2]!]]);
    const { nodes, edges, width, height } = layOutFor(chain, { width: 800, height: 900 });
    expect(at(nodes, ids[11]!).y).toBeGreaterThan(at(nodes, ids[0]!).y);
    expect(nodes.flatMap((a, index) => nodes.slice(index + 1).filter((b) => overlap(a, b)))).toEqual([]);
    for (const { x, y, width: w, height: h } of nodes) expect(x >= 0 && y >= 0 && x + w <= width && y + h <= height).toBe(true);
    for (const { path } of edges) expect(path).not.toMatch(/NaN|undefined/u);
    const short = graph(['a', 'b'], [['a', 'b']]);
    expect(layOutFor(short, { width: 800, height: 600 })).toEqual(layOut(short, 'right'));
  });
  test('of nothing is nothing', () => {
    expect(layOut(graph([], []))).toMatchObject({ nodes: [], edges: [], groups: [] });
  });
});

describe('The part in sight', () => {
  test('zooms around what is under the pointer', () => {
    const before = { x: 10, y: 20, scale: 1 };
    const after = zoomed(before, 2, { x: 100, y: 50 });
    expect([after.x + 100 / after.scale, after.y + 50 / after.scale]).toEqual([110, 70]);
  });
  test('holds the whole drawing when it fits to the window, and never larger than it is', () => {
    expect(fitted({ width: 100, height: 50 }, { width: 800, height: 600 }).scale).toBe(1);
    const { x, y, scale } = fitted({ width: 4000, height: 500 }, { width: 800, height: 600 });
    expect(x <= 0 && y <= 0 && x + 800 / scale >= 4000 && y + 600 / scale >= 500).toBe(true);
  });
  test('begins where the drawing begins, large enough to be read, when the whole would be too small', () => {
    const window = { width: 800, height: 600 };
    expect(opened({ width: 400, height: 300 }, window)).toEqual(fitted({ width: 400, height: 300 }, window));
    const long = opened({ width: 9000, height: 120 }, window);
    expect(long.scale).toBeGreaterThan(0.5);
    expect(long.x).toBeLessThanOrEqual(0);
    expect(long.y <= 0 && long.y + window.height / long.scale >= 120).toBe(true);
  });
  test('moves with the pointer, whatever the scale', () => {
    expect(panned({ x: 0, y: 0, scale: 2 }, 10, -20)).toEqual({ x: -5, y: 10, scale: 2 });
  });
});
