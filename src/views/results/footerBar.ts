import { html, nothing, type TemplateResult } from 'lit';
import type { ResultState } from '../../protocol/results';
import { footer } from './footer';
import { resultFacts, selectionFacts } from './footerText';
import type { ResultPage } from './page';
import { messageList } from './panes';
import type { RowTools } from './rowTools';
import type { TotalsWatch } from './selectionTotals';

/** Below a result: figures of the rows and of the selection, a notice, and the messages when somebody wants to read them. */
export class FooterBar {
  /** What was not done and why, until something else is. */
  notice = '';
  #messagesOpen = false;

  constructor(
    private readonly totals: TotalsWatch,
    private readonly rowTools: RowTools,
    private readonly changed: () => void,
  ) {}

  closeMessages(): void {
    this.#messagesOpen = false;
  }

  render(page: ResultPage | undefined, state: ResultState): TemplateResult {
    return html`${this.#messagesOpen ? html`<div class="message-drawer">${messageList(state.messages)}</div>` : nothing}
      ${footer(
        {
          state,
          facts: resultFacts(state, Date.now()),
          notice: this.rowTools.notice(page) || this.notice,
          selection: selectionFacts(this.totals.cells, this.totals.totals),
          reading: page?.reading ?? false,
          messages: state.messages.length,
          messagesOpen: this.#messagesOpen,
        },
        {
          readAll: () => { page?.read(null); this.changed(); },
          toggleMessages: () => { this.#messagesOpen = !this.#messagesOpen; this.changed(); },
        },
      )}`;
  }
}
