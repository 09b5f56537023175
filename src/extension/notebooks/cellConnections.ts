import { workspace } from 'vscode';
import type { Disposable, NotebookCell } from 'vscode';
import type { DocumentUri } from '../services';
import { Emitter } from '../emitter';
import { metadataOf } from './metadata';

/** Of the documents of cells. */
export const CELL_SCHEME = 'vscode-notebook-cell';
export const NOTEBOOK_TYPES: readonly string[] = ['headwater-notebook', 'headwater-markdown'];

/** Which connections the notebooks that are open name for their cells. */
export class CellConnections {
  readonly #changed = new Emitter<DocumentUri>();
  readonly #listening: readonly Disposable[];
  /** Told for each cell whose connection may be another now. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#listening = [
      workspace.onDidOpenNotebookDocument((notebook) => {
        if (NOTEBOOK_TYPES.includes(notebook.notebookType)) this.#tell(notebook.getCells().filter((cell) => givenTo(cell) !== undefined));
      }),
      workspace.onDidChangeNotebookDocument(({ notebook, metadata, cellChanges }) => {
        if (!NOTEBOOK_TYPES.includes(notebook.notebookType)) return;
        this.#tell(metadata === undefined ? cellChanges.filter((change) => change.metadata !== undefined).map(({ cell }) => cell) : notebook.getCells());
      }),
    ];
  }

  /** The name that a cell, or else its notebook, gives; `undefined` for other documents and where none is given. */
  nameOf(uri: DocumentUri): string | undefined {
    const cell = uri.scheme === CELL_SCHEME ? findCell(uri) : undefined;
    return cell && givenTo(cell);
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
    this.#changed.dispose();
  }

  #tell(cells: readonly NotebookCell[]): void {
    for (const { document } of cells) this.#changed.fire(document.uri);
  }
}

const givenTo = ({ metadata, notebook }: NotebookCell): string | undefined => metadataOf(metadata).connection ?? metadataOf(notebook.metadata).connection;

function findCell(uri: DocumentUri): NotebookCell | undefined {
  const wanted = uri.toString();
  for (const notebook of workspace.notebookDocuments) {
    if (!NOTEBOOK_TYPES.includes(notebook.notebookType)) continue;
    const found = notebook.getCells().find(({ document }) => document.uri.toString() === wanted);
    if (found) return found;
  }
  return undefined;
}
