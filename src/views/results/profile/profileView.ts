import { html, nothing, type TemplateResult } from 'lit';
import { formatCount } from '../../../core/format/numbers';
import type { ResultPage } from '../page';
import type { OpenView, ResultView, ViewContext } from '../views/resultView';
import { columnCard } from './columnCard';
import { ProfileBook } from './profileBook';
import { t } from '../../shared/l10n';

/** What the columns hold: counts, extremes, spread and the most frequent values of each. */
export function profileView(context: ViewContext): ResultView {
  return {
    id: 'profile',
    label: t('Profile'),
    icon: 'graph',
    offered: ({ tab }) => (tab.state?.rows ?? 0) > 0,
    open: (page) => new ProfileView(page, context),
  };
}

/** Columns that are profiled at once; the others by a button. */
const FIRST = 60;

class ProfileView implements OpenView {
  readonly #book: ProfileBook;
  #most = FIRST;

  constructor(
    private readonly page: ResultPage,
    private readonly context: ViewContext,
  ) {
    this.#book = new ProfileBook(page, context.link, () => { context.changed(); });
  }

  render(): TemplateResult {
    const { model, tab, live } = this.page;
    const columns = model?.layout.visible ?? [];
    const shown = columns.slice(0, this.#most);
    const paused = tab.state?.phase === 'paused' && !live;
    return html`<div class="view profile-view" tabindex="0" role="region" aria-label=${t('Profile of the result')}>
      <p class="profile-title">${paused ? t('{0} rows so far', formatCount(model?.rows ?? 0)) : t('{0} rows', formatCount(model?.rows ?? 0))} · ${columns.length === 1 ? t('1 column') : t('{0} columns', formatCount(columns.length))} · ${shown.some((column) => this.#book.peek(column)?.sample !== undefined) ? t('estimates are marked') : t('all figures are exact')}
        ${paused ? html`<button class="link" @click=${() => { this.page.read(null); }}>${t('Read All Rows')}</button>` : nothing}</p>
      <div class="profile-cards">${shown.map((column) => {
        const info = model?.columns[column];
        return columnCard(column, info?.name ?? `column ${column + 1}`, info, this.#book.of(column), {
          choose: (text) => { this.context.filter(column, { column, is: text === null ? { test: 'null' } : { test: 'in', values: [text] } }); },
        });
      })}</div>
      ${columns.length > shown.length ? html`<button class="button secondary" @click=${() => { this.#most += FIRST; this.context.changed(); }}>${t('Profile {0} More Columns', Math.min(FIRST, columns.length - shown.length))}</button>` : nothing}
    </div>`;
  }

  focus(): void {
    const column = this.page.profileAt;
    if (column !== undefined) {
      this.page.profileAt = undefined;
      this.#bring(column);
      return;
    }
    this.context.root.querySelector<HTMLElement>('.profile-view')?.focus();
  }

  /** The card of a column, into sight and with the keyboard. */
  #bring(column: number): void {
    const at = this.page.model?.layout.visible.indexOf(column) ?? -1;
    if (at >= this.#most) {
      this.#most = at + 1;
      this.context.changed();
    }
    requestAnimationFrame(() => {
      const card = this.context.root.querySelector<HTMLElement>(`.profile-view [data-column="${column}"]`);
      card?.scrollIntoView({ block: 'nearest' });
      card?.focus();
    });
  }

  close(): void {
    this.#book.stop();
  }
}
