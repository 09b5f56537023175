import type { GridModel } from '../grid/gridModel';
import { type GridMarks, markOfChange } from '../grid/marks';

/** Marks of rows that say themselves how they changed. */
export function changeMarks(model: GridModel): GridMarks {
  return {
    row: (row) => {
      const column = model.columns.findIndex((info) => info?.role === 'change');
      if (column < 0) return undefined;
      const part = model.source.find(row, model.groups.groupOf(column));
      const text = part?.columns.get(column)?.at(row - part.row).text;
      return text === undefined ? undefined : markOfChange(text);
    },
    cell: () => undefined,
  };
}
