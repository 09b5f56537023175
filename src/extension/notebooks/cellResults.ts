import { workspace } from 'vscode';
import type { Disposable, NotebookCell } from 'vscode';
import type { Results } from '../services';
import { NOTEBOOK_TYPES } from './cellConnections';
import { idOf } from './notebookGraph';

interface HeldResult {
  readonly resultId: string;
  /** Lower case. */
  readonly name?: string;
}

/** What a cell had when it ran last. */
interface Ran {
  readonly text: string;
  /** The results that it read, by name. */
  readonly used: Readonly<Record<string, string>>;
  /** The values that it was given, by name, as text that changes with them. */
  readonly values: Readonly<Record<string, string>>;
  readonly results: readonly HeldResult[];
}

const NOTHING: Ran = { text: '', used: {}, values: {}, results: [] };

/** Which results stand below which cells, and what they were made of. They are kept while they stand there. */
export class CellResults implements Disposable {
  readonly #byCell = new Map<string, Ran>();
  /** Cells that clear what stood there themselves. */
  readonly #running = new Set<string>();
  readonly #listening: readonly Disposable[];

  constructor(private readonly results: Pick<Results, 'release'>) {
    this.#listening = [
      workspace.onDidCloseNotebookDocument((notebook) => {
        if (NOTEBOOK_TYPES.includes(notebook.notebookType)) for (const cell of notebook.getCells()) this.release(cell);
      }),
      workspace.onDidChangeNotebookDocument(({ notebook, contentChanges, cellChanges }) => {
        if (!NOTEBOOK_TYPES.includes(notebook.notebookType)) return;
        for (const { removedCells } of contentChanges) for (const cell of removedCells) this.release(cell);
        // A person cleared what stood there.
        for (const { cell, outputs } of cellChanges) if (outputs?.length === 0 && !this.#running.has(idOf(cell))) this.release(cell);
      }),
    ];
  }

  /** What the cell had when it ran last; `undefined` where nothing of that stands below it. */
  ran(cell: NotebookCell): Ran | undefined {
    return this.#byCell.get(idOf(cell));
  }

  /** The result of its last statement. */
  lastOf(cell: NotebookCell): string | undefined {
    return this.ran(cell)?.results.at(-1)?.resultId;
  }

  /** The last result of that name (lower case) of a cell. */
  named(cellId: string, name: string): string | undefined {
    return this.#byCell.get(cellId)?.results.findLast((held) => held.name === name)?.resultId;
  }

  cellOf(resultId: string): NotebookCell | undefined {
    for (const notebook of workspace.notebookDocuments) {
      const found = notebook.getCells().find((cell) => this.ran(cell)?.results.some((held) => held.resultId === resultId));
      if (found) return found;
    }
    return undefined;
  }

  /** The cell runs: what it had is released. Until `ended` nobody else releases what it gets. */
  begin(cell: NotebookCell): void {
    this.#running.add(idOf(cell));
    this.release(cell);
    this.#byCell.set(idOf(cell), { ...NOTHING, text: cell.document.getText() });
  }

  /** What it is given by others. */
  given(cell: NotebookCell, given: Partial<Pick<Ran, 'used' | 'values'>>): void {
    const ran = this.ran(cell) ?? NOTHING;
    this.#byCell.set(idOf(cell), { ...ran, used: { ...ran.used, ...given.used }, values: { ...ran.values, ...given.values } });
  }

  add(cell: NotebookCell, resultId: string, name: string | undefined): void {
    const ran = this.ran(cell) ?? NOTHING;
    this.#byCell.set(idOf(cell), { ...ran, results: [...ran.results, { resultId, ...(name !== undefined && { name: name.toLowerCase() }) }] });
  }

  ended(cell: NotebookCell): void {
    this.#running.delete(idOf(cell));
  }

  release(cell: NotebookCell): void {
    const before = this.ran(cell);
    this.#byCell.delete(idOf(cell));
    for (const { resultId } of before?.results ?? []) this.results.release(resultId);
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
  }
}
