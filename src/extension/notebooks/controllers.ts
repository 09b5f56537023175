import { l10n, notebooks } from 'vscode';
import type { Disposable, NotebookCell, NotebookCellExecution, NotebookController, NotebookDocument } from 'vscode';
import { whenCancelled } from '../cancel';
import { NOTEBOOK_TYPES } from './cellConnections';
import type { CellRunner } from './cellRunner';
import { CELL_LANGUAGES } from './markdownFormat';
import { graphOf, idOf } from './notebookGraph';

/** Whether what waits for a cell may run. */
type Passed = Promise<boolean>;

/**
 * Runs the cells of notebooks: those on one connection one after the other, those on different ones side by side, and a cell that
 * reads the result of another after that. A cell whose rows keep coming holds up nobody.
 */
export class NotebookControllers implements Disposable {
  readonly #controllers: readonly NotebookController[];
  /** The last cell of each connection in each notebook. */
  readonly #lanes = new Map<string, Passed>();
  /** Cells run so far, of each notebook. */
  readonly #order = new WeakMap<NotebookDocument, number>();

  constructor(
    private readonly runner: CellRunner,
    private readonly ran: (cell: NotebookCell) => void,
  ) {
    this.#controllers = NOTEBOOK_TYPES.map((type) => {
      const controller = notebooks.createNotebookController(type, type, 'Headwater', (cells) => this.#run(controller, cells));
      controller.supportedLanguages = [...CELL_LANGUAGES];
      controller.supportsExecutionOrder = true;
      controller.description = l10n.t('Each cell on its own connection');
      return controller;
    });
  }

  dispose(): void {
    for (const controller of this.#controllers) controller.dispose();
  }

  async #run(controller: NotebookController, cells: readonly NotebookCell[]): Promise<void> {
    const [first] = cells;
    const graph = first ? graphOf(first.notebook) : new Map<string, never>();
    const passed = new Map<string, Passed>();
    const lanes = new Map<string, Passed>();
    const ends: Promise<void>[] = [];
    for (const cell of cells) {
      const lane = `${cell.notebook.uri.toString()} ${this.#laneOf(cell)}`;
      const earlier = this.#lanes.get(lane)?.then(() => true);
      // After a cell that failed, neither the rest of its connection runs nor who reads its result, as people know it.
      const before = [lanes.get(lane) ?? earlier, ...[...(graph.get(idOf(cell))?.uses.values() ?? [])].map((giver) => passed.get(giver))].flatMap((one) => one ?? []);
      const turn = this.#turn(controller.createNotebookCellExecution(cell), before);
      passed.set(idOf(cell), turn.passed);
      lanes.set(lane, turn.passed);
      this.#lanes.set(lane, turn.passed);
      ends.push(turn.ended);
    }
    await Promise.all(ends);
  }

  #turn(execution: NotebookCellExecution, before: readonly Passed[]): { readonly passed: Passed; readonly ended: Promise<void> } {
    let pass: (goOn: boolean) => void = () => undefined;
    const passed = new Promise<boolean>((resolve) => {
      pass = resolve;
    });
    const work = async (): Promise<void> => {
      const goOn = await orGivenUp(Promise.all(before).then((all) => all.every(Boolean)), execution);
      if (!goOn) {
        execution.start();
        execution.end(undefined);
        return;
      }
      const { notebook } = execution.cell;
      const order = (this.#order.get(notebook) ?? 0) + 1;
      this.#order.set(notebook, order);
      execution.executionOrder = order;
      pass(await this.runner.run(execution, () => {
        pass(true);
      }));
      this.ran(execution.cell);
    };
    const ended = work().finally(() => {
      pass(false);
    });
    return { passed, ended };
  }

  #laneOf(cell: NotebookCell): string {
    try {
      return this.runner.profileOf(cell).id;
    } catch {
      return '';
    }
  }
}

/** False as soon as the cell is stopped while it waits. */
async function orGivenUp(work: Promise<boolean>, { token }: NotebookCellExecution): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const stop = whenCancelled(token, () => {
      resolve(false);
    });
    work.then(resolve, reject).finally(stop).catch(() => undefined);
  });
}
