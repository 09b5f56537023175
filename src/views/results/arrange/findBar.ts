import { html, nothing, type TemplateResult } from 'lit';
import { formatCount } from '../../../core/format/numbers';
import { failureOf } from '../../../core/errors';
import type { CellPlace, FindQuery } from '../../../protocol/resultsArrange';
import { type HostLink, isQuiet } from '../hostLink';
import { iconButton } from '../tabStrip';
import { toggle } from '../live/liveTools';
import { rowsText } from '../../shared/counts';
import { t } from '../../shared/l10n';

/** Where a search looks, and what it does with what it finds. */
export interface FindTarget {
  readonly resultId: string;
  readonly view?: string;
  /** In the order shown. */
  readonly columns: readonly number[];
  /** The active cell. */
  readonly from: CellPlace | undefined;
  show(place: CellPlace): void;
}

const COUNT_AFTER_MS = 200;

/** Finds cells by their text over the whole result, the next one and the one before, and counts them. */
export class FindBar {
  #open = false;
  #query: FindQuery = { text: '' };
  #status = '';
  #finding: AbortController | undefined;
  #counting: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly link: HostLink,
    private readonly target: () => FindTarget | undefined,
    private readonly events: { changed(): void; closed(): void },
  ) {}

  get isOpen(): boolean {
    return this.#open;
  }

  /** Marks what is found in a text that is shown; `undefined` where nothing is looked for. */
  get highlight(): ((text: string) => boolean) | undefined {
    const { text, regex = false, caseSensitive = false } = this.#query;
    if (!this.#open || text === '') return undefined;
    if (!regex) {
      const wanted = caseSensitive ? text : text.toLowerCase();
      return (shown) => (caseSensitive ? shown : shown.toLowerCase()).includes(wanted);
    }
    // A pattern that may go astray is left to the server, which can stop it.
    return undefined;
  }

  open(): void {
    this.#open = true;
    this.events.changed();
    queueMicrotask(() => {
      queueMicrotask(() => {
        const box = this.root.querySelector<HTMLInputElement>('.find-text');
        box?.focus();
        box?.select();
      });
    });
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#stop();
    this.events.changed();
    this.events.closed();
  }

  next(backwards: boolean): void {
    if (!this.#open || this.#query.text === '') {
      this.open();
      return;
    }
    const target = this.target();
    if (!target) return;
    this.#finding?.abort();
    const finding = (this.#finding = new AbortController());
    const { resultId, view, columns, from } = target;
    this.link.call('find', { resultId, ...(view !== undefined && { view }), find: this.#query, columns, ...(from && { from }), ...(backwards && { backwards }) }, finding.signal).then(
      ({ place }) => {
        if (finding.signal.aborted) return;
        if (place) target.show(place);
        else this.#say(t('No results'));
      },
      (error: unknown) => {
        this.#failed(error);
      },
    );
  }

  render(): TemplateResult | typeof nothing {
    if (!this.#open) return nothing;
    const { regex = false, caseSensitive = false } = this.#query;
    return html`<div class="find-bar" role="search" @keydown=${(event: KeyboardEvent) => { this.#key(event); }}>
      <input class="find-text" aria-label=${t('Find in result')} placeholder=${t('Find')} .value=${this.#query.text} @input=${(event: Event) => { if (event.target instanceof HTMLInputElement) this.#ask({ text: event.target.value }); }} />
      ${toggle('case-sensitive', t('Match Case'), caseSensitive, () => { this.#ask({ caseSensitive: !caseSensitive }); })}${toggle('regex', t('Use Regular Expression'), regex, () => { this.#ask({ regex: !regex }); })}
      <span class="find-status" role="status">${this.#status}</span>
      ${iconButton('arrow-up', t('Previous Match (Shift+Enter)'), () => { this.next(true); })}${iconButton('arrow-down', t('Next Match (Enter)'), () => { this.next(false); })}${iconButton('close', t('Close (Escape)'), () => { this.close(); })}
    </div>`;
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.close();
    else if (event.key === 'Enter' || event.key === 'F3') this.next(event.shiftKey);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #ask(change: Partial<FindQuery>): void {
    this.#query = { ...this.#query, ...change };
    this.#stop();
    this.#say(this.#query.text === '' ? '' : t('Counting…'));
    if (this.#query.text === '') return;
    this.#timer = setTimeout(() => {
      this.#count();
    }, COUNT_AFTER_MS);
  }

  #count(): void {
    const target = this.target();
    if (!target) return;
    const counting = (this.#counting = new AbortController());
    const { resultId, view, columns } = target;
    this.link.call('countMatches', { resultId, ...(view !== undefined && { view }), find: this.#query, columns }, counting.signal).then(
      ({ cells, rows }) => {
        if (!counting.signal.aborted) this.#say(cells === 0 ? t('No results') : cells === 1 ? t('{0} cell in {1}', formatCount(cells), rowsText(rows)) : t('{0} cells in {1}', formatCount(cells), rowsText(rows)));
      },
      (error: unknown) => {
        this.#failed(error);
      },
    );
  }

  #failed(error: unknown): void {
    if (!isQuiet(error)) this.#say(failureOf(error, t('Could not search')).why);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#finding?.abort();
    this.#counting?.abort();
  }

  #say(status: string): void {
    this.#status = status;
    this.events.changed();
  }
}
