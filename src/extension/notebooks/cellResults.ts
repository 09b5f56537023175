import { workspace } from 'vscode';
import type { Disposable, NotebookCell } from 'vscode';
import type { Results } from '../services';
import { NOTEBOOK_TYPES } from './cellConnections';

/** Which results stand below which cells. They are kept while they do. */
export class CellResults implements Disposable {
  readonly #byCell = new Map<string, readonly string[]>();
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
        for (const { cell, outputs } of cellChanges) if (outputs?.length === 0 && !this.#running.has(keyOf(cell))) this.release(cell);
      }),
    ];
  }

  /** In the order of the cell's statements. */
  of(cell: NotebookCell): readonly string[] {
    return this.#byCell.get(keyOf(cell)) ?? [];
  }

  /** That of its last statement. */
  lastOf(cell: NotebookCell): string | undefined {
    return this.of(cell).at(-1);
  }

  cellOf(resultId: string): NotebookCell | undefined {
    for (const notebook of workspace.notebookDocuments) {
      const found = notebook.getCells().find((cell) => this.of(cell).includes(resultId));
      if (found) return found;
    }
    return undefined;
  }

  /** The cell runs: what it had is released. Until `ended` nobody else releases what it gets. */
  begin(cell: NotebookCell): void {
    this.#running.add(keyOf(cell));
    this.release(cell);
  }

  ended(cell: NotebookCell): void {
    this.#running.delete(keyOf(cell));
  }

  add(cell: NotebookCell, resultId: string): void {
    this.#byCell.set(keyOf(cell), [...this.of(cell), resultId]);
  }

  release(cell: NotebookCell): void {
    const before = this.of(cell);
    this.#byCell.delete(keyOf(cell));
    for (const resultId of before) this.results.release(resultId);
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
  }
}

const keyOf = (cell: NotebookCell): string => cell.document.uri.toString();
