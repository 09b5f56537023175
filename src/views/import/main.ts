import type { ImportHostMethods, ImportViewMethods } from '../../protocol/importView';
import { Rpc } from '../../protocol/rpc';
import styles from '../shared/panel.css';
import { webviewPort } from '../shared/webviewPort';
import { t } from '../shared/l10n';
import { ImportApp } from './app';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

const sheet = new CSSStyleSheet();
sheet.replaceSync(styles);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

const host = new Rpc<ImportViewMethods, ImportHostMethods>(webviewPort(acquireVsCodeApi(), window), (error) => ({ failure: { what: t('The panel could not answer'), why: String(error) }, cancelled: false }));
const app = new ImportApp(document.body, host, await host.call('load', null));
host.on('progress', (progress) => {
  app.progress(progress);
  return null;
});
app.start();
