import type { ExtensionContext } from 'vscode';
import { commands, l10n } from 'vscode';
import type { FailureReporter } from '../failures';
import type { Server } from '../server/api';
import type { Connections, Results } from '../services';
import type { ActiveRuns } from './activeRuns';
import { DocumentBindings } from './documentBindings';
import { DocumentRunner } from './documentRunner';
import type { Documents } from './documents';
import { EditorRunPrompts } from './editorPrompts';
import { QuickPickParameterPrompt } from './parameters/quickPickPrompt';
import { RememberedValues } from './parameters/rememberedValues';
import type { LastResults } from './lastResults';
import type { RunPrompts } from './prompts';
import { RememberedBindings } from './rememberedBindings';
import { Runner } from './runner';
import { runSettings } from './settings';
import { withToken } from './token';
import type { WriteGuard } from './writeGuard';

/** Which connection each document has, over the storage of the workspace. */
export function createBindings(context: ExtensionContext, connections: Connections, documents: Documents): DocumentBindings {
  return new DocumentBindings({
    connections,
    documents,
    remembered: new RememberedBindings(context.workspaceState),
    defaultName: runSettings.defaultConnection,
    onDidChangeDefault: runSettings.onDidChangeDefaultConnection,
  });
}

/** Asks what a run has to ask, in the editor. */
export function createPrompts(context: ExtensionContext, failures: FailureReporter): RunPrompts {
  return new EditorRunPrompts({
    remembered: new RememberedValues(context.workspaceState),
    parameterPrompt: ({ title }) => new QuickPickParameterPrompt(title),
    report: (error, what, profile) => {
      failures.report(error, what, [{ title: l10n.t('Edit Connection'), run: () => commands.executeCommand('headwater.connection.edit', profile.id) }]);
    },
  });
}

export interface RunnerParts {
  readonly server: Server;
  readonly connections: Connections;
  readonly results: Results;
  readonly active: ActiveRuns;
  readonly last: LastResults;
  readonly prompts: RunPrompts;
  readonly guard: WriteGuard;
}

/** Runs the statements of documents. */
export function createRunner({ server, connections, ...parts }: RunnerParts): DocumentRunner {
  const open = (id: string, signal: AbortSignal): Promise<unknown> => withToken(signal, (token) => connections.open(id, token));
  return new DocumentRunner(server, new Runner({ ...parts, open, profiles: () => connections.profiles, onError: runSettings.onError }));
}
