import { html, nothing, render } from 'lit';
import type { TemplateResult } from 'lit';
import type { ProfileField } from '../../core/contract/profile';
import type { Failure } from '../../core/errors';
import type { FormButton, FormHostMethods, FormIssues, FormTest } from '../../protocol/formView';
import { RpcError } from '../../protocol/rpc';
import type { Methods, Rpc } from '../../protocol/rpc';
import { t } from '../shared/l10n';
import type { FieldActions } from './fieldView';
import { fieldView, idOf } from './fieldView';
import type { FormMemory, FormState, Part } from './formState';
import { kindsView } from './kindsView';
import { Preview } from './preview';
import { outcomeView } from './outcomeView';
import type { Outcome } from './outcomeView';
import { urlView } from './urlView';
import type { UrlBox } from './urlView';

type Host = Rpc<Methods, FormHostMethods>;

/** Draws a form from its state and does what its controls ask for. */
export class FormApp {
  #outcome: Outcome = { kind: 'none' };
  #url: UrlBox = { text: '' };
  #test: AbortController | undefined;
  #busy: string | undefined;
  readonly #preview: Preview | undefined;
  readonly #actions: FieldActions = {
    set: (part, key, value) => {
      this.state.setValue(part, key, value);
      this.#changed();
    },
    secret: (key, value) => {
      this.state.setSecret(key, value);
      this.#changed();
    },
    leave: (part, key) => {
      this.state.touch(part, key);
      this.draw();
    },
    browse: (part, field) => void this.#browse(part, field),
  };

  constructor(
    private readonly root: HTMLElement,
    private readonly host: Host,
    readonly state: FormState,
    private readonly remember: (memory: FormMemory) => void,
  ) {
    if (state.model.previewed) this.#preview = new Preview((input, signal) => host.call('preview', input, signal), () => { this.draw(); });
    this.#preview?.changed(() => state.input);
  }

  draw(): void {
    render(this.#view(), this.root);
  }

  #view(): TemplateResult {
    const { state } = this;
    const { model } = state;
    return html`
      <form novalidate @submit=${(event: Event) => { event.preventDefault(); }} @keydown=${(event: KeyboardEvent) => { this.#key(event); }}>
        <main>
          <header>
            <h1>${model.title}</h1>
            ${model.intro === undefined ? nothing : html`<p>${model.intro}</p>`}
          </header>
          ${model.urlExamples.length === 0 ? nothing : urlView(this.#url, model.urlExamples, (text) => void this.#parseUrl(text))}
          ${kindsView(state, { choose: (id) => { this.#choose(id); }, preset: (preset) => { state.applyPreset(preset); this.#changed(); } })}
          ${this.#fields('common', state.visible('common').filter((field) => field.group === undefined))}
          ${this.#groups('values')} ${this.#groups('common', true)}
          ${this.#preview?.view() ?? nothing}
          ${state.formIssues.map((issue) => html`<div class="issue" role="alert"><span class="codicon codicon-error" aria-hidden="true"></span>${issue}</div>`)}
        </main>
        <footer>
          ${outcomeView(this.#outcome, () => { this.#test?.abort(); }, () => void this.host.call('showLog', null))}
          <div class="buttons">
            ${model.canTest ? html`<vscode-button secondary icon="pulse" ?disabled=${this.#busy !== undefined} @click=${() => void this.#runTest()}>${t('Test')}</vscode-button>` : nothing}
            <span class="gap"></span>
            ${model.buttons.map((button) => this.#button(button))}
          </div>
        </footer>
      </form>
    `;
  }

  #button({ id, label, primary }: FormButton): TemplateResult {
    return html`<vscode-button ?secondary=${!primary} ?disabled=${this.#busy !== undefined} @click=${() => void this.#submit(id)}>${label}</vscode-button>`;
  }

  #groups(part: Part, onlyGrouped = false): readonly TemplateResult[] {
    const groups = new Map<string | undefined, ProfileField[]>();
    for (const field of this.state.visible(part)) groups.set(field.group, [...(groups.get(field.group) ?? []), field]);
    if (onlyGrouped) groups.delete(undefined);
    return [...groups].map(([title, fields]) =>
      title === undefined ? this.#fields(part, fields) : html`<fieldset><legend>${title}</legend>${this.#fields(part, fields)}</fieldset>`,
    );
  }

  #fields(part: Part, fields: readonly ProfileField[]): TemplateResult {
    return html`${fields.map((field) => fieldView(this.state, part, field, this.#actions))}`;
  }

  #changed(): void {
    this.remember(this.state.memory);
    this.#preview?.changed(() => this.state.input);
    if (this.#outcome.kind !== 'testing') this.#outcome = { kind: 'none' };
    this.draw();
  }

  #choose(id: string): void {
    this.state.chooseKind(id);
    this.#changed();
  }

  #key(event: KeyboardEvent): void {
    const primary = this.state.model.buttons.find((button) => button.primary);
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && primary) void this.#submit(primary.id);
  }

  async #browse(part: Part, field: ProfileField): Promise<void> {
    const kind = field.kind === 'folder' ? 'folder' : 'file';
    const path = await this.#ask(() => this.host.call('browse', { kind, label: field.label, extensions: field.extensions ?? [] }));
    if (path !== undefined && path !== null) this.#actions.set(part, field.key, path);
  }

  async #parseUrl(text: string): Promise<void> {
    this.#url = { text };
    if (text.trim() === '') return;
    const parsed = await this.#ask(() => this.host.call('parseUrl', { url: text.trim() }));
    if (parsed === undefined) return;
    if (!parsed) {
      this.#url = { text, problem: t('No system that Headwater knows has URLs like it.') };
    } else if (!this.state.model.kinds.some((kind) => kind.id === parsed.kind)) {
      this.#url = { text, problem: t('It is the URL of another system.') };
    } else {
      this.state.applyUrl(parsed);
      this.#url = { text: '', done: true };
    }
    this.#changed();
  }

  async #runTest(): Promise<void> {
    if (!this.#complete()) return;
    this.#test = new AbortController();
    const { signal } = this.#test;
    this.#outcome = { kind: 'testing' };
    const report = await this.#ask<FormTest>(() => this.host.call('test', this.state.input, signal), 'test');
    if (report) this.#outcome = { kind: 'tested', report };
    else if (signal.aborted) this.#outcome = { kind: 'none' };
    this.draw();
  }

  async #submit(button: string): Promise<void> {
    if (this.#busy !== undefined || !this.#complete()) return;
    const issues = await this.#ask<FormIssues>(() => this.host.call('submit', { button, input: this.state.input }), button);
    if (issues) this.#showIssues(issues);
  }

  /** True where nothing is missing or wrong; else shows it and goes there. */
  #complete(): boolean {
    const complete = this.state.submit();
    this.draw();
    if (!complete) this.#focusIssue();
    return complete;
  }

  #showIssues(issues: FormIssues): void {
    this.state.setHostIssues(issues);
    this.draw();
    this.#focusIssue();
  }

  #focusIssue(): void {
    const issue = this.state.firstIssue;
    const control = issue && document.getElementById(idOf(issue.part, issue.key))?.querySelector('vscode-textfield, vscode-single-select, vscode-textarea, vscode-checkbox, input');
    if (control instanceof HTMLElement) control.focus();
  }

  /** The answer of the host, or `undefined` with its failure shown; nothing is shown where the person cancelled. */
  async #ask<T>(call: () => Promise<T>, busy?: string): Promise<T | undefined> {
    if (busy !== undefined) this.#busy = busy;
    this.draw();
    try {
      return await call();
    } catch (error) {
      const failure = failureIn(error);
      this.#outcome = failure ? { kind: 'failed', failure } : { kind: 'none' };
      return undefined;
    } finally {
      if (busy !== undefined) this.#busy = undefined;
      this.draw();
    }
  }
}

function failureIn(error: unknown): Failure | undefined {
  if (error instanceof RpcError) return error.cancelled ? undefined : error.failure;
  return { what: t('The form could not go on'), why: error instanceof Error ? error.message : String(error) };
}

