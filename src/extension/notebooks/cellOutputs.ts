import { l10n, NotebookCellOutput, NotebookCellOutputItem } from 'vscode';
import type { NotebookCellExecution } from 'vscode';
import type { TextWriteReport } from '../../core/contract/textWriter';
import { type Failure, failureOf, isCancelled, plainText } from '../../core/errors';
import { formatCount } from '../../core/format/numbers';
import { PARAMETERS_MIME, type ParametersOutput, RESULT_MIME, type ResultOutput } from '../../protocol/notebookView';
import type { ResultState } from '../../protocol/results';
import type { Server } from '../server/api';
import { previewOf } from './preview';
import { rowsItem } from './savedOutputs';
import { rowsToSave } from './savedRows';

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
    /** Whether outputs are kept in the notebook's file. */
    private readonly saves: boolean,
  ) {}

  /** A result of this cell is there: what shows it is told of the rest by the result itself. */
  add(resultId: string, title: string): void {
    const item = NotebookCellOutputItem.json({ version: 1, resultId, title } satisfies ResultOutput, RESULT_MIME);
    const output = new NotebookCellOutput([item]);
    this.#shown.set(resultId, { item, output });
    this.#do(() => this.execution.appendOutput(output));
  }

  /** The cell holds parameters. */
  parameters(shown: ParametersOutput): void {
    this.#failed = shown.problems.length > 0 || shown.parameters.some(({ problem }) => problem !== undefined);
    this.#do(() => this.execution.appendOutput(parametersCellOutput(shown)));
  }

  /** Lines of a text that were written, each of which is a row. */
  lines({ lines, rejected, destination }: TextWriteReport): void {
    this.#failed = rejected.length > 0;
    const where = plainText(destination);
    const said = [l10n.t('{0} of {1} lines written to {2}.', formatCount(lines - rejected.length), formatCount(lines), where), ...rejected.map(({ line, why }) => l10n.t('Line {0}: {1}', formatCount(line + 1), why))];
    this.#do(() => this.execution.appendOutput(new NotebookCellOutput([NotebookCellOutputItem.text(said.join('\n'), 'text/plain')])));
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
      const [{ html, plain }, rows] = await Promise.all([previewOf(this.server, state), this.saves ? rowsToSave(this.server, state) : undefined]);
      return [...failed, NotebookCellOutputItem.text(html, 'text/html'), NotebookCellOutputItem.text(plain, 'text/plain'), ...(rows ? [rowsItem(rows)] : [])];
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

export function parametersCellOutput(shown: ParametersOutput): NotebookCellOutput {
  const lines = shown.parameters.map(({ name, value, problem }) => `${name} = ${value}${problem === undefined ? '' : ` (${problem})`}`);
  const problems = shown.problems.map(({ line, why }) => `Line ${line}: ${why}`);
  return new NotebookCellOutput([NotebookCellOutputItem.json(shown, PARAMETERS_MIME), NotebookCellOutputItem.text([...lines, ...problems].join('\n'), 'text/plain')]);
}

function failureItem({ what, why, todo, outcomeUnknown }: Failure): NotebookCellOutputItem {
  const unknown = outcomeUnknown ? 'It is not known whether the change took effect.' : undefined;
  // The editor shows it as it is, without Markdown.
  return NotebookCellOutputItem.error({ name: plainText(what), message: plainText([why, unknown, todo].filter((part) => part !== undefined).join(' ')), stack: '' });
}
