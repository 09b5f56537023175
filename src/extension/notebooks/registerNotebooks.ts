import { Disposable, notebooks } from 'vscode';
import type { NotebookCell, NotebookSerializer } from 'vscode';
import { registerCommand } from '../commands/command';
import { type Disposal, Emitter } from '../emitter';
import type { FailureReporter } from '../failures';
import type { DocumentBindings } from '../running/documentBindings';
import type { Connections, ResultEmbeds, Results } from '../services';
import { CellResults } from './cellResults';
import { NOTEBOOK_TYPES } from './cellConnections';
import { CellRunner, type CellRunnerDeps } from './cellRunner';
import { CellStatus } from './cellStatus';
import { choicesFrom } from './choices';
import { notebookCommands } from './commands';
import { NotebookControllers } from './controllers';
import { writtenValues } from './parameterCells';
import { ResultMessaging } from './resultMessaging';
import { jsonFormat } from './jsonFormat';
import { markdownFormat } from './markdownFormat';
import { FormatSerializer } from './serializer';
import { staleReason } from './staleness';

export interface NotebookDeps extends Omit<CellRunnerDeps, 'bindings' | 'results' | 'held' | 'saves'> {
  readonly bindings: DocumentBindings;
  readonly results: Results;
  readonly embeds: ResultEmbeds;
  readonly connections: Connections;
  readonly failures: FailureReporter;
}

export interface RegisteredNotebooks extends Disposal {
  /** By notebook type. */
  readonly serializers: Readonly<Record<string, NotebookSerializer>>;
}

/** Notebooks: what runs their cells, what stands below them, their commands. */
export function registerNotebooks({ connections, failures, embeds, ...deps }: NotebookDeps, keepsOutputs: () => boolean): RegisteredNotebooks {
  const ran = new Emitter<NotebookCell>();
  const held = new CellResults(deps.results);
  const runner = new CellRunner({ ...deps, held, saves: ({ notebookType }) => notebookType === 'headwater-notebook' && keepsOutputs() });
  const controllers = new NotebookControllers(runner, (cell) => {
    ran.fire(cell);
  });
  const messaging = new ResultMessaging({ embeds, results: deps.results, held, report: (error, what) => failures.report(error, what), choices: (query, cell, name) => choicesFrom(query, cell, name, { ...deps, profileOf: (one) => runner.profileOf(one) }) });
  const resultOf = (cell: NotebookCell): string | undefined => held.lastOf(cell);
  const status = new CellStatus({ bindings: deps.bindings, onDidRun: ran.event, resultOf, staleReason: (cell) => staleReason(cell, { held, valuesOf: ({ notebook }) => writtenValues(notebook) }) });
  const owned = Disposable.from(
    controllers,
    messaging,
    held,
    status,
    ran,
    ...NOTEBOOK_TYPES.map((type) => notebooks.registerNotebookCellStatusBarItemProvider(type, status)),
    ...notebookCommands({ connections, results: deps.results, resultOf }).map((command) => registerCommand(command, failures)),
  );
  return {
    serializers: { 'headwater-notebook': new FormatSerializer(jsonFormat, keepsOutputs), 'headwater-markdown': new FormatSerializer(markdownFormat, () => false) },
    dispose: () => {
      owned.dispose();
    },
  };
}
