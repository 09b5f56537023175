import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { plainText } from '../../core/errors';
import type { FormInput, FormPreview } from '../../protocol/formView';
import { RpcError } from '../../protocol/rpc';
import { t } from '../shared/l10n';

/** A person who types is not asked about at each key. */
const PAUSE_MS = 300;

/** Shows what the values would make, a moment after they changed; what came last stays in sight while the next is made. */
export class Preview {
  #texts: readonly FormPreview[] = [];
  #problem: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked: AbortController | undefined;

  constructor(
    private readonly ask: (input: FormInput, signal: AbortSignal) => Promise<readonly FormPreview[]>,
    private readonly draw: () => void,
  ) {}

  changed(input: () => FormInput): void {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    this.#timer = setTimeout(() => void this.#show(input()), PAUSE_MS);
  }

  view(): TemplateResult {
    return html`<fieldset class="preview"><legend>${t('Preview')}</legend>
      <div aria-live="polite">
        ${this.#problem === undefined ? nothing : html`<div class="help">${this.#problem}</div>`}
        ${this.#texts.map(({ title, text }) => html`<details open class=${this.#problem === undefined ? '' : 'stale'}><summary>${title}</summary><pre tabindex="0" aria-label=${title}>${text}</pre></details>`)}
      </div>
    </fieldset>`;
  }

  async #show(input: FormInput): Promise<void> {
    const asked = new AbortController();
    this.#asked = asked;
    try {
      const texts = await this.ask(input, asked.signal);
      if (asked.signal.aborted) return;
      this.#texts = texts;
      this.#problem = undefined;
    } catch (error) {
      if (asked.signal.aborted || (error instanceof RpcError && error.cancelled)) return;
      this.#problem = error instanceof RpcError ? [error.failure.why, error.failure.todo].filter((part) => part !== undefined).map(plainText).join(' ') : String(error);
    }
    this.draw();
  }
}
