import type { ExportAsk } from '../../protocol/resultsView';
import { ResultComparer, type CompareDeps } from './compare/compareResults';
import type { ExportDeps } from './export/exported';
import { ResultExport } from './export/exportResult';
import { keepSnapshot, type SnapshotDeps } from './snapshot';
import type { Tab } from './tabList';

export type ResultVerbsDeps = ExportDeps & CompareDeps & SnapshotDeps;

/** What is done with a whole result. Its code is loaded when it is first asked for. */
export class ResultVerbs {
  readonly #exporter: ResultExport;
  readonly #comparer: ResultComparer;

  constructor(private readonly deps: ResultVerbsDeps) {
    this.#exporter = new ResultExport(deps);
    this.#comparer = new ResultComparer(deps);
  }

  export(tab: Tab, ask: ExportAsk): Promise<void> {
    return this.#exporter.run(tab, ask);
  }

  compare(tab: Tab): Promise<void> {
    return this.#comparer.compare(tab);
  }

  /** @param view the rows as they are shown; absent = all that are kept */
  snapshot(tab: Tab, view?: string): Promise<void> {
    return keepSnapshot(this.deps, tab, view);
  }
}
