import type { ResultsSettings, ResultTab } from '../../protocol/resultsView';
import type { HostLink } from './hostLink';
import type { ViewMemory } from './memory';
import { type PageEvents, ResultPage } from './page';

/** One page for each tab, made when the tab is first met, with what was remembered of it. */
export class OpenPages {
  readonly #pages = new Map<string, ResultPage>();

  constructor(
    private readonly link: HostLink,
    private readonly memory: ViewMemory,
    private readonly events: PageEvents,
  ) {}

  get(tab: string | undefined): ResultPage | undefined {
    return tab === undefined ? undefined : this.#pages.get(tab);
  }

  /** The page of the tab, told of its state. */
  update(tab: ResultTab, settings: ResultsSettings): void {
    const page = this.#pages.get(tab.id) ?? new ResultPage(tab, this.link, settings, this.events, this.memory.get(tab));
    this.#pages.set(tab.id, page);
    page.update(tab);
  }

  /** @param renewed every page is made anew: how values are shown has changed */
  keepOnly(tabs: ReadonlySet<string>, renewed: boolean): void {
    this.memory.keepOnly(tabs);
    for (const [id, page] of this.#pages) {
      if (tabs.has(id) && !renewed) continue;
      page.dispose();
      this.#pages.delete(id);
    }
  }
}
