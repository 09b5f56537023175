import type { EditOutcome, EditReview } from '../../../protocol/edits';
import type { KeyTexts, TableColumn, TableInfo } from '../../../protocol/tables';
import type { CellText } from '../../../core/format/cell';
import type { GridModel } from '../grid/gridModel';
import type { CellMark, GridMarks, RowMark } from '../grid/marks';
import type { HostLink } from '../hostLink';
import { type CellChange, EditBuffer, type RowKey, rowOfEdit } from './editBuffer';
import { type PendingEdits, pendingOf, putBack } from './pendingEdits';
import { readPaste } from '../../shared/pasteText';
import { t } from '../../shared/l10n';

/** Where a review stands. */
export type ReviewState = { readonly step: 'asking' } | { readonly step: 'shown'; readonly review: EditReview } | { readonly step: 'applying'; readonly review: EditReview };

/** Changes of the rows of one table, from the first key to the report. */
export class EditMode implements GridMarks {
  readonly buffer = new EditBuffer();
  #review: ReviewState | undefined;
  /** Why a cell or a row was refused, by `row:column` or `row`. */
  readonly #problems = new Map<string, string>();
  /** Values that were written and are not in the rows that were read. */
  readonly #written = new Map<RowKey, ReadonlyMap<number, string | null>>();
  readonly #gone = new Set<number>();
  /** By which rows are found again in another result. */
  readonly #keys = new Map<number, KeyTexts>();
  readonly #asked = new Set<number>();
  #notice = '';

  constructor(
    readonly table: TableInfo,
    private readonly model: GridModel,
    private readonly link: HostLink,
    private readonly tab: string,
    private readonly changed: () => void,
  ) {
    model.marks = this;
  }

  get review(): ReviewState | undefined {
    return this.#review;
  }

  /** What happened last, in one sentence. */
  get notice(): string {
    return this.#notice;
  }

  /** What is to be kept while the rows are gone. */
  get pending(): PendingEdits | undefined {
    return pendingOf(this.buffer, this.#keys);
  }

  /** Takes up changes that were made in an earlier result of the table. */
  async takeUp(pending: PendingEdits): Promise<void> {
    const found = await this.link.call('findRows', { tab: this.tab, keys: pending.keys.map(([, key]) => key) });
    const places = new Map(pending.keys.flatMap(([row], index) => {
      const place = found[index] ?? undefined;
      return place === undefined ? [] : [[row, place] as const];
    }));
    const { cells, missing } = putBack(pending, places, this.buffer);
    const kept = pending.edits.length - missing;
    const back = kept === 1 ? t('1 change from before is here again.') : t('{0} changes from before are here again.', kept);
    const lost = missing === 1 ? t('1 is of a row that cannot be found any more, and left out.') : t('{0} are of rows that cannot be found any more, and left out.', missing);
    this.#say(missing > 0 ? `${back} ${lost}` : back);
    this.#check(cells);
  }

  get canAdd(): boolean {
    return this.table.changes.some((kind) => kind === 'insert' || kind === 'upsert');
  }

  get canDelete(): boolean {
    return this.table.changes.includes('delete');
  }

  column(column: number): TableColumn | undefined {
    return this.table.columns[column];
  }

  /** Why a cell cannot be written; `undefined` where it can. */
  refusal(row: number, column: number): string | undefined {
    const info = this.column(column);
    const key = this.keyOf(row);
    if (!info || info.editor === 'none') return t('Values of this column cannot be written here.');
    if (typeof key === 'number' && this.buffer.isDeleted(key)) return t('The row is to be deleted.');
    if (typeof key === 'string') return undefined;
    if (this.#isKey(column)) return t('The key of a row cannot be changed: delete the row and add another.');
    return this.table.changes.some((kind) => kind === 'update' || kind === 'upsert') ? undefined : t('The table takes no changes of rows.');
  }

  problem(row: number, column: number): string | undefined {
    const key = this.keyOf(row);
    return this.#problems.get(`${key}:${column}`) ?? this.#problems.get(String(key));
  }

  /** The value as it is shown, where a person has written it. */
  valueAt(row: number, column: number): string | null | undefined {
    const key = this.keyOf(row);
    const own = this.buffer.value(key, column);
    return own === undefined ? this.#written.get(key)?.get(column) : own;
  }

  row(row: number): RowMark | undefined {
    const key = this.keyOf(row);
    if (typeof key === 'string') return 'added';
    if (this.buffer.isDeleted(key) || this.#gone.has(key)) return 'deleted';
    return this.buffer.isChanged(key) ? 'changed' : undefined;
  }

  cell(row: number, column: number): CellMark | undefined {
    const value = this.valueAt(row, column);
    const added = row >= this.model.storedRows;
    if (value === undefined && !added) return undefined;
    const wrong = this.problem(row, column) !== undefined;
    return { text: textOf(value ?? null), wrong, settled: !wrong && this.buffer.value(this.keyOf(row), column) === undefined };
  }

  keyOf(row: number): RowKey {
    const { storedRows } = this.model;
    return row < storedRows ? row : (this.buffer.added[row - storedRows] ?? `a-${row}`);
  }

  set(changes: readonly { readonly row: number; readonly column: number; readonly value: string | null }[]): void {
    const allowed = changes.filter(({ row, column }) => this.refusal(row, column) === undefined);
    const refused = changes.length - allowed.length;
    const own = allowed.map(({ row, column, value }): CellChange => ({ row: this.keyOf(row), column, value }));
    this.buffer.set(own);
    const why = changes.map(({ row, column }) => this.refusal(row, column)).find((one) => one !== undefined) ?? '';
    this.#say(refused === 0 ? '' : refused === 1 ? t('1 cell cannot be written: {0}', why) : t('{0} cells cannot be written: {1}', refused, why));
    this.#check(own);
  }

  /** Values from the clipboard from a cell on; rows beyond the last are added. A single value fills the whole selection. */
  paste(text: string, from: { readonly row: number; readonly position: number }, selection: { readonly rows: number; readonly columns: number }): void {
    const cells = readPaste(text);
    const single = cells.length === 1 && cells[0]?.length === 1 ? cells[0][0] : undefined;
    const rows = single === undefined ? cells : Array.from({ length: selection.rows }, () => Array.from({ length: selection.columns }, () => single));
    const missing = from.row + rows.length - this.model.rows;
    if (missing > 0 && this.canAdd) this.buffer.add(Array.from({ length: missing }, () => new Map()));
    this.#arrange();
    const { visible } = this.model.layout;
    this.set(
      rows.flatMap((values, down) =>
        values.flatMap((value, right) => {
          const column = visible[from.position + right];
          const row = from.row + down;
          return column === undefined || row >= this.model.rows ? [] : [{ row, column, value: this.#pasted(column, value) }];
        }),
      ),
    );
  }

  /** Gives the row's place. */
  addRow(): number {
    this.buffer.add([new Map()]);
    this.#arrange();
    return this.model.rows - 1;
  }

  deleteRows(rows: readonly number[]): void {
    this.buffer.delete(rows.map((row) => this.keyOf(row)));
    this.#arrange();
  }

  undo(): void {
    this.buffer.undo();
    this.#arrange();
  }

  redo(): void {
    this.buffer.redo();
    this.#arrange();
  }

  discard(): void {
    this.buffer.clear();
    this.#problems.clear();
    this.#review = undefined;
    this.#arrange();
  }

  async openReview(): Promise<void> {
    this.#review = { step: 'asking' };
    this.changed();
    try {
      const review = await this.link.call('reviewEdits', { tab: this.tab, edits: this.buffer.edits() });
      for (const { id, problem } of review.operations) this.#problem(id, problem);
      this.#review = { step: 'shown', review };
    } catch {
      this.#review = undefined; // the host has told why
    }
    this.changed();
  }

  closeReview(): void {
    this.#review = undefined;
    this.changed();
  }

  /** True where everything is written, and the rows are worth reading again. */
  async apply(): Promise<boolean> {
    if (this.#review?.step !== 'shown') return false;
    const { review } = this.#review;
    const edits = this.buffer.edits();
    this.#review = { step: 'applying', review };
    this.changed();
    try {
      const report = await this.link.call('applyEdits', { tab: this.tab, edits });
      if (!report) {
        this.#review = { step: 'shown', review };
        this.changed();
        return false;
      }
      this.#review = undefined;
      return this.#settle(report.outcomes, report.atomic);
    } catch {
      this.#review = { step: 'shown', review };
      this.changed();
      return false;
    }
  }

  #settle(outcomes: readonly EditOutcome[], atomic: boolean): boolean {
    const written = outcomes.filter(({ state }) => state === 'written');
    const edits = new Map(this.buffer.edits().map((edit) => [edit.id, edit]));
    for (const { id, state, why } of outcomes) this.#problem(id, state === 'refused' ? (why ?? t('Refused.')) : state === 'unknown' ? t('It is not known whether this was written. {0}', why ?? '') : undefined);
    const all = written.length === outcomes.length;
    for (const { id } of written) {
      const edit = edits.get(id);
      if (edit?.kind === 'update') this.#written.set(rowOfEdit(id), new Map([...(this.#written.get(rowOfEdit(id)) ?? []), ...edit.values]));
      else if (edit?.row !== undefined) this.#gone.add(edit.row);
    }
    this.buffer.settle(written.map(({ id }) => rowOfEdit(id)));
    this.#say(reportText(outcomes, atomic));
    this.#arrange();
    return all;
  }

  #pasted(column: number, value: string): string | null {
    const info = this.column(column);
    return value === '' && (info?.editor !== 'text' || info.nullable !== false) ? null : value;
  }

  #isKey(column: number): boolean {
    return this.table.keys.some(({ unique, columns }) => unique && columns.includes(column));
  }

  /** The server knows what a value of a type looks like; its answer is drawn when it comes. */
  #check(changes: readonly CellChange[]): void {
    this.#arrange();
    for (const column of new Set(changes.map((change) => change.column))) {
      const of = changes.filter((change) => change.column === column);
      const values = of.map(({ value }) => value);
      this.link.call('checkValues', { tab: this.tab, column, values }).then(
        (problems) => {
          of.forEach(({ row, value }, index) => {
            if (this.buffer.value(row, column) !== value) return;
            this.#problem(`${row}:${column}`, problems[index] ?? undefined);
            this.#problems.delete(String(row));
          });
          this.changed();
        },
        () => undefined, // the review asks again
      );
    }
  }

  #problem(key: string, problem: string | undefined): void {
    if (problem === undefined) this.#problems.delete(key);
    else this.#problems.set(key, problem);
  }

  #say(notice: string): void {
    this.#notice = notice;
  }

  #arrange(): void {
    this.model.addedRows = this.buffer.added.length;
    this.#askKeys();
    this.changed();
  }

  /** Once for each row: a result does not change. */
  #askKeys(): void {
    const rows = this.buffer.edits().flatMap(({ row }) => (row === undefined || this.#asked.has(row) ? [] : [row]));
    if (rows.length === 0) return;
    for (const row of rows) this.#asked.add(row);
    this.link.call('rowKeys', { tab: this.tab, rows }).then(
      (keys) => {
        keys.forEach((key, index) => this.#keys.set(rows[index] ?? -1, key));
        this.changed();
      },
      () => undefined, // then the changes are not kept
    );
  }
}

function textOf(value: string | null): CellText {
  if (value === null) return { text: 'NULL', kind: 'null', cut: false };
  return { text: value.replaceAll(/\s+/gu, ' '), kind: value === '' ? 'empty' : 'text', cut: false };
}

function reportText(outcomes: readonly EditOutcome[], atomic: boolean): string {
  const count = (state: EditOutcome['state']): number => outcomes.filter((one) => one.state === state).length;
  const [written, refused, unknown, untried] = [count('written'), count('refused'), count('unknown'), count('untried')];
  if (written === outcomes.length) return written === 1 ? t('1 change written.') : t('{0} changes written.', written);
  const why = outcomes.find((one) => one.why !== undefined)?.why ?? '';
  const parts = [t('{0} written', written), refused > 0 ? t('{0} refused', refused) : '', unknown > 0 ? t('{0} not known to be written', unknown) : '', untried > 0 ? t('{0} not tried', untried) : ''].filter((part) => part !== '');
  return `${atomic && written === 0 && unknown === 0 ? `${t('Nothing was written:')} ` : ''}${parts.join(', ')}. ${why}`;
}
