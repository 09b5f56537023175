import type { LookupHostMethods } from '../../protocol/lookupView';
import { type Methods, Rpc } from '../../protocol/rpc';
import styles from '../shared/panel.css';
import { webviewPort } from '../shared/webviewPort';
import { t } from '../shared/l10n';
import { LookupApp } from './app';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

const sheet = new CSSStyleSheet();
sheet.replaceSync(styles);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

const host = new Rpc<Methods, LookupHostMethods>(webviewPort(acquireVsCodeApi(), window), (error) => ({ failure: { what: t('The panel could not answer'), why: String(error) }, cancelled: false }));
const app = new LookupApp(document.body, host, await host.call('load', null));
app.draw();
