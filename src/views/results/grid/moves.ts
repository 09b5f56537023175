import type { GridModel } from './gridModel';
import type { Step } from './keymap';
import { stepFrom } from './step';

/** Steps that lead to the first cell where none is active; the others lead to their ends all the same. */
const NEAR: ReadonlySet<Step> = new Set<Step>(['up', 'down', 'left', 'right', 'pageUp', 'pageDown']);

/** Moves the active cell, or the end of the selection, and brings it into sight. False where there is no row. */
export function moveFocus(model: GridModel, step: Step, extend: boolean): boolean {
  if (model.rows === 0) return false;
  const { selection, layout } = model;
  const from = (extend ? selection.head : selection.focus) ?? { row: 0, position: 0 };
  const to = selection.isEmpty && NEAR.has(step) ? from : stepFrom(from, step, { rows: model.rows, positions: layout.visible.length, page: Math.max(1, Math.floor(model.room.rows) - 1) });
  if (extend) selection.extendTo(to);
  else selection.moveTo(to);
  const stuck = to.row === from.row && to.row === model.rows - 1 && (step === 'down' || step === 'pageDown');
  if (stuck || step === 'last' || step === 'columnBottom') model.wantMore();
  model.reveal(to.row, to.position);
  return true;
}

/** Moves the active cell's column by one place. False where it cannot move. */
export function moveColumn(model: GridModel, by: -1 | 1): boolean {
  const place = model.selection.focus;
  if (!place) return false;
  const to = place.position + by;
  if (to < 0 || to >= model.layout.visible.length) return false;
  model.layout.move(place.position, to);
  model.selection.moveTo({ ...place, position: to });
  model.reveal(place.row, to);
  return true;
}

export function select({ selection }: GridModel, what: 'selectAll' | 'selectRow' | 'selectColumn'): void {
  const { head } = selection;
  if (what === 'selectAll') selection.selectAll();
  else if (what === 'selectRow' && head) selection.selectRow(head.row, 'only');
  else if (head) selection.selectColumn(head.position, 'only');
}
