import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-textarea/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import type { FormHostMethods } from '../../protocol/formView';
import { Rpc } from '../../protocol/rpc';
import type { Methods } from '../../protocol/rpc';
import { webviewPort } from '../shared/webviewPort';
import { t } from '../shared/l10n';
import { FormApp } from './formApp';
import type { FormMemory } from './formState';
import { FormState } from './formState';
import styles from './form.css';

interface Editor {
  postMessage(message: unknown): void;
  getState(): FormMemory | undefined;
  setState(memory: FormMemory): void;
}
declare function acquireVsCodeApi(): Editor;

const editor = acquireVsCodeApi();
const sheet = new CSSStyleSheet();
sheet.replaceSync(styles);
document.adoptedStyleSheets = [sheet];

const host = new Rpc<Methods, FormHostMethods>(webviewPort(editor, window), (error) => ({ failure: { what: t('The form could not answer'), why: String(error) }, cancelled: false }));

const model = await host.call('load', null);
const app = new FormApp(document.body, host, new FormState(model, editor.getState()), (memory) => {
  editor.setState(memory);
});
document.title = model.title;
app.draw();
