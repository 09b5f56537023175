import { randomBytes } from 'node:crypto';
import { commands, env, l10n, Uri, ViewColumn, window } from 'vscode';
import type { Disposable, Webview, WebviewPanel } from 'vscode';
import * as z from 'zod/mini';
import { failureOf, isCancelled } from '../../core/errors';
import { browse, formInput, submit, url } from '../../protocol/formView';
import type { Browse, FormHostMethods } from '../../protocol/formView';
import { Rpc } from '../../protocol/rpc';
import type { Methods } from '../../protocol/rpc';
import { Emitter } from '../emitter';
import { bundleElement } from '../webviews/bundleElement';
import type { FormHost } from './formHost';
import { hasIssues } from './formHost';

/** One form in an editor tab. What is typed stays while the tab is hidden. */
export class FormPanel implements Disposable {
  readonly #panel: WebviewPanel;
  readonly #rpc: Rpc<FormHostMethods, Methods>;
  readonly #closed = new Emitter<undefined>();
  readonly onDidClose = this.#closed.event;

  constructor(extensionUri: Uri, host: FormHost) {
    const views = Uri.joinPath(extensionUri, 'dist', 'views');
    this.#panel = window.createWebviewPanel('headwater.form', host.model.title, ViewColumn.Active, {
      enableScripts: true,
      retainContextWhenHidden: true,
      localResourceRoots: [views],
    });
    const icon = (theme: string): Uri => Uri.joinPath(extensionUri, 'media', `form-${theme}.svg`);
    this.#panel.iconPath = { light: icon('light'), dark: icon('dark') };
    this.#rpc = this.#serve(this.#panel.webview, host);
    this.#panel.onDidDispose(() => {
      this.#rpc.dispose();
      this.#closed.fire(undefined);
      this.#closed.dispose();
    });
    this.#panel.webview.html = page(this.#panel.webview, views);
  }

  reveal(): void {
    this.#panel.reveal();
  }

  dispose(): void {
    this.#panel.dispose();
  }

  #serve(webview: Webview, host: FormHost): Rpc<FormHostMethods, Methods> {
    const port = {
      post: (message: unknown) => void webview.postMessage(message),
      listen: (receive: (message: unknown) => void) => {
        const listening = webview.onDidReceiveMessage(receive);
        return () => void listening.dispose();
      },
    };
    const rpc = new Rpc<FormHostMethods, Methods>(port, (error) => ({
      failure: failureOf(error, l10n.t('The form could not go on')),
      cancelled: isCancelled(error),
    }));
    rpc.on('load', () => host.model);
    rpc.on('check', (params) => host.check(z.parse(formInput, params)));
    rpc.on('parseUrl', (params) => host.parseUrl(z.parse(url, params).url));
    rpc.on('test', (params, signal) => host.test(z.parse(formInput, params), signal));
    rpc.on('preview', async (params, signal) => (await host.preview?.(z.parse(formInput, params), signal)) ?? []);
    rpc.on('browse', (params) => choosePath(z.parse(browse, params)));
    rpc.on('showLog', async () => {
      await commands.executeCommand('headwater.showLog');
      return null;
    });
    rpc.on('submit', async (params) => {
      const { button, input } = z.parse(submit, params);
      const issues = await host.submit(button, input);
      if (!hasIssues(issues)) setImmediate(() => { this.dispose(); }); // after the answer is on its way
      return issues;
    });
    return rpc;
  }
}

async function choosePath({ kind, label, extensions }: Browse): Promise<string | null> {
  const files = kind === 'file';
  const chosen = await window.showOpenDialog({
    title: label,
    canSelectFiles: files,
    canSelectFolders: !files,
    ...(files && extensions.length > 0 ? { filters: { [label]: [...extensions], [l10n.t('All Files')]: ['*'] } } : {}),
  });
  return chosen?.[0]?.fsPath ?? null;
}

function page(webview: Webview, views: Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const at = (file: string): string => webview.asWebviewUri(Uri.joinPath(views, file)).toString();
  const policy = `default-src 'none'; font-src ${webview.cspSource}; style-src ${webview.cspSource} 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${l10n.bundle ? env.language : 'en'}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <link rel="stylesheet" nonce="${nonce}" id="vscode-codicon-stylesheet" href="${at('codicon.css')}">
  </head>
  <body>
    ${bundleElement(l10n.bundle)}
    <script type="module" nonce="${nonce}" src="${at('form.js')}"></script>
  </body>
</html>`;
}
