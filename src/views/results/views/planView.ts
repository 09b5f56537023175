import { html, nothing, type TemplateResult } from 'lit';
import { isQuiet } from '../hostLink';
import type { ResultPage } from '../page';
import { t } from '../../shared/l10n';
import type { OpenView, ResultView, ViewContext } from './resultView';

/** Plans have few rows, each a long text. */
const MOST_ROWS = 50;
const MOST_COLUMNS = 8;
const MOST_CHARS = 1_000_000;

/** What a statement that explains another gave, as text with its lines and spaces. */
export function planView(context: ViewContext): ResultView {
  return {
    id: 'plan',
    label: t('Plan'),
    icon: 'type-hierarchy',
    offered: ({ tab, model }) => explains(tab.statement) && model !== undefined && model.rows > 0 && model.rows <= MOST_ROWS,
    open: (page) => new PlanView(page, context),
  };
}

/** Whether a statement asks for a plan, behind any comments. */
export function explains(statement: string): boolean {
  return /^(?:\s|--[^\n]*\n|\/\*[^]*?\*\/)*EXPLAIN\b/iu.test(statement);
}

interface Step {
  readonly title: string;
  readonly text: string;
}

class PlanView implements OpenView {
  #steps: readonly Step[] | undefined;
  #resultId: string | undefined;
  #asking = new AbortController();

  constructor(
    private readonly page: ResultPage,
    private readonly context: ViewContext,
  ) {}

  render(): TemplateResult {
    const resultId = this.page.tab.state?.resultId;
    if (resultId !== undefined && resultId !== this.#resultId) this.#read(resultId);
    return html`<div class="view plan-view" tabindex="0" role="region" aria-label=${t('Plan of the statement')}>
      ${this.#steps?.map(({ title, text }) => html`${title === '' ? nothing : html`<h2>${title}</h2>`}<pre>${text}</pre>`) ?? html`<p class="dim late">${t('Reading…')}</p>`}
    </div>`;
  }

  focus(): void {
    this.context.root.querySelector<HTMLElement>('.plan-view')?.focus();
  }

  close(): void {
    this.#asking.abort();
    this.#resultId = undefined;
  }

  #read(resultId: string): void {
    this.#resultId = resultId;
    this.#steps = undefined;
    this.#asking.abort();
    const { signal } = (this.#asking = new AbortController());
    this.#stepsOf(resultId, signal).then(
      (steps) => {
        if (signal.aborted) return;
        this.#steps = steps;
        this.context.changed();
      },
      (error: unknown) => {
        if (signal.aborted || isQuiet(error)) return;
        this.#steps = [{ title: '', text: t('The plan could not be read. Its rows are in the grid.') }];
        this.context.changed();
      },
    );
  }

  /** The last text of each row is the plan; what stands before it names the row. */
  async #stepsOf(resultId: string, signal: AbortSignal): Promise<readonly Step[]> {
    const { model, inView, tab } = this.page;
    const columns = Math.min(tab.state?.columns ?? 0, MOST_COLUMNS);
    const steps: Step[] = [];
    for (let row = 0; row < Math.min(model?.rows ?? 0, MOST_ROWS); row++) {
      const cells: string[] = [];
      for (let column = 0; column < columns; column++) {
        const part = await this.context.link.call('cell', { resultId, ...inView, row, column, as: 'text', from: 0, length: MOST_CHARS }, signal);
        if (!part.isNull) cells.push(part.text ?? '');
      }
      steps.push({ title: cells.slice(0, -1).join(' · '), text: cells.at(-1) ?? '' });
    }
    return steps;
  }
}
