import { l10n, notebooks } from 'vscode';
import type { Disposable, NotebookCell, NotebookController } from 'vscode';
import { NOTEBOOK_TYPES } from './cellConnections';
import type { CellRunner } from './cellRunner';
import { CELL_LANGUAGES } from './markdownFormat';

/** Languages of cells that run; `lineprotocol` is written by its own command. */
const LANGUAGES: readonly string[] = [...CELL_LANGUAGES].filter((language) => language !== 'lineprotocol');

/** Runs the cells of notebooks: those on one connection one after the other, those on different ones side by side. */
export class NotebookControllers implements Disposable {
  readonly #controllers: readonly NotebookController[];
  #order = 0;

  constructor(
    private readonly runner: CellRunner,
    private readonly ran: (cell: NotebookCell) => void,
  ) {
    this.#controllers = NOTEBOOK_TYPES.map((type) => {
      const controller = notebooks.createNotebookController(type, type, 'Headwater', (cells) => this.#run(controller, cells));
      controller.supportedLanguages = [...LANGUAGES];
      controller.supportsExecutionOrder = true;
      controller.description = l10n.t('Each cell on its own connection');
      return controller;
    });
  }

  dispose(): void {
    for (const controller of this.#controllers) controller.dispose();
  }

  async #run(controller: NotebookController, cells: readonly NotebookCell[]): Promise<void> {
    const lanes = new Map<string, NotebookCell[]>();
    for (const cell of cells) {
      const lane = this.#laneOf(cell);
      lanes.set(lane, [...(lanes.get(lane) ?? []), cell]);
    }
    await Promise.all([...lanes.values()].map((lane) => this.#runLane(controller, lane)));
  }

  /** The rest of a lane does not run after a cell that failed, as people know it. */
  async #runLane(controller: NotebookController, cells: readonly NotebookCell[]): Promise<void> {
    const waiting = cells.map((cell) => controller.createNotebookCellExecution(cell));
    let goOn = true;
    for (const execution of waiting) {
      if (!goOn || execution.token.isCancellationRequested) {
        execution.start();
        execution.end(undefined);
        continue;
      }
      execution.executionOrder = ++this.#order;
      await this.runner.run(execution);
      goOn = execution.cell.executionSummary?.success !== false;
      this.ran(execution.cell);
    }
  }

  #laneOf(cell: NotebookCell): string {
    try {
      return this.runner.profileOf(cell).id;
    } catch {
      return '';
    }
  }
}
