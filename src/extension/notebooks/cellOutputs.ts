import { NotebookCellOutput, NotebookCellOutputItem } from 'vscode';
import type { NotebookCellExecution } from 'vscode';
import { type Failure, failureOf, isCancelled } from '../../core/errors';
import { RESULT_MIME, type ResultOutput } from '../../protocol/notebookView';
import type { ResultState } from '../../protocol/results';
import type { Server } from '../server/api';
import { previewOf } from './preview';

interface Shown {
  readonly item: NotebookCellOutputItem;
  readonly output: NotebookCellOutput;
}

/** What stands below one cell while it runs and after: an output for each statement, in order. */
export class CellOutputs {
  readonly #shown = new Map<string, Shown>();
  #work: Promise<void> = Promise.resolve();
  #failed = false;

  constructor(
    private readonly execution: NotebookCellExecution,
    private readonly server: Pick<Server, 'request'>,
  ) {}

  /** A result of this cell is there: what shows it is told of the rest by the result itself. */
  add(resultId: string, title: string): void {
    const item = NotebookCellOutputItem.json({ version: 1, resultId, title } satisfies ResultOutput, RESULT_MIME);
    const output = new NotebookCellOutput([item]);
    this.#shown.set(resultId, { item, output });
    this.#do(() => this.execution.appendOutput(output));
  }

  /** Whether something went wrong outside of every result. */
  get failed(): boolean {
    return this.#failed;
  }

  /** What went wrong outside of every result. */
  fail(error: unknown, what: string): void {
    if (isCancelled(error)) return;
    this.#failed = true;
    this.#do(() => this.execution.appendOutput(new NotebookCellOutput([failureItem(failureOf(error, what))])));
  }

  /** Adds to each result its text for places where nothing of ours runs. */
  async end(states: readonly ResultState[]): Promise<void> {
    for (const state of states) {
      const shown = this.#shown.get(state.resultId);
      if (shown) this.#do(async () => this.execution.replaceOutputItems([shown.item, ...(await this.#textsOf(state))], shown.output));
    }
    await this.#work;
  }

  async #textsOf(state: ResultState): Promise<readonly NotebookCellOutputItem[]> {
    if (state.failure && state.rows === 0) return [failureItem(state.failure)];
    const failed = state.failure ? [failureItem(state.failure)] : [];
    try {
      const { html, plain } = await previewOf(this.server, state);
      return [...failed, NotebookCellOutputItem.text(html, 'text/html'), NotebookCellOutputItem.text(plain, 'text/plain')];
    } catch (error) {
      return isCancelled(error) ? failed : [...failed, failureItem(failureOf(error, `Could not show “${state.title}”`))];
    }
  }

  /** One after the other, in order. */
  #do(work: () => PromiseLike<void>): void {
    // An execution that has ended takes no outputs: then nobody looks.
    this.#work = this.#work.then(work).catch(() => undefined);
  }
}

function failureItem({ what, why, todo, outcomeUnknown }: Failure): NotebookCellOutputItem {
  const unknown = outcomeUnknown ? 'It is not known whether the change took effect.' : undefined;
  return NotebookCellOutputItem.error({ name: what, message: [why, unknown, todo].filter((part) => part !== undefined).join(' '), stack: '' });
}
