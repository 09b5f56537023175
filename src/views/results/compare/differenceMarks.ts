import type { GridModel } from '../grid/gridModel';
import { type GridMarks, markOfChange } from '../grid/marks';

/** A comparison says in its first column what happened to a row, and in its second which columns changed. */
const CHANGE = 0;
const CHANGED = 1;
/** A quoted name in the text of a list, which may be cut. */
const NAME = /"(?:[^"\\]|\\.)*"/gu;

/** Marks of a comparison's rows and of their changed cells; none where the result is no comparison. */
export function differenceMarks(model: GridModel): GridMarks {
  const textAt = (row: number, column: number): string | undefined => {
    const part = model.source.find(row, model.groups.groupOf(column));
    return part?.columns.get(column)?.at(row - part.row).text;
  };
  const isComparison = (): boolean => model.columns[CHANGE]?.role === 'change' && model.columns[CHANGED]?.role === 'changed';
  return {
    row: (row) => {
      const text = isComparison() ? textAt(row, CHANGE) : undefined;
      return text === undefined ? undefined : markOfChange(text);
    },
    cell: (row, column) => {
      const name = model.columns[column]?.name;
      if (column <= CHANGED || name === undefined || !isComparison() || !changedNames(textAt(row, CHANGED)).includes(name)) return undefined;
      const part = model.source.find(row, model.groups.groupOf(column));
      const text = part?.columns.get(column)?.at(row - part.row);
      return text && { text, wrong: false };
    },
  };
}

/** The names in the text of a list of names. */
export function changedNames(text: string | undefined): readonly string[] {
  return (text?.match(NAME) ?? []).flatMap((quoted) => {
    try {
      const name: unknown = JSON.parse(quoted);
      return typeof name === 'string' ? [name] : [];
    } catch {
      return [];
    }
  });
}
