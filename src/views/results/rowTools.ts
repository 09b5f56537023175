import { html, nothing, type TemplateResult } from 'lit';
import { EditController } from './edit/editController';
import type { EditMode } from './edit/editMode';
import { editTools } from './edit/editTools';
import { reviewView } from './edit/reviewView';
import type { Grid } from './grid/grid';
import type { HostLink } from './hostLink';
import { liveTools } from './live/liveTools';
import type { ResultPage } from './page';

/** What can be done with the rows of a tab beyond reading them: following them where they keep coming, changing them where they are a table's. */
export class RowTools {
  readonly #editing: EditController;

  /** @param say shows and speaks what happened, in one sentence */
  constructor(
    private readonly grid: Grid,
    private readonly link: HostLink,
    private readonly say: (text: string) => void,
  ) {
    this.#editing = new EditController(grid, link, say);
  }

  /** True where the key was for us. */
  key(event: KeyboardEvent, page: ResultPage | undefined): boolean {
    const resultId = page?.tab.state?.resultId;
    return page?.edit !== undefined && resultId !== undefined && this.#editing.key(event, page.edit, resultId);
  }

  /** A double click: writes in the cell where it can be written. True where it does. */
  edit(page: ResultPage | undefined, row: number, column: number): boolean {
    const resultId = page?.tab.state?.resultId;
    if (!page?.edit || resultId === undefined || page.edit.refusal(row, column) !== undefined) return false;
    this.#ask(this.#editing.edit(page.edit, resultId));
    return true;
  }

  paste(text: string, page: ResultPage | undefined): void {
    if (page?.edit) this.#editing.paste(text, page.edit);
  }

  /** Runs a tab again or closes it, and asks before that loses changes. */
  async leave(how: 'rerun' | 'close', tab: string, page: ResultPage | undefined): Promise<void> {
    const changes = page?.pendingChanges ?? 0;
    // Changes whose rows are gone wait for them: running again takes them up.
    const lost = page?.model !== undefined || how === 'close';
    if (changes > 0 && lost && !(await this.link.call('mayDiscard', { tab, changes }))) return;
    if (changes > 0 && lost) page?.forgetChanges();
    await this.link.call(how, { tab });
  }

  /** Buttons in the toolbar. */
  tools(page: ResultPage | undefined, reviewing: () => void): TemplateResult | typeof nothing {
    return page ? html`${this.#liveTools(page)}${this.#editTools(page, reviewing)}` : nothing;
  }

  /** The review of changes, where one is open. */
  review(page: ResultPage | undefined): TemplateResult | typeof nothing | undefined {
    const { edit, tab } = page ?? {};
    if (!edit?.review || !tab) return undefined;
    return reviewView(edit, {
      apply: () => { this.#ask(this.#apply(edit, tab.id)); },
      close: () => { edit.closeReview(); this.grid.focus(); },
      discard: () => { edit.discard(); this.grid.focus(); },
    });
  }

  /** What is wrong with the active cell, or what became of the last change. */
  notice(page: ResultPage | undefined): string {
    const { edit, model } = page ?? {};
    if (!edit || !model) return '';
    const { head } = model.selection;
    const column = head && model.layout.visible[head.position];
    return (head && column !== undefined ? edit.problem(head.row, column) : undefined) ?? edit.notice;
  }

  #liveTools({ live, tab, model }: ResultPage): TemplateResult | typeof nothing {
    const { state } = tab;
    if (!live || !state?.live) return nothing;
    const { resultId, phase } = state;
    const hasKey = model?.columns.some((column) => column?.key !== undefined) ?? false;
    return liveTools(live, state.live, phase !== 'running' && phase !== 'paused', hasKey, {
      hold: (held) => { this.#ask(this.link.call('hold', { resultId, held })); },
      // Rows that are frozen are kept as they are seen; else those of this moment.
      snapshot: () => { this.#ask(this.link.call('snapshot', { tab: tab.id, ...(live.options.frozen && live.view !== undefined && { view: live.view }) })); },
    });
  }

  #editTools({ edit }: ResultPage, reviewing: () => void): TemplateResult | typeof nothing {
    if (!edit) return nothing;
    return editTools(edit, {
      add: () => { this.#editing.addRow(edit); },
      remove: () => { this.#editing.deleteRows(edit); },
      undo: () => { edit.undo(); },
      redo: () => { edit.redo(); },
      review: () => { reviewing(); this.#ask(edit.openReview()); },
    });
  }

  async #apply(edit: EditMode, tab: string): Promise<void> {
    const all = await edit.apply();
    this.say(edit.notice);
    if (all) await this.link.call('rerun', { tab });
  }

  /** The host tells the person itself what did not work; here it is enough not to lose the promise. */
  #ask(work: Promise<unknown>): void {
    work.catch(() => undefined);
  }
}
