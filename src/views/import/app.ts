import { html, nothing, render, type TemplateResult } from 'lit';
import { type Failure, failureOf } from '../../core/errors';
import { formatCount } from '../../core/format/numbers';
import type { ImportFile, ImportPreview, ImportReport } from '../../protocol/imports';
import type { ImportHostMethods, ImportModel, ImportViewMethods } from '../../protocol/importView';
import { type Rpc, RpcError } from '../../protocol/rpc';
import type { TableInfo } from '../../protocol/tables';
import { t } from '../shared/l10n';
import { type Mapping, matchColumns, missingColumns, writableColumns } from './mapping';
import { newTableStep } from './newTableStep';
import { failureView, previewTable, reportView } from './parts';
import { draftOf, placesOf, problemOf, type TableDraft, wantedOf } from './tableDraft';

/** What may stand between the values of a CSV file; empty = found out from its first lines. */
const delimiters = (): readonly (readonly [value: string, label: string])[] => [['', t('found out')], [',', t('comma')], [';', t('semicolon')], ['\t', t('tab')], ['|', t('bar')], [' ', t('space')]];

/** The import of a file: choose, look, map, write, report; all on one page. */
export class ImportApp {
  #file: ImportFile | undefined;
  #preview: ImportPreview | undefined;
  #table: TableInfo;
  /** Of a table that is yet to be made; `undefined` where the rows go into one that is there. */
  #draft: TableDraft | undefined;
  #mapping: Mapping = new Map();
  /** What is wrong with values of the preview, by column of the table. */
  #problems: ReadonlyMap<number, string> = new Map();
  #kind: ImportModel['table']['changes'][number];
  #failure: Failure | undefined;
  #reading = false;
  #running = false;
  #progress = { read: 0, rejected: 0 };
  #report: ImportReport | undefined;
  /** Where the rejected rows of the report were saved. */
  #saved: string | undefined;
  #asked = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Rpc<ImportViewMethods, ImportHostMethods>,
    private readonly model: ImportModel,
  ) {
    this.#table = model.table;
    this.#kind = model.table.changes.includes('insert') ? 'insert' : 'upsert';
  }

  start(): void {
    if (this.model.file === undefined) this.#draw();
    else void this.#open({ path: this.model.file, header: true });
  }

  progress(progress: { readonly read: number; readonly rejected: number }): void {
    this.#progress = progress;
    this.#draw();
  }

  #draw(): void {
    const { connection } = this.model;
    const table = this.#table;
    render(
      html`<div class="panel">
        <main>
          <h1>${t('Import into {0}', table.label)}</h1>
          <p class="dim">${connection}</p>
          ${this.#fileStep()} ${this.#failure ? failureView(this.#failure) : nothing}
          ${this.#reading ? html`<p class="dim" role="status">${t('Reading the file…')}</p>` : nothing}
          ${this.#preview ? html`${previewTable(this.#preview)} ${this.#targetStep(this.#preview)} ${this.#draft ? nothing : html`${this.#mappingStep(this.#preview)} ${this.#kindStep()}`}` : nothing}
          ${this.#report ? reportView(this.#report, { save: () => { this.#do(this.#saveRejected()); }, ...this.#openSaved(), openTable: () => { this.#do(this.host.call('openTable', null)); } }) : nothing}
        </main>
        ${this.#footer()}
      </div>`,
      this.root,
    );
  }

  #fileStep(): TemplateResult {
    const file = this.#file;
    return html`<h2>${t('File')}</h2>
      <p>${file ? html`<code>${file.path}</code> ` : html`<span class="dim">${t('CSV, JSON, Parquet or Arrow.')} </span>`}<button class="button secondary" ?disabled=${this.#running} @click=${() => { void this.#choose(); }}>${file ? t('Choose Another…') : t('Choose File…')}</button></p>
      ${file && this.#preview?.format === 'csv'
        ? html`<p>
            <label><input type="checkbox" .checked=${file.header} ?disabled=${this.#running} @change=${() => { void this.#open({ ...file, header: !file.header }); }} /> ${t('The first line names the columns')}</label>
            <label>${t('Between values:')} <select class="delimiter" aria-label=${t('What stands between values')} ?disabled=${this.#running} @change=${(event: Event) => { this.#chooseDelimiter(file, event); }}>
              ${delimiters().map(([value, label]) => html`<option value=${value} ?selected=${value === (file.delimiter ?? '')}>${label}</option>`)}
            </select></label>
          </p>`
        : nothing}`;
  }

  #chooseDelimiter({ path, header }: ImportFile, { target }: Event): void {
    if (!(target instanceof HTMLSelectElement)) return;
    void this.#open({ path, header, ...(target.value === '' ? {} : { delimiter: target.value }) });
  }

  /** The table that is there, or a new one, where the connection makes tables. */
  #targetStep(preview: ImportPreview): TemplateResult | typeof nothing {
    if (this.#table.creates !== true) return nothing;
    const draft = this.#draft;
    const choose = (wanted: TableDraft | undefined) => (): void => {
      this.#draft = wanted;
      this.#draw();
    };
    return html`<h2>${t('Table')}</h2>
      <div class="choice" role="group" aria-label=${t('Table')}>
        <button class=${draft ? '' : 'chosen'} aria-pressed=${!draft} ?disabled=${this.#running} @click=${choose(undefined)}>${this.#table.label}</button><button class=${draft ? 'chosen' : ''} aria-pressed=${draft !== undefined} ?disabled=${this.#running} @click=${choose(draft ?? draftOf(preview, this.#file?.path ?? ''))}>${t('A New Table')}</button>
      </div>
      ${draft ? newTableStep(draft, this.#running, (changed) => { choose(changed)(); }) : nothing}`;
  }

  #mappingStep(preview: ImportPreview): TemplateResult {
    const table = this.#table;
    return html`<h2>${t('Columns')}</h2>
      <table class="mapping" aria-label=${t('Columns of the table and of the file')}>
        <thead><tr><th>${t('Column')}</th><th>${t('Type')}</th><th>${t('From the File')}</th><th></th></tr></thead>
        <tbody>${writableColumns(table).map((column) => this.#mappingRow(column, preview))}</tbody>
      </table>`;
  }

  #mappingRow(column: number, preview: ImportPreview): TemplateResult {
    const info = this.#table.columns[column];
    const from = this.#mapping.get(column);
    const problem = this.#problems.get(column);
    const missing = missingColumns(this.#table, this.#mapping).includes(info?.name ?? '');
    const choose = (event: Event): void => {
      if (!(event.target instanceof HTMLSelectElement)) return;
      const chosen = event.target.value;
      const others = [...this.#mapping].filter(([to]) => to !== column);
      this.#mapping = new Map(chosen === '' ? others : [...others, [column, Number(chosen)] as const]);
      this.#do(this.#check());
      this.#draw();
    };
    return html`<tr>
      <td>${info?.name}${info?.key === undefined ? '' : html` <span class="codicon codicon-key" aria-label=${t('key')}></span>`}</td>
      <td class="dim">${info?.nullable === false ? t('{0}, needed', info.type) : info?.type}</td>
      <td><select aria-label=${t('Source of {0}', info?.name ?? '')} ?disabled=${this.#running} @change=${choose}>
        <option value="" ?selected=${from === undefined}>${t('(leave out)')}</option>
        ${preview.columns.map(({ name, type }, index) => html`<option value=${index} ?selected=${index === from}>${name} · ${type}</option>`)}
      </select></td>
      <td>${problem !== undefined ? html`<span class="issue">${problem}</span>` : missing ? html`<span class="issue">${t('This column needs a value.')}</span>` : nothing}</td>
    </tr>`;
  }

  #kindStep(): TemplateResult | typeof nothing {
    const kinds = this.#table.changes.filter((kind) => kind === 'insert' || kind === 'upsert');
    if (kinds.length < 2) return nothing;
    const words = { insert: t('Add rows; a key that is there is refused'), upsert: t('Add rows, and replace those with the same key') };
    return html`<h2>${t('Rows with a Key That Is There')}</h2>
      ${kinds.map((kind) => html`<p><label><input type="radio" name="kind" .checked=${this.#kind === kind} ?disabled=${this.#running} @change=${() => { this.#kind = kind; this.#draw(); }} /> ${words[kind]}</label></p>`)}`;
  }

  #footer(): TemplateResult {
    const ready = this.#draft ? problemOf(this.#draft) === undefined : this.#mapping.size > 0 && missingColumns(this.#table, this.#mapping).length === 0;
    if (this.#running) {
      return html`<footer><button class="button secondary" @click=${() => { this.#do(this.host.call('stop', null)); }}>${t('Stop')}</button>
        <span role="status">${progressText(this.#progress)}</span></footer>`;
    }
    return html`<footer><button class="button" ?disabled=${!this.#preview || !ready || this.#reading} @click=${() => { void this.#run(); }}>${this.#draft ? t('Create Table and Import Rows') : t('Import Rows')}</button></footer>`;
  }

  async #choose(): Promise<void> {
    const path = await this.host.call('choose', null).catch(() => null);
    if (path !== null) await this.#open({ path, header: true });
  }

  async #open(file: ImportFile): Promise<void> {
    const asked = ++this.#asked;
    this.#file = file;
    this.#failure = undefined;
    this.#report = undefined;
    this.#saved = undefined;
    this.#preview = undefined;
    this.#reading = true;
    this.#draw();
    try {
      const preview = await this.host.call('preview', file);
      if (asked !== this.#asked) return;
      this.#preview = preview;
      this.#mapping = matchColumns(this.#table, preview);
      if (this.#draft) this.#draft = draftOf(preview, file.path);
      this.#do(this.#check());
    } catch (error) {
      if (asked === this.#asked) this.#fail(error);
    }
    if (asked !== this.#asked) return;
    this.#reading = false;
    this.#draw();
  }

  /** Looks whether the values of the preview fit their columns. */
  async #check(): Promise<void> {
    const preview = this.#preview;
    const mapping = this.#mapping;
    if (!preview) return;
    const found = await Promise.all(
      [...mapping].map(async ([column, from]) => {
        const values = preview.rows.map((row) => row[from] ?? null);
        const problems = await this.host.call('check', { column, values }).catch((error: unknown) => [error instanceof RpcError ? error.failure.why : null]);
        const wrong = problems.flatMap((problem) => problem ?? []);
        const [first] = wrong;
        return first === undefined ? [] : [[column, t('{0} of the first {1} do not fit: {2}', wrong.length, values.length, first.replaceAll('`', ''))] as const];
      }),
    );
    if (mapping !== this.#mapping) return;
    this.#problems = new Map(found.flat());
    this.#draw();
  }

  async #run(): Promise<void> {
    const file = this.#file;
    if (!file) return;
    this.#running = true;
    this.#failure = undefined;
    this.#report = undefined;
    this.#saved = undefined;
    this.#progress = { read: 0, rejected: 0 };
    this.#draw();
    try {
      if (this.#draft && !(await this.#create(this.#draft))) {
        this.#running = false;
        this.#draw();
        return;
      }
      const mapping = [...this.#mapping].map(([to, from]) => ({ from, to }));
      this.#report = (await this.host.call('run', { file, kind: this.#kind, mapping })) ?? undefined;
    } catch (error) {
      this.#fail(error);
    }
    this.#running = false;
    this.#draw();
    this.root.querySelector('.report')?.scrollIntoView();
  }

  /** The rows go into the new table from then on, also where some of them fail. False where the person did not confirm. */
  async #create(draft: TableDraft): Promise<boolean> {
    const made = await this.host.call('create', wantedOf(draft));
    if (!made) return false;
    this.#table = made;
    this.#draft = undefined;
    this.#problems = new Map();
    this.#mapping = new Map(placesOf(draft).map((from, to) => [to, from]));
    this.#kind = made.changes.includes('insert') ? 'insert' : 'upsert';
    return true;
  }

  async #saveRejected(): Promise<void> {
    this.#saved = (await this.host.call('saveRejected', null)) ?? this.#saved;
    this.#draw();
  }

  /** Only the rows that failed, once they are corrected. */
  #openSaved(): { readonly openSaved?: () => void } {
    const path = this.#saved;
    return path === undefined ? {} : { openSaved: () => void this.#open({ path, header: true }) };
  }

  #fail(error: unknown): void {
    if (error instanceof RpcError && error.cancelled) return;
    this.#failure = error instanceof RpcError ? error.failure : failureOf(error, t('Could not import the file'));
  }

  #do(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      this.#fail(error);
      this.#draw();
    });
  }
}

function progressText({ read, rejected }: { readonly read: number; readonly rejected: number }): string {
  return rejected > 0 ? t('{0} rows read, {1} rejected…', formatCount(read), formatCount(rejected)) : t('{0} rows read…', formatCount(read));
}
