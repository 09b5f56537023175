import type { ExtensionContext } from 'vscode';
import { commands, l10n } from 'vscode';
import type { FailureReporter } from '../failures';
import type { Server } from '../server/api';
import type { Connections, Results } from '../services';
import type { ActiveRuns } from './activeRuns';
import { type BindingDeps, DocumentBindings } from './documentBindings';
import { DocumentRunner } from './documentRunner';
import type { Documents } from './documents';
import { EditorRunPrompts } from './editorPrompts';
import { RememberedValues } from './parameters/rememberedValues';
import type { LastResults } from './lastResults';
import type { RunPrompts } from './prompts';
import { RememberedBindings } from './rememberedBindings';
import { Runner, type RunnerDeps } from './runner';
import { runSettings } from './settings';
import { withToken } from './token';
import type { WriteGuard } from './writeGuard';

/** Which connection each document has, over the storage of the workspace. */
export function createBindings(context: ExtensionContext, connections: Connections, documents: Documents, given: BindingDeps['given']): DocumentBindings {
  return new DocumentBindings({
    connections,
    documents,
    given,
    remembered: new RememberedBindings(context.workspaceState),
    defaultName: runSettings.defaultConnection,
    onDidChangeDefault: runSettings.onDidChangeDefaultConnection,
  });
}

/** Asks what a run has to ask, in the editor. */
export function createPrompts(context: ExtensionContext, failures: FailureReporter): RunPrompts {
  return new EditorRunPrompts({
    remembered: new RememberedValues(context.workspaceState),
    parameterPrompt: async ({ title }) => new (await import('./parameters/quickPickPrompt')).QuickPickParameterPrompt(title),
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

/** What every runner asks of the connections and the settings. */
export function runnerNeeds(connections: Connections): Pick<RunnerDeps, 'open' | 'profiles' | 'onError'> {
  return {
    open: (id, signal) => withToken(signal, (token) => connections.open(id, token)),
    profiles: () => connections.profiles,
    onError: runSettings.onError,
  };
}

/** Runs the statements of documents. */
export function createRunner({ server, connections, ...parts }: RunnerParts): DocumentRunner {
  return new DocumentRunner(server, new Runner({ ...parts, ...runnerNeeds(connections) }));
}
