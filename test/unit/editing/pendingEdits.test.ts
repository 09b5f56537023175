import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { EditBuffer } from '../../../src/views/results/edit/editBuffer';
import { pendingEdits, pendingOf, putBack } from '../../../src/views/results/edit/pendingEdits';

function changed(): EditBuffer {
  const buffer = new EditBuffer();
  buffer.set([{ row: 4, column: 1, value: 'x' }, { row: 9, column: 1, value: null }]);
  buffer.delete([7]);
  buffer.add([new Map([[0, '100']])]);
  return buffer;
}

const KEYS = new Map([[4, ['four']], [7, ['seven']], [9, ['nine']], [12, ['twelve']]]);

describe('Changes kept while their rows are gone', () => {
  it('are put back on the rows with the same keys, wherever those stand now', () => {
    const kept = z.parse(pendingEdits, JSON.parse(JSON.stringify(pendingOf(changed(), KEYS))));
    expect(kept.keys.map(([row]) => row)).toEqual([4, 7, 9]);
    const buffer = new EditBuffer();
    const { cells, missing } = putBack(kept, new Map([[4, 40], [7, 2]]), buffer);
    expect(missing).toBe(1);
    expect(cells).toEqual([{ row: 40, column: 1, value: 'x' }]);
    expect(buffer.edits()).toEqual([
      { id: '2', kind: 'delete', row: 2, values: [] },
      { id: '40', kind: 'update', row: 40, values: [[1, 'x']] },
      { id: 'a1', kind: 'insert', values: [[0, '100']] },
    ]);
  });

  it('are those whose rows have a key', () => {
    expect(pendingOf(changed(), new Map())?.edits.map(({ kind }) => kind)).toEqual(['insert']);
    expect(pendingOf(new EditBuffer(), KEYS)).toBeUndefined();
  });
});
