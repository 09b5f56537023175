import { randomUUID } from 'node:crypto';
import { commands, env, l10n, type ExtensionContext, workspace } from 'vscode';
import type { StartRun } from '../../protocol/results';
import type { GridAction, ResultsPlace } from '../../protocol/resultsView';
import { again } from '../again';
import { type Command, registerCommand } from '../commands/command';
import { resultCommands } from '../commands/results/commands';
import { routeEdits } from '../editing/routeEdits';
import type { FailureReporter } from '../failures';
import type { Server } from '../server/api';
import { displayTimeZone } from '../server/settings';
import type { Connections, ResultEmbeds, Results } from '../services';
import { EmbeddedResults } from './embeddedResults';
import { ResultService } from './resultService';
import { ResultsView } from './resultsView';
import { type Tab, TabList } from './tabList';
import { TabStore } from './tabStore';
import type { ViewRouterDeps } from './viewRouter';

export interface ResultsDeps {
  readonly context: ExtensionContext;
  readonly server: Server;
  readonly connections: Pick<Connections, 'find' | 'onDidChange' | 'open' | 'pick'>;
  readonly reporter: FailureReporter;
  /** Asks before a statement that writes is run again on a protected connection; false = not wanted. */
  readonly mayRunAgain: (run: StartRun) => Promise<boolean>;
}

export interface ResultsFeature {
  readonly results: Results;
  /** Results shown in other places than the results view. */
  readonly embeds: ResultEmbeds;
  dispose(): void;
}

const MOST_TABS = 20;
const SAVE_AFTER_MS = 500;

/** Wires the results view: tabs, service, webview, commands. Does no I/O but reading the workspace's own storage. */
export function createResults({ context, server, connections, reporter, mayRunAgain }: ResultsDeps): ResultsFeature {
  const store = new TabStore(context.workspaceState);
  const kept = store.read();
  const tabs = new TabList(kept.tabs, kept.selected, randomUUID);
  const report = (error: unknown, what: string): void => {
    reporter.report(error, what);
  };
  const results = new ResultService({
    server,
    tabs,
    open: (id) => connections.open(id),
    mayRunAgain,
    mostTabs: () => tabLimit(),
    report,
  });
  const verbs = again(async () => {
    const [{ ResultVerbs }, { EditorDataPrompts }, { StoredKeys }] = await Promise.all([import('./resultVerbs'), import('../data/editorPrompts'), import('../data/keyMemory')]);
    const notes = (): boolean => workspace.getConfiguration('headwater').get('results.exportStatement') === true;
    return new ResultVerbs({ server, connections, results, tabs, mayRunAgain, prompts: new EditorDataPrompts(), keys: new StoredKeys(context.workspaceState), notes, writeClipboard });
  });
  const router: ViewRouterDeps & { readonly tabs: TabList } = {
    server,
    tabs,
    results,
    settings: () => ({ timeZone: displayTimeZone(), headerHistograms: workspace.getConfiguration('headwater').get('results.headerHistograms') === true }),
    connection: (id) => connections.find(id),
    writeClipboard,
    verbs,
    go,
    routeMore: (rpc, shown) => {
      routeEdits(rpc, { server, tabs: shown, connections });
    },
    gridFocused: (focused) => void setContext('gridFocus', focused),
    report,
  };
  const view = new ResultsView(context.extensionUri, router, connections.onDidChange);
  const embeds = new EmbeddedResults({ router, results });
  const revealing = results.onDidReveal(() => {
    view.reveal().catch((error: unknown) => {
      report(error, l10n.t('Could not show the results'));
    });
  });
  const keeper = keepTabs(tabs, store, report);
  const acting = {
    reveal: () => view.reveal(),
    act: (action: GridAction): boolean => embeds.act(action) || view.act(action),
  };
  const all: readonly Command[] = resultCommands({ tabs, results, view: acting, verbs });
  const registered = all.map((command) => registerCommand(command, reporter));
  return {
    results,
    embeds,
    dispose: () => {
      for (const one of [keeper, revealing, ...registered, embeds, view, results, tabs]) one.dispose();
    },
  };
}

const writeClipboard = (text: string): Thenable<void> => env.clipboard.writeText(text);

async function go(place: ResultsPlace, tab: Tab | undefined): Promise<void> {
  switch (place) {
    case 'log':
      await commands.executeCommand('headwater.showLog');
      return;
    case 'connection':
      if (tab) await commands.executeCommand('headwater.connection.edit', tab.run.connectionId);
      return;
    case 'newQuery':
      await commands.executeCommand('headwater.query.new');
      return;
    case 'panel':
      await commands.executeCommand('headwater.results.show');
  }
}

function setContext(key: string, value: boolean): Thenable<unknown> {
  return commands.executeCommand('setContext', `headwater.results.${key}`, value);
}

function tabLimit(): number {
  const value: unknown = workspace.getConfiguration('headwater').get('results.maxTabs');
  return typeof value === 'number' && value >= 1 ? Math.round(value) : MOST_TABS;
}

/** Writes the tabs to the workspace's storage a moment after they changed, and keeps what menus and keys depend on. */
function keepTabs(tabs: TabList, store: TabStore, report: (error: unknown, what: string) => void): { dispose(): void } {
  let timer: NodeJS.Timeout | undefined;
  const save = (): void => {
    timer = undefined;
    store.write(tabs.tabs, tabs.selected).catch((error: unknown) => {
      report(error, l10n.t('Could not keep the result tabs'));
    });
  };
  const look = (): void => {
    const selected = tabs.find(tabs.selected ?? '');
    void setContext('hasTab', selected !== undefined);
    void setContext('hasRows', (selected?.state?.columns ?? 0) > 0);
    void setContext('live', selected?.state?.live !== undefined);
    void setContext('running', selected?.state?.phase === 'running' || selected?.state?.phase === 'paused');
  };
  look();
  const listening = tabs.onDidChange(({ kind }) => {
    look();
    if (kind === 'list') timer ??= setTimeout(save, SAVE_AFTER_MS);
  });
  return {
    dispose: () => {
      listening.dispose();
      if (timer !== undefined) {
        clearTimeout(timer);
        save();
      }
    },
  };
}
