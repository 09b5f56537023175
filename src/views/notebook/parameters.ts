import { html, nothing, render, type TemplateResult } from 'lit';
import type { ParametersOutput, ShownParameter } from '../../protocol/notebookView';
import { t, tParts } from '../shared/l10n';
import type { Asks } from './asks';

interface Shown {
  readonly parameter: ShownParameter;
  readonly choices?: readonly string[];
  readonly loading?: boolean;
}

/** The parameters of one cell, each with what suits its type. What is chosen is written into the cell. */
export class ParametersView {
  #shown: readonly Shown[];

  constructor(
    private readonly root: HTMLElement,
    private readonly output: ParametersOutput,
    private readonly asks: Asks,
  ) {
    this.#shown = output.parameters.map((parameter) => ({ parameter, ...(parameter.choices && { choices: parameter.choices }) }));
  }

  show(): void {
    this.#render();
  }

  #render(): void {
    const { problems } = this.output;
    render(
      html`<div class="parameters" role="group" aria-label=${t('Parameters')}>
        ${this.#shown.map((shown) => this.#row(shown))}
        ${problems.map(({ line, why }) => html`<p class="problem" role="alert">${t('Line {0}: {1}', line, why)}</p>`)}
        ${this.#shown.length === 0 && problems.length === 0 ? html`<p class="dim">${tParts('Write a parameter, such as {0}, and run the cell. Statements use it as {1}.', html`<code>least: number = 10</code>`, html`<code>$least</code>`)}</p>` : nothing}
      </div>`,
      this.root,
    );
  }

  #row(shown: Shown): TemplateResult {
    const { name, kind, problem } = shown.parameter;
    const id = `parameter-${name}`;
    return html`<label class="parameter-name" for=${id} title=${kind === 'dates' ? t('{0} and {1}', `$${name}_from`, `$${name}_to`) : `$${name}`}>${name}</label>
      <span class="parameter-field">${this.#field(shown, id)}${problem === undefined ? nothing : html`<span class="problem" role="alert">${problem}</span>`}</span>`;
  }

  #field(shown: Shown, id: string): TemplateResult {
    const { kind, value } = shown.parameter;
    const set = (event: Event): void => {
      const { target } = event;
      if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) this.#set(shown, target.value);
    };
    switch (kind) {
      case 'date':
        return html`<input id=${id} type="date" .value=${value} @change=${set} />`;
      case 'dates':
        return this.#dates(shown, id);
      case 'boolean':
        return html`<input id=${id} type="checkbox" .checked=${value.toLowerCase() === 'true'} @change=${(event: Event) => {
          if (event.target instanceof HTMLInputElement) this.#set(shown, String(event.target.checked));
        }} />`;
      case 'choice':
        return this.#choice(shown, id, set);
      case 'number':
        return html`<input id=${id} type="text" inputmode="decimal" .value=${value} @change=${set} />`;
      case 'timestamp':
      case 'text':
        return html`<input id=${id} type="text" .value=${value} @change=${set} />`;
    }
  }

  #dates(shown: Shown, id: string): TemplateResult {
    const [from = '', to = ''] = shown.parameter.value.split(/\s+to\s+/u);
    const { name } = shown.parameter;
    const changed = (part: 'from' | 'to') => (event: Event): void => {
      if (event.target instanceof HTMLInputElement) this.#set(shown, part === 'from' ? [event.target.value, to].join(' to ') : [from, event.target.value].join(' to '));
    };
    return html`<input id=${id} type="date" aria-label=${t('{0} from', name)} .value=${from} @change=${changed('from')} /><span class="dim">${t('to')}</span
      ><input type="date" aria-label=${t('{0} to', name)} .value=${to} @change=${changed('to')} />`;
  }

  /** Choices of a query are asked for when somebody is about to choose. */
  #choice(shown: Shown, id: string, set: (event: Event) => void): TemplateResult {
    const { parameter, choices = [], loading } = shown;
    const all = choices.includes(parameter.value) ? choices : [parameter.value, ...choices];
    return html`<select id=${id} aria-busy=${loading ?? false} @change=${set} @focus=${() => {
        this.#load(shown);
      }}>${all.map((choice) => html`<option .value=${choice} ?selected=${choice === parameter.value}>${choice}</option>`)}</select>
      ${loading ? html`<span class="dim" role="status">${t('Reading choices…')}</span>` : nothing}`;
  }

  #load(shown: Shown): void {
    const { parameter } = shown;
    if (!parameter.query || shown.choices || shown.loading) return;
    this.#replace(parameter.name, (now) => ({ ...now, loading: true }));
    void this.asks.ask({ headwater: 'choices', name: parameter.name }).then(({ choices, problem }) => {
      this.#replace(parameter.name, ({ parameter: now }) => ({ parameter: withProblem(now, problem), ...(choices && { choices }) }));
    });
  }

  #set({ parameter }: Shown, value: string): void {
    if (value === parameter.value) return;
    this.#replace(parameter.name, (now) => ({ ...now, parameter: { ...now.parameter, value } }));
    void this.asks.ask({ headwater: 'set', name: parameter.name, value }).then(({ problem }) => {
      this.#replace(parameter.name, (now) => (now.parameter.value === value ? { ...now, parameter: withProblem(now.parameter, problem) } : now));
    });
  }

  #replace(name: string, change: (shown: Shown) => Shown): void {
    this.#shown = this.#shown.map((shown) => (shown.parameter.name === name ? change(shown) : shown));
    this.#render();
  }
}

function withProblem({ name, kind, value, choices, query }: ShownParameter, problem: string | undefined): ShownParameter {
  return { name, kind, value, ...(choices && { choices }), ...(query && { query }), ...(problem !== undefined && { problem }) };
}
