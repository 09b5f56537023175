import { describe, expect, it } from 'vitest';
import { EditBuffer } from '../../../src/views/results/edit/editBuffer';
import { editCommandOf } from '../../../src/views/results/edit/editKeys';
import { markOfChange } from '../../../src/views/results/grid/marks';
import { readPaste } from '../../../src/views/shared/pasteText';
import { keysOf } from '../../../src/views/lookup/keysText';
import { matchColumns, missingColumns } from '../../../src/views/import/mapping';
import { random as seeded } from '../support/random';

const key = (name: string, more: Partial<Record<'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey', boolean>> = {}): Parameters<typeof editCommandOf>[0] => ({ key: name, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more });

describe('Pending changes', () => {
  it('become one edit for each row: deletions, changes, new rows', () => {
    const buffer = new EditBuffer();
    buffer.set([{ row: 4, column: 1, value: 'x' }, { row: 2, column: 0, value: null }]);
    buffer.set([{ row: 4, column: 2, value: 'y' }]);
    buffer.delete([9]);
    const [added] = buffer.add([new Map([[0, '7']])]);
    expect(buffer.edits()).toEqual([
      { id: '9', kind: 'delete', row: 9, values: [] },
      { id: '2', kind: 'update', row: 2, values: [[0, null]] },
      { id: '4', kind: 'update', row: 4, values: [[1, 'x'], [2, 'y']] },
      { id: added, kind: 'insert', values: [[0, '7']] },
    ]);
    expect(buffer.count).toBe(4);
  });

  it('forget the changes of a row that is deleted, and of an added row that goes again', () => {
    const buffer = new EditBuffer();
    buffer.set([{ row: 1, column: 0, value: 'x' }]);
    buffer.delete([1]);
    const names = buffer.add([new Map(), new Map()]);
    buffer.delete([names[0] ?? '']);
    expect(buffer.edits().map(({ id, kind }) => `${kind} ${id}`)).toEqual(['delete 1', `insert ${names[1]}`]);
  });

  it('bring back rows that are put down for deletion twice', () => {
    const buffer = new EditBuffer();
    buffer.delete([1, 2]);
    buffer.delete([1, 2]);
    expect(buffer.count).toBe(0);
  });

  it('are undone to nothing and redone to the same, whatever was done', () => {
    const seed = 7;
    const below = seeded(seed);
    const random = (): number => below(1_000_000) / 1_000_000;
    const buffer = new EditBuffer();
    const pick = (below: number): number => Math.floor(random() * below);
    for (let step = 0; step < 150; step++) {
      const rows = [...buffer.added, pick(20), pick(20)];
      const row = rows[pick(rows.length)] ?? 0;
      [
        () => { buffer.set([{ row, column: pick(3), value: random() < 0.2 ? null : String(step) }]); },
        () => void buffer.add([new Map()]),
        () => { buffer.delete([row]); },
      ][pick(3)]?.();
    }
    const done = buffer.edits();
    while (buffer.canUndo) buffer.undo();
    expect(buffer.count, `seed ${seed}`).toBe(0);
    while (buffer.canRedo) buffer.redo();
    expect(buffer.edits(), `seed ${seed}`).toEqual(done);
  });

  it('are no longer pending once they are written', () => {
    const buffer = new EditBuffer();
    buffer.set([{ row: 1, column: 0, value: 'x' }, { row: 2, column: 0, value: 'y' }]);
    buffer.settle([1]);
    expect(buffer.edits().map(({ id }) => id)).toEqual(['2']);
    expect(buffer.canUndo).toBe(false);
  });
});

describe('A text from the clipboard', () => {
  it('is read with quotes, breaks of every kind and empty cells', () => {
    expect(readPaste('a\tb\r\n"x\ty"\t"say ""hi"""\n\tz\t\n')).toEqual([['a', 'b'], ['x\ty', 'say "hi"'], ['', 'z', '']]);
    expect(readPaste('one')).toEqual([['one']]);
    expect(readPaste('5" wide\t"not closed')).toEqual([['5" wide', '"not closed']]);
    expect(readPaste('"a"b\tc')).toEqual([['"a"b', 'c']]);
  });

  it('gives keys, by tabs or by commas where a key has several columns', () => {
    expect(keysOf('1\n 2 \n\n3\n', 1)).toEqual([['1'], ['2'], ['3']]);
    expect(keysOf('FR,Lyon\nNO,Bergen', 2)).toEqual([['FR', 'Lyon'], ['NO', 'Bergen']]);
    expect(keysOf('a,b\tc', 2)).toEqual([['a,b', 'c']]);
    expect(keysOf('a,b', 1)).toEqual([['a,b']]);
  });
});

describe('Keys over rows that can be changed', () => {
  it('write, undo and delete, and leave the others to the grid', () => {
    expect(editCommandOf(key('F2'))).toEqual({ do: 'edit' });
    expect(editCommandOf(key('x'))).toEqual({ do: 'edit', typed: 'x' });
    expect(editCommandOf(key('z', { ctrlKey: true }))).toEqual({ do: 'undo' });
    expect(editCommandOf(key('Z', { metaKey: true, shiftKey: true }))).toEqual({ do: 'redo' });
    expect(editCommandOf(key('Delete', { ctrlKey: true }))).toEqual({ do: 'deleteRows' });
    for (const other of [key('Enter'), key('ArrowDown'), key(' ', { shiftKey: true }), key('c', { ctrlKey: true }), key('ArrowLeft', { altKey: true, shiftKey: true })]) expect(editCommandOf(other)).toBeUndefined();
  });
});

describe('Change types', () => {
  it('are known by the words of the systems', () => {
    expect(['+I', '-U', '+U', '-D', 'insert', 'DELETE', 'update_before', '?'].map(markOfChange)).toEqual(['added', 'before', 'changed', 'deleted', 'added', 'deleted', 'before', undefined]);
  });
});

describe('Columns of an import', () => {
  const table = {
    table: ['t'],
    label: 't',
    columns: [
      { name: 'user_id', type: 'INT', nullable: false, editor: 'number' },
      { name: 'Full Name', type: 'TEXT', editor: 'text' },
      { name: '_offset', type: 'BIGINT', editor: 'none', role: 'offset' },
    ],
    keys: [{ name: 'primary key', columns: [0], prefix: 1, unique: true }],
    changes: ['insert'],
    atomic: false,
    lookup: false,
    locate: false,
    live: [],
  } as const;

  it('are matched by name, whatever its case and signs, and never to those of the system', () => {
    const mapping = matchColumns(table, { columns: [{ name: 'FullName', type: 'T' }, { name: 'USER-ID', type: 'T' }, { name: '_offset', type: 'T' }] });
    expect([...mapping]).toEqual([[0, 1], [1, 0]]);
    expect(missingColumns(table, mapping)).toEqual([]);
    expect(missingColumns(table, new Map())).toEqual(['user_id']);
  });
});
