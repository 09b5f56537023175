import { describe, expect, test } from 'vitest';
import { cellGraph, type CellText, circleThrough, namesIn } from '../../../src/extension/notebooks/references';

const cell = (id: string, text: string, name?: string, reads = true): CellText => ({ id, text, reads, ...(name !== undefined && { name }) });

describe('Names of results', () => {
  test('stand in setting lines of any comment, in quotes or not, and beside the text', () => {
    expect(namesIn({ text: '-- headwater: name=trips, timeout=3s\nSELECT 1;\n  -- headwater: timeout=1s, name="two words"\nSELECT 2', name: 'third' })).toEqual(['trips', 'two words', 'third']);
    expect(namesIn({ text: "SELECT '-- headwater name=x'" })).toEqual([]);
  });
});

describe('Cells that read each other', () => {
  test('are found by the tables of their statements, whatever the case, not by columns and texts', () => {
    const graph = cellGraph([cell('a', 'SELECT 1', 'Trips'), cell('b', "SELECT zones, 'FROM zones' FROM TRIPS t JOIN other.zones ON true"), cell('c', 'SELECT 2', 'zones')]);
    expect([...(graph.get('b')?.uses ?? [])]).toEqual([['trips', 'a']]);
  });

  test('read the nearest cell above that gives the name, or else the first below', () => {
    const graph = cellGraph([cell('a', '', 'x'), cell('b', '', 'x'), cell('r', 'FROM x, y'), cell('c', '', 'x'), cell('d', '', 'y'), cell('e', '', 'y')]);
    expect([...(graph.get('r')?.uses ?? [])]).toEqual([['x', 'b'], ['y', 'd']]);
  });

  test('of a language that reads no tables read nothing', () => {
    expect(cellGraph([cell('a', '', 'x'), cell('b', 'FROM x', undefined, false)]).get('b')?.uses.size).toBe(0);
  });

  test('in a circle are told with the way round; a cell that has the name of what it reads is none', () => {
    const graph = cellGraph([cell('a', 'FROM c', 'a'), cell('b', 'FROM a', 'b'), cell('c', 'FROM b', 'c'), cell('d', 'FROM a'), cell('e', 'FROM e', 'e')]);
    expect(circleThrough(graph, 'a')).toEqual(['c', 'b', 'a']);
    expect(circleThrough(graph, 'd')).toBeUndefined();
    expect(circleThrough(graph, 'e')).toBeUndefined();
  });

  test('are found in a thousand cells without walking every way', () => {
    const cells = Array.from({ length: 1000 }, (_, i) => cell(`c${i}`, i === 0 ? 'FROM base' : `FROM r${i - 1}, r${i - 2}, r${i - 3}`, `r${i}`));
    expect(circleThrough(cellGraph(cells), 'c999')).toBeUndefined();
    expect(circleThrough(cellGraph([cell('first', 'FROM r999', 'base'), ...cells]), 'c999')).toBeDefined();
  });
});
