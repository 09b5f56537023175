import { ResultsApp } from './app';
import { connectHost, type WebviewApi } from './hostLink';
import styles from './results.css';
import { warmUp } from './warmUp';

declare function acquireVsCodeApi(): WebviewApi;

const sheet = new CSSStyleSheet();
sheet.replaceSync(styles);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
const api = acquireVsCodeApi();
new ResultsApp(connectHost(api, window), api, document.body).start();
requestIdleCallback(warmUp);
