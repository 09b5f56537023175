import { html, render, type TemplateResult } from 'lit';
import type { GridModel } from './grid/gridModel';
import { t } from '../shared/l10n';

/** Columns listed at once; the search reaches the others. */
const LISTED = 300;

/** A list of the columns to search, hide and show. */
export class ColumnsMenu {
  #element: HTMLElement | undefined;
  #anchor: HTMLElement | undefined;
  #search = '';

  /** @param root where it is shown */
  constructor(
    private readonly root: HTMLElement,
    private readonly changed: () => void,
  ) {}

  open(model: GridModel, anchor: HTMLElement): void {
    if (this.#element) {
      this.#close();
      return;
    }
    const element = document.createElement('div');
    element.className = 'menu columns-menu';
    element.setAttribute('role', 'dialog');
    element.setAttribute('aria-label', t('Columns'));
    element.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'Escape') this.#close();
    });
    element.addEventListener('focusout', (event) => {
      if (!(event.relatedTarget instanceof Node) || !element.contains(event.relatedTarget)) this.#close(false);
    });
    this.#element = element;
    this.#anchor = anchor;
    this.#search = '';
    this.root.append(element);
    this.#render(model);
    const box = anchor.getBoundingClientRect();
    element.style.top = `${box.bottom + 2}px`;
    element.style.left = `${Math.max(4, box.right - element.getBoundingClientRect().width)}px`;
    element.style.maxHeight = `${innerHeight - box.bottom - 8}px`;
    element.querySelector('input')?.focus();
  }

  #close(giveBack = true): void {
    const element = this.#element;
    this.#element = undefined;
    element?.remove();
    if (giveBack) this.#anchor?.focus();
  }

  #render(model: GridModel): void {
    if (!this.#element) return;
    const wanted = this.#search.toLowerCase();
    const found = model.layout.order.filter((column) => (model.columns[column]?.name ?? t('column {0}', column + 1)).toLowerCase().includes(wanted));
    const set = (columns: readonly number[], visible: boolean): void => {
      const shown = model.layout.visible;
      // One column at least stays, so that there is something to click on.
      if (!visible && columns.length >= shown.length) columns = columns.filter((column) => column !== shown[0]);
      if (visible) model.layout.show(columns);
      else model.layout.hide(columns);
      this.changed();
      this.#render(model);
    };
    render(
      html`<input type="search" class="search" placeholder=${t('Search columns')} aria-label=${t('Search columns')} .value=${this.#search} @input=${(event: Event) => {
          if (event.target instanceof HTMLInputElement) this.#search = event.target.value;
          this.#render(model);
        }} />
        <div class="column-buttons">
          <button class="link" @click=${() => { set(found, true); }}>${wanted === '' ? t('Show all') : t('Show these')}</button>
          <button class="link" @click=${() => { set(found, false); }}>${wanted === '' ? t('Hide all') : t('Hide these')}</button>
        </div>
        <div class="column-list" tabindex="-1">
          ${found.slice(0, LISTED).map((column) => this.#entry(model, column, set))}
          ${found.length > LISTED ? html`<p class="dim">${t('{0} more: search for them.', found.length - LISTED)}</p>` : ''}
          ${found.length === 0 ? html`<p class="dim">${t('No column has this name.')}</p>` : ''}
        </div>`,
      this.#element,
    );
  }

  #entry(model: GridModel, column: number, set: (columns: readonly number[], visible: boolean) => void): TemplateResult {
    const info = model.columns[column];
    return html`<label class="column-entry"><input type="checkbox" .checked=${!model.layout.isHidden(column)} @change=${(event: Event) => {
        if (event.target instanceof HTMLInputElement) set([column], event.target.checked);
      }} /><span>${info?.name ?? t('column {0}', column + 1)}</span><span class="dim">${info?.type ?? ''}</span></label>`;
  }
}
