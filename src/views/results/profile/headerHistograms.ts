import type { ColumnProfile } from '../../../protocol/resultsArrange';
import type { Spark } from '../grid/spark';
import type { HostLink } from '../hostLink';
import type { ResultPage } from '../page';
import { ProfileBook } from './profileBook';

/** Histograms in the headers of the grid: columns are profiled as they come into sight, one after the other. */
export class HeaderHistograms {
  readonly #books = new WeakMap<ResultPage, ProfileBook>();
  /** What the person has chosen; before that the setting counts. */
  #chosen: boolean | undefined;

  constructor(
    private readonly link: HostLink,
    private readonly byDefault: () => boolean,
    private readonly changed: () => void,
  ) {}

  get on(): boolean {
    return this.#chosen ?? this.byDefault();
  }

  toggle(): void {
    this.#chosen = !this.on;
    this.changed();
  }

  /** Has the page's grid show them, or not. Rows that never end would be profiled without end. */
  apply(page: ResultPage): void {
    const { model } = page;
    if (!model) return;
    if (!this.on || page.live) {
      this.#books.get(page)?.stop();
      model.spark = undefined;
      return;
    }
    const book = this.#bookOf(page);
    model.spark = (column) => {
      const state = book.of(column);
      return state.kind === 'known' ? sparkOf(state.profile) : undefined;
    };
  }

  #bookOf(page: ResultPage): ProfileBook {
    const known = this.#books.get(page);
    if (known) return known;
    const book = new ProfileBook(page, this.link, this.changed);
    this.#books.set(page, book);
    return book;
  }
}

/** Of numbers and times the histogram; of others how often the most frequent values are there. */
export function sparkOf({ rows, nulls, histogram, top }: ColumnProfile): Spark {
  const counts = (histogram ?? top.filter(({ text }) => text !== null)).map(({ count }) => count);
  const most = Math.max(1, ...counts);
  return { bars: counts.map((count) => count / most), nulls: rows === 0 ? 0 : nulls / rows };
}
