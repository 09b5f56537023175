import { l10n, ViewColumn, window } from 'vscode';
import type { Disposable } from 'vscode';
import { HeadwaterError } from '../../core/errors';
import { DescribeTable } from '../../protocol/tables';
import type { TableRef } from '../tables/tableRef';
import { loadView } from '../webviews/webviewRpc';
import type { ImportDeps } from './deps';
import { ImportPanel } from './importPanel';

/** Import panels that are open. */
export class ImportPanels implements Disposable {
  readonly #open = new Set<ImportPanel>();

  constructor(private readonly deps: ImportDeps) {}

  /** The connection is open. @throws HeadwaterError where the table takes no rows */
  async open(ref: TableRef, file?: string): Promise<void> {
    const table = await this.deps.server.request(DescribeTable, ref);
    if (!table.changes.some((kind) => kind === 'insert' || kind === 'upsert')) {
      throw new HeadwaterError({ what: l10n.t('Could not import into `{0}`', table.label), why: l10n.t('The table takes no rows.'), todo: l10n.t('Choose another table.') });
    }
    const view = window.createWebviewPanel('headwater.import', l10n.t('Import into {0}', ref.table.at(-1) ?? ''), ViewColumn.Active, { enableScripts: true, retainContextWhenHidden: true });
    const panel = new ImportPanel(view, this.deps, ref, table, file);
    this.#open.add(panel);
    view.onDidDispose(() => {
      this.#open.delete(panel);
      panel.ended();
    });
    loadView(view.webview, this.deps.extensionUri, 'import', view.title);
  }

  dispose(): void {
    for (const panel of [...this.#open]) panel.dispose();
  }
}
