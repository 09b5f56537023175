import { randomBytes } from 'node:crypto';
import { env, l10n, Uri } from 'vscode';
import type { Webview } from 'vscode';
import { failureOf, isCancelled } from '../../core/errors';
import { type Methods, type Port, Rpc } from '../../protocol/rpc';
import { viewHtml } from '../results/viewHtml';

export function webviewPort(webview: Webview): Port {
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

/** The host's end of a panel that calls and is told. `what` is the title of a failure that has none. */
export function webviewRpc<Ours extends Methods, Theirs extends Methods>(webview: Webview, what: string): Rpc<Ours, Theirs> {
  return new Rpc<Ours, Theirs>(webviewPort(webview), (error) => ({ failure: failureOf(error, what), cancelled: isCancelled(error) }));
}

/** Loads the bundle `dist/views/<name>.js` into a webview. */
export function loadView(webview: Webview, extension: Uri, name: string, title: string): void {
  const folder = Uri.joinPath(extension, 'dist', 'views');
  webview.options = { enableScripts: true, localResourceRoots: [folder] };
  webview.html = viewHtml({
    script: webview.asWebviewUri(Uri.joinPath(folder, `${name}.js`)).toString(),
    icons: webview.asWebviewUri(Uri.joinPath(folder, 'codicon.css')).toString(),
    source: webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
    language: env.language,
    title,
    bundle: l10n.bundle,
  });
}
