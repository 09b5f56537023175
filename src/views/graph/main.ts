import type { GraphHostMethods } from '../../protocol/graphView';
import { type Methods, Rpc } from '../../protocol/rpc';
import panel from '../shared/panel.css';
import { webviewPort } from '../shared/webviewPort';
import { t } from '../shared/l10n';
import { GraphApp } from './app';
import own from './graph.css';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

const sheets = [panel, own].map((text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
});
document.adoptedStyleSheets = [...document.adoptedStyleSheets, ...sheets];

const host = new Rpc<Methods, GraphHostMethods>(webviewPort(acquireVsCodeApi(), window), (error) => ({ failure: { what: t('The panel could not answer'), why: String(error) }, cancelled: false }));
await new GraphApp(document.body, host).load();
