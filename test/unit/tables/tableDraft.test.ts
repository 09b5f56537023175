import { describe, expect, it } from 'vitest';
import { draftOf, placesOf, problemOf, wantedOf } from '../../../src/views/import/tableDraft';

const columns = (...names: readonly string[]) => names.map((name) => ({ name, type: 'utf8' }));

describe('A table for a file', () => {
  it('is named after the file, with columns of the types that all of the first values have', () => {
    const rows = [
      ['1', '007', '1.5', 'true', '2024-02-29', '2024-02-29 12:00:00', '2024-02-29T12:00:00.5Z', 'x', null],
      [null, '12', '-2e3', 'FALSE', '1999-12-31', '2024-02-29 23:59', '2024-02-29 12:00:00+02', '', null],
    ];
    const draft = draftOf({ columns: columns('id', 'code', 'ratio', 'on', 'day', 'at', 'moment', 'note', 'empty'), rows }, '/data/My People (2).csv.gz');
    expect(draft.name).toBe('my_people_2');
    expect(draft.columns.map(({ type }) => type)).toEqual(['integer', 'text', 'double', 'boolean', 'date', 'timestamp', 'instant', 'text', 'text']);
    expect(draftOf({ columns: [], rows: [] }, '2024.csv').name).toBe('table_2024');
  });

  it('has what a person takes, under the names that they give', () => {
    const draft = draftOf({ columns: columns('a', 'b', 'c'), rows: [['1', 'x', 'y']] }, 't.csv');
    const [a, b, c] = draft.columns;
    const changed = { name: ' orders ', columns: [{ ...a!, included: false, key: true }, { ...b!, name: 'id', key: true }, c!] };
    expect(wantedOf(changed)).toEqual({ name: 'orders', columns: [{ name: 'id', type: 'text' }, { name: 'c', type: 'text' }], key: ['id'] });
    expect(placesOf(changed)).toEqual([1, 2]);
  });

  it('says what is missing', () => {
    const draft = draftOf({ columns: columns('a', 'A'), rows: [] }, 't.csv');
    expect(problemOf(draft)).toBe('Two columns are named A.');
    expect(problemOf({ ...draft, columns: draft.columns.slice(0, 1) })).toBeUndefined();
    expect(problemOf({ ...draft, columns: draft.columns.map((column) => ({ ...column, included: false })) })).toMatch(/needs a column/u);
    expect(problemOf({ ...draft, columns: [{ ...draft.columns[0]!, name: ' ' }] })).toMatch(/needs a name/u);
    expect(problemOf({ ...draft, name: '' })).toMatch(/needs a name/u);
  });
});
