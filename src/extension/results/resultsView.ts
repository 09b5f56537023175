import { randomBytes } from 'node:crypto';
import { commands, env, type Event, l10n, Uri, ViewColumn, type Webview, type WebviewPanel, type WebviewView, type WebviewViewProvider, window, workspace } from 'vscode';
import type { Port } from '../../protocol/rpc';
import { type GridAction, isExport } from '../../protocol/resultsView';
import type { TabList, TabListEvents } from './tabList';
import { viewHtml } from './viewHtml';
import type { Disposal } from '../emitter';
import { routeView, shown, snapshotOf, type ViewRouterDeps, type ViewRpc } from './viewRouter';

const VIEW = 'headwater.results';

/** The results view in the panel or, by setting, in a column beside the editor. Both may be open; they show the same tabs. */
export class ResultsView implements WebviewViewProvider {
  readonly #rpcs = new Set<ViewRpc>();
  readonly #listening: readonly Disposal[];
  #view: WebviewView | undefined;
  #panel: WebviewPanel | undefined;

  constructor(
    private readonly extension: Uri,
    private readonly router: ViewRouterDeps & { readonly tabs: TabList },
    onDidChangeConnections: Event<void>,
  ) {
    this.#listening = [
      window.registerWebviewViewProvider(VIEW, this, { webviewOptions: { retainContextWhenHidden: true } }),
      router.tabs.onDidChange((event) => {
        this.#tabsChanged(event);
      }),
      onDidChangeConnections(() => {
        this.#showAll();
      }),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('headwater.display') || event.affectsConfiguration('headwater.results.headerHistograms')) this.#showAll();
      }),
    ];
  }

  resolveWebviewView(view: WebviewView): void {
    this.#view = view;
    const end = this.#connect(view.webview);
    view.onDidDispose(() => {
      this.#view = undefined;
      end();
    });
  }

  /** Brings the results into sight; the keyboard stays where it is. */
  async reveal(): Promise<void> {
    if (workspace.getConfiguration('headwater').get('results.location') === 'beside') {
      this.#openPanel();
      return;
    }
    if (this.#view) this.#view.show(true);
    else await commands.executeCommand(`${VIEW}.focus`, { preserveFocus: true });
  }

  /** Has the grid do what a command says. False where nothing is shown that could. */
  act(action: GridAction): boolean {
    // Rows go elsewhere once, however many places show them: the one that was opened last.
    const rpcs = isExport(action) ? [...this.#rpcs].slice(-1) : [...this.#rpcs];
    for (const rpc of rpcs) rpc.tell('act', { action });
    return rpcs.length > 0;
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
    for (const rpc of this.#rpcs) rpc.dispose();
    this.#panel?.dispose();
  }

  #openPanel(): void {
    if (this.#panel) {
      this.#panel.reveal(undefined, true);
      return;
    }
    const panel = window.createWebviewPanel('headwater.resultsBeside', l10n.t('Results'), { viewColumn: ViewColumn.Beside, preserveFocus: true }, { enableScripts: true, retainContextWhenHidden: true });
    panel.iconPath = Uri.joinPath(this.extension, 'media', 'headwater.svg');
    this.#panel = panel;
    const end = this.#connect(panel.webview);
    panel.onDidDispose(() => {
      this.#panel = undefined;
      end();
    });
  }

  /** Returns the end of it. */
  #connect(webview: Webview): () => void {
    const folder = Uri.joinPath(this.extension, 'dist', 'views');
    webview.options = { enableScripts: true, localResourceRoots: [folder] };
    const rpc = routeView(portOf(webview), this.router);
    this.#rpcs.add(rpc);
    webview.html = viewHtml({
      script: webview.asWebviewUri(Uri.joinPath(folder, 'results.js')).toString(),
      icons: webview.asWebviewUri(Uri.joinPath(folder, 'codicon.css')).toString(),
      source: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      language: env.language,
      title: l10n.t('Results'),
      bundle: l10n.bundle,
    });
    return () => {
      this.#rpcs.delete(rpc);
      rpc.dispose();
      this.router.gridFocused(false);
    };
  }

  #tabsChanged({ kind, tab }: TabListEvents): void {
    if (kind === 'list' || !tab) {
      this.#showAll();
      return;
    }
    for (const rpc of this.#rpcs) rpc.tell('tab', shown(tab, this.router));
  }

  #showAll(): void {
    const snapshot = snapshotOf(this.router);
    for (const rpc of this.#rpcs) rpc.tell('show', snapshot);
  }
}

function portOf(webview: Webview): Port {
  return {
    post: (message) => {
      void webview.postMessage(message);
    },
    listen: (receive) => {
      const listening = webview.onDidReceiveMessage((message) => {
        receive(message);
      });
      return () => {
        listening.dispose();
      };
    },
  };
}
