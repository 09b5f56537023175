import { l10n, Uri, window } from 'vscode';
import type { ExtensionContext } from 'vscode';
import { HistoryView } from '../providers/history/historyView';
import { RunningView } from '../providers/running/runningView';
import { ConnectionItem } from '../providers/statusBar/connectionItem';
import { RunningItem } from '../providers/statusBar/runningItem';
import { TransactionItem } from '../providers/statusBar/transactionItem';
import { registerConnections } from '../providers/tree/registerConnections';
import { registerCommand } from './commands/command';
import { registerHelpCommands } from './commands/help/register';
import { registerHistoryCommands } from './commands/history/register';
import { registerLater } from './commands/laterCommands';
import { showLog } from './commands/log/show';
import { restartServer } from './commands/server/restart';
import { registerQueryCommands } from './commands/query/register';
import { registerRunningCommands } from './commands/running/register';
import { registerTableCommands } from './commands/table/register';
import { CommandLineDocuments } from './commandLines/commandLines';
import { ActionOffers } from './connections/actionOffers';
import { createConnections } from './connections/create';
import { LaterData } from './data/laterData';
import { laterDialects } from './dialects/laterDialects';
import { EditorFailures } from './failures';
import { LaterGraphs } from './graph/laterGraphs';
import { HistoryStore } from './history/historyStore';
import { HistoryPreview } from './history/preview';
import { HistoryRecorder } from './history/recorder';
import { InspectionContextKey } from './inspection/inspectionContext';
import { InspectionDocuments } from './inspection/inspectionDocuments';
import { LineConnections } from './lines/lineConnections';
import { LineDiagnostics } from './lines/lineDiagnostics';
import { LineLenses } from './lines/lineLenses';
import { ImportPanels } from './import/importPanels';
import { LookupPanels } from './lookup/lookupPanels';
import { CellConnections } from './notebooks/cellConnections';
import { LaterNotebooks } from './notebooks/laterNotebooks';
import { createResults } from './results/create';
import { ActiveRuns } from './running/activeRuns';
import { BindingReporter } from './running/bindingReporter';
import { createBindings, createPrompts, createRunner, runnerNeeds } from './running/create';
import { EditorContext } from './running/editorContext';
import { EditorDocuments } from './running/editorDocuments';
import { LastResults } from './running/lastResults';
import { ProblemReporter } from './running/problemReporter';
import { Pulse } from './running/pulse';
import { RunWatch } from './running/runWatch';
import { runSettings } from './running/settings';
import { tellNewerStorage } from './newerStorageNotice';
import { Stopper } from './running/stopper';
import { WarmUp } from './running/warmUp';
import { WriteGuard } from './running/writeGuard';
import { LaterSaved } from './saved/laterSaved';
import { createServer } from './server/create';
import { watchClosedDocuments } from './transactions/closedDocuments';
import { OpenTransactions } from './transactions/openTransactions';
import type { ServerConnection } from './server/serverConnection';

/** The composition root: makes the services of the host and hands them to each other. */
class Extension {
  #server: ServerConnection | undefined;

  /** Does no I/O and waits for nothing: the server starts on first use. */
  activate(context: ExtensionContext): void {
    const track = <T extends { dispose(): unknown }>(made: T): T => {
      context.subscriptions.push(made);
      return made;
    };
    const log = track(window.createOutputChannel('Headwater', { log: true }));
    const failures = new EditorFailures(log);
    const server = createServer(context, log);
    this.#server = server;

    const connections = createConnections(context, server);
    for (const feature of registerConnections({ context, server, connections, failures })) track(feature);

    const documents = track(new EditorDocuments());
    const cells = track(new CellConnections());
    const bindings = track(createBindings(context, connections, documents, cells));
    track(new BindingReporter(server, documents, bindings));
    track(new WarmUp(server, connections, bindings));
    track(new ConnectionItem(bindings, connections));

    const prompts = createPrompts(context, failures);
    const guard = new WriteGuard({ server, connections, prompts });
    const { results, embeds } = track(createResults({ context, server, connections, reporter: failures, mayRunAgain: (run) => guard.mayRunAgain(run) }));

    const active = track(new ActiveRuns());
    const watch = track(new RunWatch(results));
    const pulse = track(new Pulse(watch, active));
    const stopper = new Stopper(active, watch, results);
    track(new EditorContext(bindings, stopper, pulse));
    track(new ProblemReporter(watch, server, documents));
    track(new RunningItem(stopper, connections, pulse));
    track(new RunningView({ stopper, connections, pulse, l10n }));

    const last = track(new LastResults(results));
    const parts = { server, connections, results, active, last, prompts, guard };
    const runner = createRunner(parts);
    track(new LaterNotebooks(context, { ...parts, ...runnerNeeds(connections), bindings, embeds, failures }));
    const queries = { bindings, connections, runner, stopper };
    track(registerQueryCommands(queries, failures));
    track(registerRunningCommands(stopper, results, failures));
    const lookups = track(new LookupPanels({ extensionUri: context.extensionUri, server, connections, results }));
    const imports = track(new ImportPanels({ extensionUri: context.extensionUri, server, connections, results }));
    track(new CommandLineDocuments({ connections, server, results, guard, failures }));
    track(registerTableCommands({ server, connections, results, lookups, imports }, failures));

    track(new ActionOffers(server, connections, failures));
    track(new LaterGraphs(context, { extensionUri: context.extensionUri, server, connections }, failures));

    track(new LaterData(context, { server, connections, results, failures }));

    const transactions = track(new OpenTransactions({ server, connections, runs: watch }));
    track(new TransactionItem(bindings, transactions, connections));
    track(watchClosedDocuments(transactions, failures));
    track(registerLater(context, ['headwater.transaction.'], async () => {
      const { registerTransactionCommands } = await import('./commands/transaction/register');
      return () => registerTransactionCommands({ bindings, transactions }, failures);
    }));
    track(new InspectionContextKey(bindings, connections));
    const inspections = track(new InspectionDocuments());
    track(registerLater(context, ['headwater.query.inspect', 'headwater.query.fetchPart'], async () => {
      const { registerInspectionCommands } = await import('./commands/inspection/register');
      return () => registerInspectionCommands({ queries, server, results, prompts, guard, documents: inspections }, failures);
    }));

    const diagnostics = track(new LineDiagnostics(server, (error) => log.warn(`Line protocol: ${String(error)}`)));
    const lines = new LineConnections(connections, bindings);
    track(new LineLenses(lines));
    track(registerLater(context, ['headwater.lines.'], async () => {
      const { registerLineCommands } = await import('./commands/lines/register');
      return () => registerLineCommands({ server, open: (id, token) => connections.open(id, token), connections: lines, diagnostics }, failures);
    }));

    const store = track(new HistoryStore(Uri.joinPath(context.globalStorageUri, 'history').fsPath, runSettings.historyLimit));
    track(new HistoryRecorder({ runs: watch, store, connections, enabled: runSettings.historyEnabled, failed: (error) => log.warn(`History: ${String(error)}`) }));
    const view = track(new HistoryView(store));
    const preview = track(new HistoryPreview());
    track(registerHistoryCommands({ store, view, preview, queries }, failures));

    track(laterDialects({ bindings, connections, failures }));
    track(new LaterSaved(context, { bindings, connections, failures }));

    tellNewerStorage(context.workspaceState);
    track(registerHelpCommands({ context, server, connections }, failures));
    track(registerCommand(showLog(log), failures));
    track(registerCommand(restartServer(server), failures));
  }

  /** Ends when the server's process has. */
  async deactivate(): Promise<void> {
    await this.#server?.dispose();
  }
}

const extension = new Extension();

export function activate(context: ExtensionContext): void {
  extension.activate(context);
}

export function deactivate(): Promise<void> {
  return extension.deactivate();
}
