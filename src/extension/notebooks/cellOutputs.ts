import { NotebookCellOutput, NotebookCellOutputItem } from 'vscode';
import type { NotebookCellExecution } from 'vscode';
import { type Failure, failureOf, isCancelled } from '../../core/errors';
import type { ResultState } from '../../protocol/results';
import type { Server } from '../server/api';
import { previewOf } from './preview';

/** Milliseconds between two looks at a result that still grows. */
const LOOK_MS = 1_000;

interface Shown {
  state?: ResultState;
  output?: NotebookCellOutput;
}

/** What stands below one cell while it runs and after: an output for each statement, in order. */
export class CellOutputs {
  readonly #shown = new Map<string, Shown>();
  readonly #failures: NotebookCellOutput[] = [];
  #work: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(
    private readonly execution: NotebookCellExecution,
    private readonly server: Pick<Server, 'request'>,
  ) {}

  /** A result of this cell is there. */
  add(resultId: string): void {
    this.#shown.set(resultId, {});
  }

  /** News of a result; those of others are passed over. */
  told(state: ResultState): void {
    const shown = this.#shown.get(state.resultId);
    if (!shown || this.#ended) return;
    shown.state = state;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#look();
    }, LOOK_MS);
  }

  /** Whether something went wrong outside of every result. */
  get failed(): boolean {
    return this.#failures.length > 0;
  }

  /** What went wrong outside of every result. */
  fail(error: unknown, what: string): void {
    if (!isCancelled(error)) this.#failures.push(failureOutput(failureOf(error, what)));
  }

  /** Shows the last state of each, once. */
  async end(states: readonly ResultState[]): Promise<void> {
    clearTimeout(this.#timer);
    for (const state of states) this.#shown.set(state.resultId, { state });
    this.#look();
    this.#ended = true;
    await this.#work;
  }

  #look(): void {
    this.#work = this.#work.then(() => this.#show());
  }

  async #show(): Promise<void> {
    const outputs = await Promise.all([...this.#shown.values()].map((shown) => this.#outputOf(shown)));
    await this.execution.replaceOutput([...outputs.flatMap((output) => output ?? []), ...this.#failures]);
  }

  async #outputOf(shown: Shown): Promise<NotebookCellOutput | undefined> {
    const { state } = shown;
    if (!state) return shown.output;
    if (state.failure && state.rows === 0) return failureOutput(state.failure);
    try {
      const { html, plain } = await previewOf(this.server, state);
      const failed = state.failure ? [failureOutput(state.failure).items].flat() : [];
      shown.output = new NotebookCellOutput([...failed, NotebookCellOutputItem.text(html, 'text/html'), NotebookCellOutputItem.text(plain, 'text/plain')]);
    } catch (error) {
      if (!isCancelled(error)) shown.output ??= failureOutput(failureOf(error, `Could not show “${state.title}”`));
    }
    return shown.output;
  }
}

function failureOutput({ what, why, todo, outcomeUnknown }: Failure): NotebookCellOutput {
  const unknown = outcomeUnknown ? 'It is not known whether the change took effect.' : undefined;
  return new NotebookCellOutput([NotebookCellOutputItem.error({ name: what, message: [why, unknown, todo].filter((part) => part !== undefined).join(' '), stack: '' })]);
}
