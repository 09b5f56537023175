import type { Grid } from '../grid/grid';
import type { HostLink } from '../hostLink';
import { t } from '../../shared/l10n';
import { CellInput } from './cellInput';
import { editCommandOf } from './editKeys';
import type { EditMode } from './editMode';

/** Longer values are not written in a cell. */
const LONGEST = 1_000_000;

/** Turns keys, the mouse and the clipboard over the grid into changes of an {@link EditMode}. */
export class EditController {
  #input: CellInput | undefined;

  constructor(
    private readonly grid: Grid,
    private readonly link: HostLink,
    private readonly say: (text: string) => void,
  ) {}

  /** True where the key was for us. */
  key(event: KeyboardEvent, mode: EditMode, resultId: string): boolean {
    const command = editCommandOf(event);
    if (!command) return false;
    switch (command.do) {
      case 'edit':
        void this.edit(mode, resultId, command.typed);
        return true;
      case 'setNull':
        this.setNull(mode);
        return true;
      case 'undo':
        mode.undo();
        return true;
      case 'redo':
        mode.redo();
        return true;
      case 'addRow':
        if (mode.canAdd) this.addRow(mode);
        return true;
      case 'deleteRows':
        if (mode.canDelete) this.deleteRows(mode);
        return true;
    }
  }

  async edit(mode: EditMode, resultId: string, typed?: string): Promise<void> {
    const { model } = this.grid;
    const place = model?.selection.focus;
    const column = place && model.layout.visible[place.position];
    if (!model || !place || column === undefined || this.#input) return;
    const info = mode.column(column);
    const refusal = mode.refusal(place.row, column);
    if (!info || refusal !== undefined) {
      this.say(refusal ?? '');
      return;
    }
    model.reveal(place.row, place.position);
    const value = typed === undefined ? await this.#valueAt(mode, resultId, place.row, column) : null;
    const box = this.grid.cellBox(place);
    if (!box || value === undefined) return;
    this.#input = new CellInput(this.grid.surface, box, {
      editor: info.editor,
      label: t('Value of {0} in row {1}', info.name, place.row + 1),
      value,
      nullable: info.nullable !== false,
      ...(typed !== undefined && { typed }),
      done: (text, step) => {
        this.#input = undefined;
        if (text !== undefined && (text !== value || typed !== undefined)) mode.set([{ row: place.row, column, value: text }]);
        this.grid.focus();
        if (step !== 'stay') this.grid.run({ do: 'move', step, extend: false });
        this.say(mode.notice);
      },
    });
  }

  setNull(mode: EditMode): void {
    mode.set(this.#cells().map((cell) => ({ ...cell, value: null })));
    this.say(mode.notice);
  }

  addRow(mode: EditMode): void {
    const row = mode.addRow();
    const { model } = this.grid;
    if (!model) return;
    const first = model.layout.visible.findIndex((column) => mode.refusal(row, column) === undefined);
    model.selection.moveTo({ row, position: Math.max(0, first) });
    model.reveal(row, Math.max(0, first));
    this.grid.schedule();
    this.grid.focus();
  }

  deleteRows(mode: EditMode): void {
    const { model } = this.grid;
    if (!model) return;
    const rows = new Set(this.#cells().map(({ row }) => row));
    mode.deleteRows([...rows]);
  }

  paste(text: string, mode: EditMode): void {
    const { model } = this.grid;
    const [range] = model?.selection.ranges ?? [];
    if (!model || !range || text === '') return;
    const bottom = Math.min(range.bottom, model.rows - 1);
    const right = Math.min(range.right, model.layout.visible.length - 1);
    mode.paste(text, { row: range.top, position: range.left }, { rows: bottom - range.top + 1, columns: right - range.left + 1 });
    this.say(mode.notice);
  }

  close(): void {
    this.#input?.close();
  }

  /** The selected cells; of very large selections the first hundred thousand. */
  #cells(): readonly { readonly row: number; readonly column: number }[] {
    const { model } = this.grid;
    if (!model) return [];
    const { visible } = model.layout;
    const cells = new Map<string, { row: number; column: number }>();
    for (const { top, bottom, left, right } of model.selection.ranges) {
      for (let row = top; row <= Math.min(bottom, model.rows - 1) && cells.size < MOST_CELLS; row++) {
        for (const column of visible.slice(left, right + 1)) cells.set(`${row}:${column}`, { row, column });
      }
    }
    return [...cells.values()];
  }

  /** The whole value, which the cell on the screen may have cut. `undefined` where it is too long to be written here. */
  async #valueAt(mode: EditMode, resultId: string, row: number, column: number): Promise<string | null | undefined> {
    const own = mode.valueAt(row, column);
    if (own !== undefined) return own;
    const key = mode.keyOf(row);
    if (typeof key === 'string') return null;
    try {
      const part = await this.link.call('cell', { resultId, row: key, column, as: 'text', from: 0, length: LONGEST });
      if (part.total > LONGEST) {
        this.say(t('The value is too long to be written in a cell.'));
        return undefined;
      }
      return part.isNull ? null : (part.text ?? '');
    } catch {
      return undefined; // the view's own state tells why rows cannot be read
    }
  }
}

const MOST_CELLS = 100_000;
