import { html, nothing, render, type TemplateResult } from 'lit';
import { type Failure, failureOf } from '../../core/errors';
import { formatCount } from '../../core/format/numbers';
import type { LookupHostMethods, LookupKeys, LookupModel, Places } from '../../protocol/lookupView';
import { type Methods, type Rpc, RpcError } from '../../protocol/rpc';
import type { TableColumn } from '../../protocol/tables';
import { moreText, rowsText } from '../shared/counts';
import { t } from '../shared/l10n';
import { keysOf } from './keysText';

const WAIT_MS = 150;
const MOST_PLACES = 200;

/** The panel that finds rows by key: fields for one, a text for many. */
export class LookupApp {
  #key = 0;
  #many = false;
  #values: string[] = [];
  #text = '';
  #problems: readonly (string | null)[] = [];
  #statement = '';
  #busy: 'lookup' | 'locate' | undefined;
  #rows: number | undefined;
  #places: Places | undefined;
  #failure: Failure | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Rpc<Methods, LookupHostMethods>,
    private readonly model: LookupModel,
  ) {}

  draw(): void {
    const { table, connection } = this.model;
    render(
      html`<form class="panel" @submit=${(event: Event) => { event.preventDefault(); void this.#lookUp(); }}>
        <main>
          <h1>${t('Look Up in {0}', table.label)}</h1>
          <p class="dim">${t('{0} · by {1}', connection, this.#columns.map(({ name }) => name).join(', '))}</p>
          ${table.keys.length > 1 ? this.#keyChoice() : nothing}
          <div class="choice" role="radiogroup" aria-label=${t('How many keys')}>
            ${this.#mode(t('One Key'), false)} ${this.#mode(t('Many Keys'), true)}
          </div>
          ${this.#many ? this.#manyKeys() : this.#columns.map((column, index) => this.#field(column, index))}
          <details class="statement" ?open=${this.#statement !== ''}><summary>${t('Statement')}</summary><pre tabindex="0" aria-label=${t('The statement that this lookup stands for')}>${this.#statement}</pre>
            <button type="button" class="link" ?disabled=${this.#statement === ''} @click=${() => { this.#quietly(this.host.call('copyStatement', this.#keys)); }}>${t('Copy')}</button></details>
          ${this.#outcome()}
        </main>
        <footer>
          <button class="button" ?disabled=${!this.#ready || this.#busy !== undefined}>${this.#busy === 'lookup' ? t('Looking Up…') : t('Look Up')}</button>
          ${table.locate ? html`<button type="button" class="button secondary" ?disabled=${!this.#ready || this.#busy !== undefined} @click=${() => { void this.#locate(); }}>${t('Where Is This Key?')}</button>` : nothing}
          ${this.#many ? html`<span class="dim">${this.#count}</span>` : nothing}
        </footer>
      </form>`,
      this.root,
    );
  }

  get #columns(): readonly TableColumn[] {
    const { table } = this.model;
    return (table.keys[this.#key]?.columns ?? []).flatMap((column) => table.columns[column] ?? []);
  }

  get #prefix(): number {
    return this.model.table.keys[this.#key]?.prefix ?? 0;
  }

  /** The values up to the first that is empty. */
  get #keys(): LookupKeys {
    if (this.#many) return { key: this.#key, keys: keysOf(this.#text, this.#columns.length) };
    const given = this.#columns.map((_, index) => this.#values[index] ?? '');
    const end = given.findIndex((value) => value === '');
    return { key: this.#key, keys: [end < 0 ? given : given.slice(0, end)] };
  }

  get #ready(): boolean {
    const { keys } = this.#keys;
    return keys.length > 0 && keys.every((values) => values.length >= this.#prefix && values.length <= this.#columns.length && !values.includes('')) && this.#problems.every((problem) => problem === null);
  }

  get #count(): string {
    const { length } = this.#keys.keys;
    return length === 1 ? t('1 key') : t('{0} keys', formatCount(length));
  }

  #keyChoice(): TemplateResult {
    const choose = (event: Event): void => {
      if (!(event.target instanceof HTMLSelectElement)) return;
      this.#key = Number(event.target.value);
      this.#values = [];
      this.#changed();
    };
    return html`<label class="field"><span class="label">${t('Key')}</span><select @change=${choose}>${this.model.table.keys.map(({ name }, index) => html`<option value=${index} ?selected=${index === this.#key}>${name}</option>`)}</select></label>`;
  }

  #mode(label: string, many: boolean): TemplateResult {
    return html`<button type="button" role="radio" aria-checked=${this.#many === many} class=${this.#many === many ? 'chosen' : ''} @click=${() => { this.#many = many; this.#problems = []; this.#changed(); }}>${label}</button>`;
  }

  #field(column: TableColumn, index: number): TemplateResult {
    const optional = index >= this.#prefix;
    const problem = this.#problems[index];
    return html`<label class="field">
      <span class="label">${column.name} <span class="dim">${optional ? t('{0} · may be left empty', column.type) : column.type}</span></span>
      <input .value=${this.#values[index] ?? ''} aria-invalid=${problem !== null && problem !== undefined} spellcheck="false" autocomplete="off" ?autofocus=${index === 0}
        @input=${(event: Event) => { if (event.target instanceof HTMLInputElement) this.#values[index] = event.target.value; this.#changed(); }} />
      ${problem ? html`<span class="issue" role="alert">${problem}</span>` : nothing}
    </label>`;
  }

  #manyKeys(): TemplateResult {
    const names = this.#columns.map(({ name }) => name);
    return html`<label class="field">
      <span class="label">${t('Keys')} <span class="dim">${names.length > 1 ? t('one a line: {0}, with tabs or commas between them', names.join(', ')) : t('one a line')}</span></span>
      <textarea rows="10" spellcheck="false" .value=${this.#text} placeholder=${t('Paste keys here')}
        @input=${(event: Event) => { if (event.target instanceof HTMLTextAreaElement) this.#text = event.target.value; this.#changed(); }}></textarea>
      ${this.#problems.filter((problem) => problem !== null).slice(0, 3).map((problem) => html`<span class="issue" role="alert">${problem}</span>`)}
    </label>`;
  }

  #outcome(): TemplateResult | typeof nothing {
    if (this.#failure) {
      const { what, why, todo } = this.#failure;
      return html`<div class="failed" role="alert"><b>${plain(what)}</b><p>${plain(why)} ${plain(todo ?? '')}</p></div>`;
    }
    if (this.#places) return this.#placesTable(this.#places);
    if (this.#rows === undefined) return nothing;
    return html`<p class="outcome" role="status">${this.#rows === 0 ? t('No row has this key.') : t('{0} found. The results view shows them.', rowsText(this.#rows))}</p>`;
  }

  #placesTable(places: Places): TemplateResult {
    const { keys } = this.#keys;
    const labels = places[0]?.map(([label]) => label) ?? [];
    return html`<table class="places" aria-label=${t('Where the keys are')}><thead><tr><th>${t('Key')}</th>${labels.map((label) => html`<th>${label}</th>`)}</tr></thead>
      <tbody>${places.slice(0, MOST_PLACES).map((place, index) => html`<tr><td>${(keys[index] ?? []).join(', ')}</td>${place.map(([, value]) => html`<td>${value}</td>`)}</tr>`)}</tbody></table>
      ${places.length > MOST_PLACES ? html`<p class="dim">${moreText(places.length - MOST_PLACES)}</p>` : nothing}`;
  }

  #changed(): void {
    this.#places = undefined;
    this.#rows = undefined;
    this.#failure = undefined;
    this.draw();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => { this.#quietly(this.#look()); }, WAIT_MS);
  }

  /** Checks the values and makes the statement. */
  async #look(): Promise<void> {
    const asked = this.#keys;
    const columns = this.model.table.keys[this.#key]?.columns ?? [];
    const found = await Promise.all(
      columns.map(async (column, index) => {
        const values = asked.keys.flatMap((key) => (index < key.length ? [key[index] ?? null] : []));
        if (values.length === 0) return null;
        const problems = await this.host.call('check', { column, values });
        const row = problems.findIndex((problem) => problem !== null);
        return row < 0 ? null : `${this.#many ? `Line ${row + 1}, ${columns.length > 1 ? `${this.#columns[index]?.name ?? ''}: ` : ''}` : ''}${problems[row] ?? ''}`;
      }),
    );
    if (JSON.stringify(asked) !== JSON.stringify(this.#keys)) return;
    this.#problems = found;
    const complete = asked.keys.length > 0 && asked.keys.every((values) => values.length >= this.#prefix && !values.includes(''));
    this.#statement = complete ? await this.host.call('statement', asked) : '';
    this.draw();
  }

  async #lookUp(): Promise<void> {
    if (!this.#ready) return;
    await this.#work('lookup', async () => {
      this.#rows = (await this.host.call('lookup', this.#keys)).rows;
      this.#places = undefined;
    });
  }

  async #locate(): Promise<void> {
    await this.#work('locate', async () => {
      this.#places = await this.host.call('locate', this.#keys);
    });
  }

  async #work(what: 'lookup' | 'locate', work: () => Promise<void>): Promise<void> {
    this.#busy = what;
    this.#failure = undefined;
    this.draw();
    try {
      await work();
    } catch (error) {
      if (!(error instanceof RpcError && error.cancelled)) this.#failure = error instanceof RpcError ? error.failure : failureOf(error, t('Could not look up the key'));
    }
    this.#busy = undefined;
    this.draw();
  }

  #quietly(work: Promise<unknown>): void {
    work.catch(() => undefined); // the lookup itself tells what is wrong
  }
}

function plain(text: string): string {
  return text.replaceAll(/[`*]/gu, '');
}
