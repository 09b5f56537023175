import { l10n } from 'vscode';
import { HeadwaterError } from '../../../core/errors';
import type { ExportAsk } from '../../../protocol/resultsView';
import type { Tab } from '../tabList';
import type { ExportDeps, Exported } from './exported';
import { ConnectionExport } from './toConnection';
import { exportToFile } from './toFile';
import { copyRows, openRows } from './toText';

/** Takes the rows of a result elsewhere, with progress. The rows stay there meanwhile, also when their tab is closed. */
export class ResultExport {
  readonly #connections: ConnectionExport;

  constructor(private readonly deps: ExportDeps) {
    this.#connections = new ConnectionExport(deps);
  }

  /** Resolves when they are there, or the person changed their mind. */
  async run(tab: Tab, ask: ExportAsk): Promise<void> {
    const exported = this.#exported(tab, ask);
    const { resultId } = exported.rows;
    this.deps.results.hold(resultId);
    try {
      await this.#to(exported, ask);
    } finally {
      this.deps.results.release(resultId);
    }
  }

  async #to(exported: Exported, { to, format }: ExportAsk): Promise<void> {
    switch (to) {
      case 'file':
        return exportToFile(this.deps.server, exported, format);
      case 'clipboard':
        return copyRows(this.deps, exported);
      case 'editor':
        return openRows(this.deps, exported);
      case 'connection':
        return this.#connections.run(exported);
    }
  }

  #exported(tab: Tab, { view, ranges }: ExportAsk): Exported {
    const { resultId, state, run } = tab;
    if (resultId === undefined || state === undefined || state.columns === 0) {
      throw new HeadwaterError({ what: l10n.t('Could not export “{0}”', tab.title), why: l10n.t('It has no rows to write.'), todo: l10n.t('Run it again first.') });
    }
    const note = this.deps.notes() ? { note: { statement: run.statement, connection: this.deps.connections.find(run.connectionId)?.name ?? '' } } : {};
    const expected = ranges ? ranges.reduce((sum, { rows }) => sum + rows, 0) : view === undefined && state.complete && !state.live ? state.rows : undefined;
    return { tab, expected, rows: { resultId, ...(view !== undefined && { view }), ...(ranges && { ranges }), ...note } };
  }
}
