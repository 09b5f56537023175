import type { RowEdit } from '../../../protocol/edits';

/** A row by its place in the result, or by the name of one that was added: `a1`. */
export type RowKey = number | string;

export interface CellChange {
  readonly row: RowKey;
  readonly column: number;
  /** `null` is NULL. */
  readonly value: string | null;
}

interface State {
  readonly cells: ReadonlyMap<RowKey, ReadonlyMap<number, string | null>>;
  readonly added: readonly string[];
  readonly deleted: ReadonlySet<number>;
}

const EMPTY: State = { cells: new Map(), added: [], deleted: new Set() };
const MOST_STEPS = 200;

/** What a person has changed in the rows of a table and not applied yet. Every step can be undone; one gesture is one step. */
export class EditBuffer {
  #state = EMPTY;
  #past: readonly State[] = [];
  #future: readonly State[] = [];
  #names = 0;

  get count(): number {
    const { cells, added, deleted } = this.#state;
    const changed = [...cells.keys()].filter((row) => typeof row === 'number' && !deleted.has(row)).length;
    return changed + added.length + deleted.size;
  }

  get added(): readonly string[] {
    return this.#state.added;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** `undefined` where the cell is as it was read. */
  value(row: RowKey, column: number): string | null | undefined {
    return this.#state.cells.get(row)?.get(column);
  }

  isChanged(row: number): boolean {
    return this.#state.cells.has(row);
  }

  isDeleted(row: number): boolean {
    return this.#state.deleted.has(row);
  }

  set(changes: readonly CellChange[]): void {
    if (changes.length > 0) this.#step({ ...this.#state, cells: withValues(this.#state.cells, changes) });
  }

  /** Adds rows at the end, with values by column. Gives their names. */
  add(rows: readonly ReadonlyMap<number, string | null>[]): readonly string[] {
    const names = rows.map(() => `a${++this.#names}`);
    const changes = rows.flatMap((values, index) => [...values].map(([column, value]) => ({ row: names[index] ?? '', column, value })));
    this.#step({ ...this.#state, added: [...this.#state.added, ...names], cells: withValues(this.#state.cells, changes) });
    return names;
  }

  /** Puts rows down for deletion; added ones just go, and rows that are down for it already stay as they were. */
  delete(rows: readonly RowKey[]): void {
    const { added, deleted, cells } = this.#state;
    const stored = rows.filter((row) => typeof row === 'number');
    const gone = new Set(rows);
    const restore = stored.length > 0 && stored.length === rows.length && stored.every((row) => deleted.has(row));
    const next = restore ? new Set([...deleted].filter((row) => !gone.has(row))) : new Set([...deleted, ...stored]);
    const left = new Map([...cells].filter(([row]) => typeof row === 'number' || !gone.has(row)));
    this.#step({ cells: left, added: added.filter((name) => !gone.has(name)), deleted: next });
  }

  undo(): void {
    const last = this.#past.at(-1);
    if (!last) return;
    this.#future = [...this.#future, this.#state];
    this.#past = this.#past.slice(0, -1);
    this.#state = last;
  }

  redo(): void {
    const next = this.#future.at(-1);
    if (!next) return;
    this.#past = [...this.#past, this.#state];
    this.#future = this.#future.slice(0, -1);
    this.#state = next;
  }

  /** Forgets everything, also what could be undone. */
  clear(): void {
    this.#state = EMPTY;
    this.#past = [];
    this.#future = [];
  }

  /** Rows that are written are no longer pending; there is no way back behind that. */
  settle(rows: readonly RowKey[]): void {
    const done = new Set(rows);
    const { cells, added, deleted } = this.#state;
    this.#state = { cells: new Map([...cells].filter(([row]) => !done.has(row))), added: added.filter((name) => !done.has(name)), deleted: new Set([...deleted].filter((row) => !done.has(row))) };
    this.#past = [];
    this.#future = [];
  }

  /** In the order of the rows: deletions, changes, new rows. */
  edits(): readonly RowEdit[] {
    const { cells, added, deleted } = this.#state;
    const byRow = (one: number, other: number): number => one - other;
    const changed = [...cells.keys()].filter((row) => typeof row === 'number').filter((row) => !deleted.has(row));
    return [
      ...[...deleted].sort(byRow).map((row): RowEdit => ({ id: String(row), kind: 'delete', row, values: [] })),
      ...changed.sort(byRow).map((row): RowEdit => ({ id: String(row), kind: 'update', row, values: [...(cells.get(row) ?? [])] })),
      ...added.map((name): RowEdit => ({ id: name, kind: 'insert', values: [...(cells.get(name) ?? [])] })),
    ];
  }

  #step(next: State): void {
    this.#past = [...this.#past, this.#state].slice(-MOST_STEPS);
    this.#future = [];
    this.#state = next;
  }
}

/** The row that an edit's name stands for. */
export function rowOfEdit(id: string): RowKey {
  return /^\d+$/u.test(id) ? Number(id) : id;
}

function withValues(cells: State['cells'], changes: readonly CellChange[]): State['cells'] {
  const next = new Map(cells);
  for (const { row, column, value } of changes) next.set(row, new Map([...(next.get(row) ?? []), [column, value]]));
  return next;
}
