import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ResultPage } from '../page';
import { t } from '../../shared/l10n';
import type { OpenView, ResultView } from './resultView';
import { VIEW_IDS, type ViewId } from './viewId';

interface Shown {
  readonly id: ViewId;
  readonly view: OpenView;
}

const GRID = { id: 'grid', label: t('Grid'), icon: 'table' } as const;

/** Which view of each result is in sight, and the buttons to change it. */
export class ViewSwitch {
  readonly #shown = new Map<ResultPage, Shown>();
  readonly #views: readonly ResultView[];

  /**
   * @param changed the person has chosen another view
   */
  constructor(
    views: readonly ResultView[],
    private readonly root: HTMLElement,
    private readonly changed: (page: ResultPage) => void,
  ) {
    this.#views = [...views].sort((one, other) => VIEW_IDS.indexOf(one.id) - VIEW_IDS.indexOf(other.id));
  }

  /** The view in sight; `undefined` where it is the grid. */
  of(page: ResultPage | undefined): OpenView | undefined {
    if (!page?.model) return undefined;
    const wanted = this.#views.find(({ id }) => id === page.view);
    const before = this.#shown.get(page);
    if (!wanted?.offered(page)) {
      this.#close(page);
      return undefined;
    }
    if (before?.id === wanted.id) return before.view;
    this.#close(page);
    const view = wanted.open(page);
    this.#shown.set(page, { id: wanted.id, view });
    if (!before) page.ended.addEventListener('abort', () => { this.#close(page); }, { once: true });
    return view;
  }

  show(page: ResultPage, id: ViewId): void {
    page.view = id;
    this.changed(page);
    queueMicrotask(() => {
      queueMicrotask(() => this.of(page)?.focus());
    });
  }

  /** The next view that there is, or the one before. */
  step(page: ResultPage, by: 1 | -1): void {
    const ids = this.#offered(page).map(({ id }) => id);
    const at = Math.max(0, ids.indexOf(this.#current(page)));
    this.show(page, ids[(at + by + ids.length) % ids.length] ?? 'grid');
  }

  /** Buttons in the toolbar; none where there is only the grid. Each keeps its element, or a click while views come would choose another one. */
  buttons(page: ResultPage): TemplateResult | typeof nothing {
    const offered = this.#offered(page);
    if (offered.length < 2) return nothing;
    const current = this.#current(page);
    return html`<div class="view-switch" role="radiogroup" aria-label=${t('View')} @keydown=${(event: KeyboardEvent) => { this.#key(event, page); }}>
      ${repeat(offered, ({ id }) => id, ({ id, label, icon }) => html`<button class="icon codicon codicon-${icon} ${id === current ? 'pressed' : ''}" role="radio" data-view=${id} aria-checked=${id === current} title=${label} aria-label=${label} tabindex=${id === current ? 0 : -1}
        @click=${() => { this.show(page, id); }}></button>`)}
    </div><span class="tool-line"></span>`;
  }

  #offered(page: ResultPage): readonly { readonly id: ViewId; readonly label: string; readonly icon: string }[] {
    return [GRID, ...this.#views.filter((view) => view.offered(page))];
  }

  #current(page: ResultPage): ViewId {
    return this.#offered(page).find(({ id }) => id === page.view)?.id ?? 'grid';
  }

  #key(event: KeyboardEvent, page: ResultPage): void {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by !== 1 && by !== -1) return;
    event.preventDefault();
    event.stopPropagation();
    const ids = this.#offered(page).map(({ id }) => id);
    const id = ids[(ids.indexOf(this.#current(page)) + by + ids.length) % ids.length] ?? 'grid';
    page.view = id;
    this.changed(page);
    // The keyboard stays with the buttons until Tab takes it on.
    queueMicrotask(() => {
      queueMicrotask(() => this.root.querySelector<HTMLElement>(`.view-switch [data-view="${id}"]`)?.focus());
    });
  }

  #close(page: ResultPage): void {
    this.#shown.get(page)?.view.close();
    this.#shown.delete(page);
  }
}
