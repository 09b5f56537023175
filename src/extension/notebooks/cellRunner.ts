import type { NotebookCell, NotebookCellExecution, NotebookDocument } from 'vscode';
import { l10n } from 'vscode';
import type { ConnectionProfile } from '../../core/contract/profile';
import { HeadwaterError } from '../../core/errors';
import { CommandWrites } from '../../protocol/commandLines';
import type { ResultState } from '../../protocol/results';
import { SplitDocument, type StatementInfo } from '../../protocol/statements';
import { WriteText } from '../../protocol/texts';
import { whenCancelled } from '../cancel';
import { COMMAND_LANGUAGES } from '../commandLines/commandLines';
import { commandsOf } from '../commandLines/lines';
import { lineSettings } from '../lines/lineSettings';
import type { DocumentBindings } from '../running/documentBindings';
import { Runner, type RunnerDeps } from '../running/runner';
import type { Server } from '../server/api';
import type { Results } from '../services';
import { CellOutputs } from './cellOutputs';
import type { CellResults } from './cellResults';
import { namedResults } from './notebookGraph';
import { parametersOutput, valuesFor, writtenValues } from './parameterCells';
import { PARAMETER_LANGUAGE } from './parameterText';
import { metadataOf } from './metadata';

export interface CellRunnerDeps extends Omit<RunnerDeps, 'results'> {
  readonly server: Pick<Server, 'request'>;
  readonly bindings: Pick<DocumentBindings, 'bindingOf'>;
  readonly results: Pick<Results, 'start' | 'cancel' | 'onDidChange'>;
  readonly held: CellResults;
  /** Whether the notebook's file keeps its outputs. */
  saves(notebook: NotebookDocument): boolean;
  /** Asks before a command that writes goes to a protected connection. */
  readonly guard: RunnerDeps['guard'] & { mayRunAgain(run: Parameters<Results['start']>[0]): Promise<boolean> };
}

/** Runs cells as documents are run; their results stand below them, and whole in the results view. */
export class CellRunner {
  constructor(private readonly deps: CellRunnerDeps) {}

  /**
   * Ends when the cell has; never throws. `goesOn` is told of a result whose rows keep coming: others need not wait for its end.
   * @returns whether it went well
   */
  async run(execution: NotebookCellExecution, goesOn: () => void): Promise<boolean> {
    const { cell, token } = execution;
    const outputs = new CellOutputs(execution, this.deps.server, this.deps.saves(cell.notebook));
    const states = new Map<string, Promise<ResultState>>();
    let used: Readonly<Record<string, string>> = {};
    const listening = this.deps.results.onDidChange((state) => {
      if (state.live && states.has(state.resultId)) goesOn();
    });
    execution.start(Date.now());
    const fail = (error: unknown, what: string): void => {
      outputs.fail(error, what);
    };
    const results: RunnerDeps['results'] = {
      start: async (run) => {
        const started = await this.deps.results.start({ ...run, ...(Object.keys(used).length > 0 && { named: used }) }, { reveal: false, held: true });
        this.deps.held.add(cell, started.resultId, run.settings?.['name'] ?? (run.command === undefined ? undefined : metadataOf(cell.metadata).name));
        outputs.add(started.resultId, run.title);
        states.set(started.resultId, started.settled);
        return started;
      },
      cancel: (resultId) => this.deps.results.cancel(resultId),
    };
    try {
      this.deps.held.begin(cell);
      await execution.clearOutput();
      used = namedResults(cell, (giver, name) => this.deps.held.named(giver, name));
      this.deps.held.given(cell, { used });
      await this.#runCell(cell, { ...this.deps, results: { ...results, onDidChange: this.deps.results.onDidChange } }, { token, fail, outputs });
    } catch (error) {
      fail(error, l10n.t('Could not run the cell'));
    }
    const ended = await Promise.all(states.values());
    listening.dispose();
    await outputs.end(ended);
    this.deps.held.ended(cell);
    const well = !outputs.failed && ended.every(({ phase, live }) => phase === 'done' || phase === 'paused' || (phase === 'cancelled' && live !== undefined));
    const success = well && (!token.isCancellationRequested || ended.some(({ live }) => live !== undefined));
    execution.end(success, Date.now());
    return success;
  }

  /** @throws HeadwaterError where the cell has no connection */
  profileOf(cell: NotebookCell): ConnectionProfile {
    const binding = this.deps.bindings.bindingOf(cell.document.uri);
    if ('profile' in binding) return binding.profile;
    const named = binding.from === 'unknown' ? binding.name : undefined;
    throw new HeadwaterError({
      what: 'Could not run the cell',
      why: named === undefined ? 'It has no connection.' : `There is no connection called “${named}”.`,
      todo: 'Choose one in the status bar of the cell.',
      code: 'unknown-connection',
    });
  }

  async #runCell(cell: NotebookCell, deps: CellRunnerDeps, how: RunningCell): Promise<void> {
    if (cell.document.languageId === PARAMETER_LANGUAGE) {
      how.outputs.parameters(parametersOutput(cell.document.getText()));
      return;
    }
    const profile = this.profileOf(cell);
    if (cell.document.languageId === 'lineprotocol') await this.#writeLines(cell, profile, how);
    else if (COMMAND_LANGUAGES.includes(cell.document.languageId)) await this.#runCommands(cell, profile, deps, how);
    else await this.#runStatements(cell, profile, deps, how);
  }

  async #runStatements(cell: NotebookCell, profile: ConnectionProfile, deps: CellRunnerDeps, { token, fail }: RunningCell): Promise<void> {
    const { document } = cell;
    const uri = document.uri.toString();
    const { statements, settings } = await deps.server.request(SplitDocument, { text: document.getText(), backend: profile.backend }, token);
    const prompts: RunnerDeps['prompts'] = {
      confirmWrites: (...asked) => deps.prompts.confirmWrites(...asked),
      goOn: (...asked) => deps.prompts.goOn(...asked),
      parameters: (statement, place, known) => {
        const values = valuesFor(cell.notebook, statement.parameters);
        const written = writtenValues(cell.notebook);
        deps.held.given(cell, { values: Object.fromEntries(values.map(({ name }) => [name, written.get(name) ?? ''])) });
        return deps.prompts.parameters(statement, place, new Map([...known, ...values.map((value) => [value.name, value] as const)]));
      },
      failed: fail,
      nothing: () => undefined,
    };
    const stop = whenCancelled(token, () => {
      for (const run of deps.active.all) if (run.summary.uri === uri) run.stop();
    });
    try {
      await new Runner({ ...deps, prompts }).run({ profile, statements: named(statements, metadataOf(cell.metadata).name), uri, settings: { ...languageOf(document.languageId), ...settings } });
    } finally {
      stop();
    }
  }

  async #writeLines({ document }: NotebookCell, profile: ConnectionProfile, { token, outputs }: RunningCell): Promise<void> {
    const text = document.getText();
    const asked = { connectionId: profile.id, statement: text, title: l10n.t('Lines'), writes: true };
    if (!(await this.deps.guard.mayRunAgain(asked))) return;
    await this.#open(profile, token);
    outputs.lines(await this.deps.server.request(WriteText, { connectionId: profile.id, language: document.languageId, text, settings: lineSettings(text) }, token));
  }

  /** Opens the session where it is not open. */
  async #open({ id }: ConnectionProfile, token: RunningCell['token']): Promise<void> {
    const controller = new AbortController();
    const stop = whenCancelled(token, () => {
      controller.abort();
    });
    try {
      await this.deps.open(id, controller.signal);
    } finally {
      stop();
    }
  }

  async #runCommands(cell: NotebookCell, profile: ConnectionProfile, deps: CellRunnerDeps, { token }: RunningCell): Promise<void> {
    const { document } = cell;
    const { languageId: language } = document;
    await this.#open(profile, token);
    for (const { text, first, last } of commandsOf(document.getText())) {
      if (token.isCancellationRequested) return;
      const writes = await deps.server.request(CommandWrites, { connectionId: profile.id, language, line: text }, token);
      const range = { start: document.offsetAt(document.lineAt(first).range.start), end: document.offsetAt(document.lineAt(last).range.end) };
      const run = { connectionId: profile.id, statement: text, title: text.slice(0, 60), command: language, writes, source: { uri: document.uri.toString(), range } };
      if (!(await deps.guard.mayRunAgain(run))) return;
      const { resultId, settled } = await deps.results.start(run, { reveal: false });
      const stop = whenCancelled(token, () => {
        // A stop that fails is told by the result itself, which goes on.
        deps.results.cancel(resultId).catch(() => undefined);
      });
      const { phase } = await settled;
      stop();
      if (phase === 'failed' || phase === 'cancelled') return;
    }
  }
}

interface RunningCell {
  readonly token: NotebookCellExecution['token'];
  readonly fail: (error: unknown, what: string) => void;
  readonly outputs: CellOutputs;
}

/** The name of a cell is that of its last statement, whose result it is. */
function named(statements: readonly StatementInfo[], name: string | undefined): readonly StatementInfo[] {
  return name === undefined ? statements : statements.map((statement, index) => (index === statements.length - 1 ? { ...statement, title: name, settings: { ...statement.settings, name } } : statement));
}

/** A cell's language that is a dialect of its connection goes with its statements, as the setting line of a document does. */
function languageOf(language: string): Readonly<Record<string, string>> {
  return language === 'influxql' ? { language } : {};
}
