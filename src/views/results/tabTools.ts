import type { TemplateResult } from 'lit';
import type { ResultTab } from '../../protocol/resultsView';
import { t } from '../shared/l10n';
import type { HostLink } from './hostLink';
import type { PopupMenu } from './popupMenu';
import { tabMenu } from './tabMenu';
import { tabStrip } from './tabStrip';

export interface TabToolEvents {
  /** Something of it is to be drawn. */
  readonly changed: () => void;
  readonly select: (tab: string) => void;
  /** Runs a tab again or closes it. */
  readonly leave: (how: 'rerun' | 'close', tab: string) => void;
}

/** The row of tabs: choosing, naming, pinning, closing. */
export class TabTools {
  #renaming: string | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly menu: PopupMenu,
    private readonly link: HostLink,
    private readonly events: TabToolEvents,
  ) {}

  /** @param tools stand at the end of the row */
  render(tabs: readonly ResultTab[], selected: string | undefined, tools: unknown): TemplateResult {
    const { select, leave } = this.events;
    return tabStrip(
      { tabs, selected, renaming: this.#renaming },
      {
        select,
        close: (tab) => { leave('close', tab); },
        rename: (tab, title) => { this.#ask(this.link.call('rename', { tab, title })); },
        pin: (tab, pinned) => { this.#ask(this.link.call('pin', { tab, pinned })); },
        rerun: (tab) => { leave('rerun', tab); },
        cancel: (tab) => { this.#ask(this.link.call('cancel', { tab })); },
        menu: (tab, x, y) => { this.#openMenu(tabs.find(({ id }) => id === tab), x, y); },
      },
      (tab) => { this.#rename(tab); },
      tools,
    );
  }

  #openMenu(found: ResultTab | undefined, x: number, y: number): void {
    if (!found) return;
    const { id: tab, pinned, statement } = found;
    const { leave } = this.events;
    const items = tabMenu(found, {
      rerun: () => { leave('rerun', tab); },
      rename: () => { this.#rename(tab); },
      pin: () => { this.#ask(this.link.call('pin', { tab, pinned: !pinned })); },
      compare: () => { this.#ask(this.link.call('compare', { tab })); },
      snapshot: () => { this.#ask(this.link.call('snapshot', { tab })); },
      copyStatement: () => { this.#ask(this.link.call('copyText', { text: statement })); },
      close: () => { leave('close', tab); },
      closeOthers: () => { this.#ask(this.link.call('closeOthers', { tab })); },
    });
    this.menu.open(items, x, y, t('Tab'));
  }

  #rename(tab: string | undefined): void {
    this.#renaming = tab;
    this.events.changed();
    if (tab === undefined) return;
    const box = this.root.querySelector<HTMLInputElement>('.tab-rename');
    box?.focus();
    box?.select();
  }

  /** The host tells the person itself what did not work; here it is enough not to lose the promise. */
  #ask(work: Promise<unknown>): void {
    work.catch(() => undefined);
  }
}
