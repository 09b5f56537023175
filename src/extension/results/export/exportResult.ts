import { l10n } from 'vscode';
import { HeadwaterError } from '../../../core/errors';
import { formatCount } from '../../../core/format/numbers';
import type { ExportAsk } from '../../../protocol/resultsView';
import type { Tab } from '../tabList';
import type { ExportDeps, Exported } from './exported';
import { askOne } from './questions';
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
  async run(tab: Tab, asked: ExportAsk): Promise<void> {
    const ask = await chosen(asked);
    if (!ask) return;
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

/** All rows, or only those of several selected cells. */
async function chosen(ask: ExportAsk): Promise<ExportAsk | undefined> {
  const { selection, ...all } = ask;
  if (!selection) return ask;
  const rows = selection.reduce((sum, range) => sum + range.rows, 0);
  const part = await askOne(l10n.t('What to Export'), [
    { value: 'all' as const, label: l10n.t('All Rows'), detail: all.view === undefined ? l10n.t('As they were received, also those that were not read yet') : l10n.t('As they are sorted and filtered') },
    { value: 'selection' as const, label: l10n.t('The Selection'), detail: rows === 1 ? l10n.t('Selected cells of 1 row') : l10n.t('Selected cells of {0} rows', formatCount(rows)) },
  ]);
  switch (part) {
    case 'all':
      return all;
    case 'selection':
      return { ...all, ranges: selection };
    case undefined:
      return undefined;
  }
}
