import { html, nothing, type TemplateResult } from 'lit';
import { type Failure, failureOf } from '../../../core/errors';
import { formatBytes, formatBytesExact, formatCount } from '../../../core/format/numbers';
import { RpcError } from '../../../protocol/rpc';
import type { ResultColumn } from '../../../protocol/results';
import { type HostLink, isQuiet } from '../hostLink';
import { iconButton } from '../tabStrip';
import { t } from '../../shared/l10n';
import { type CellAddress, CellLoader } from './cellLoader';
import { hexLines } from './hexText';
import { imageType } from './imageType';
import { JsonView } from './jsonView';

type Mode = 'text' | 'json' | 'hex' | 'image';
const TITLES: Readonly<Record<Mode, string>> = { text: t('Text'), json: 'JSON', hex: t('Hex'), image: t('Image') };

/** Longer than this a value is shown as text only: a tree or a picture needs all of it in memory. */
const JSON_LIMIT = 8 * 1024 * 1024;
const IMAGE_LIMIT = 16 * 1024 * 1024;

/** The pane beside the grid that shows one value whole. */
export class CellDetail {
  #cell: CellAddress | undefined;
  #column: () => ResultColumn | undefined = () => undefined;
  #mode: Mode = 'text';
  #modes: readonly Mode[] = ['text'];
  #wrap = true;
  #work = new AbortController();
  #text: CellLoader | undefined;
  #raw: CellLoader | undefined;
  #json: CellLoader | undefined;
  #tree: JsonView | undefined;
  #image: { readonly type: string; readonly url: string | undefined } | undefined;
  #failure: Failure | undefined;

  constructor(
    private readonly link: HostLink,
    private readonly changed: () => void,
  ) {}

  get isOpen(): boolean {
    return this.#cell !== undefined;
  }

  /** @param column its name and type, asked for with each drawing: they come with the first rows, maybe after this */
  open(cell: CellAddress, column: () => ResultColumn | undefined): void {
    const same = this.#cell?.resultId === cell.resultId && this.#cell.row === cell.row && this.#cell.column === cell.column;
    if (same) return;
    this.#reset();
    this.#cell = cell;
    this.#column = column;
    const { signal } = this.#work;
    this.#text = new CellLoader(this.link, cell, 'text', signal);
    this.#raw = new CellLoader(this.link, cell, 'raw', signal);
    this.#json = new CellLoader(this.link, cell, 'json', signal);
    this.#attempt(this.#first(this.#text, this.#raw));
  }

  close(): void {
    if (!this.#cell) return;
    this.#reset();
    this.#cell = undefined;
    this.changed();
  }

  render(): TemplateResult | typeof nothing {
    const cell = this.#cell;
    if (!cell) return nothing;
    const column = this.#column();
    return html`<aside class="detail" aria-label=${t('Cell')} @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      this.close();
    }}>
      <header>
        <span class="detail-name">${column?.name ?? t('column {0}', cell.column + 1)}</span><span class="dim">${t('{0} · row {1}', column?.type ?? '', formatCount(cell.row + 1))}</span>
        <span class="spring"></span>
        ${this.#mode === 'text' ? iconButton('word-wrap', this.#wrap ? t('Do Not Wrap') : t('Wrap Lines'), () => { this.#wrap = !this.#wrap; this.changed(); }) : nothing}
        ${iconButton('copy', t('Copy Whole Value'), () => { this.#copy(); })}
        ${iconButton('close', t('Close (Escape)'), () => { this.close(); })}
      </header>
      ${this.#modes.length > 1
        ? html`<div class="modes" role="tablist" aria-label=${t('Show as')}>${this.#modes.map((mode) => html`<button role="tab" aria-selected=${mode === this.#mode} @click=${() => { this.#choose(mode); }}>${TITLES[mode]}</button>`)}</div>`
        : nothing}
      <div class="detail-body" tabindex="0">${this.#failure ? html`<p class="todo" role="alert">${this.#failure.what}: ${this.#failure.why}</p>` : this.#body()}</div>
      ${this.#moreLine()}
    </aside>`;
  }

  #reset(): void {
    this.#work.abort();
    this.#work = new AbortController();
    if (this.#image?.url !== undefined) URL.revokeObjectURL(this.#image.url);
    this.#text = this.#raw = this.#json = this.#tree = this.#image = this.#failure = undefined;
    this.#mode = 'text';
    this.#modes = ['text'];
  }

  /** Reads the beginning and finds out what the value can be shown as. */
  async #first(text: CellLoader, raw: CellLoader): Promise<void> {
    await text.more();
    const { family } = text;
    if (text.isNull) this.#modes = ['text'];
    else if (family === 'nested') this.#modes = ['json', 'text'];
    else if (family === 'binary' || family === 'text') {
      await raw.more();
      const type = imageType(raw.parts[0]?.bytes ?? new Uint8Array());
      if (type !== undefined && (raw.total ?? 0) <= IMAGE_LIMIT) this.#image = { type, url: undefined };
      const structured = family === 'text' && /^\s*[[{]/u.test(text.text());
      this.#modes = [...(this.#image ? (['image'] as const) : []), ...(structured ? (['json'] as const) : []), ...(family === 'text' ? (['text', 'hex'] as const) : (['hex'] as const))];
    }
    this.#choose(this.#modes[0] ?? 'text');
  }

  #choose(mode: Mode): void {
    this.#mode = mode;
    this.changed();
    if (mode === 'json' && !this.#tree && this.#json) this.#attempt(this.#loadTree(this.#json));
    if (mode === 'image' && this.#image?.url === undefined && this.#raw) this.#attempt(this.#loadImage(this.#raw));
    if (mode === 'hex' && this.#raw) this.#attempt(this.#raw.parts.length === 0 ? this.#raw.more() : Promise.resolve());
  }

  async #loadTree(loader: CellLoader): Promise<void> {
    const source = this.#text && this.#text.family === 'text' ? this.#text : loader;
    await source.upTo(JSON_LIMIT, this.changed);
    this.#tree = new JsonView(source.text(), this.changed);
  }

  async #loadImage(loader: CellLoader): Promise<void> {
    await loader.upTo(IMAGE_LIMIT, this.changed);
    const type = this.#image?.type;
    if (type === undefined || !loader.whole) return;
    this.#image = { type, url: URL.createObjectURL(new Blob([new Uint8Array(loader.bytes())], { type })) };
  }

  #attempt(work: Promise<void>): void {
    const { signal } = this.#work;
    work.then(
      () => {
        if (!signal.aborted) this.changed();
      },
      (error: unknown) => {
        if (signal.aborted || isQuiet(error)) return;
        this.#failure = error instanceof RpcError ? error.failure : failureOf(error, t('Could not read the cell'));
        this.changed();
      },
    );
  }

  #body(): TemplateResult | typeof nothing {
    switch (this.#mode) {
      case 'text':
        return this.#textBody();
      case 'json':
        return this.#tree?.render() ?? html`<p class="dim late">${t('Reading…')}</p>`;
      case 'hex':
        return html`<pre class="hex">${this.#hexParts()}</pre>`;
      case 'image':
        return this.#image?.url === undefined ? html`<p class="dim late">${t('Reading…')}</p>` : html`<img class="picture" src=${this.#image.url} alt=${t('The value as an image')} />`;
    }
  }

  #textBody(): TemplateResult {
    const loader = this.#text;
    if (!loader || loader.parts.length === 0) return html`<p class="dim late">${t('Reading…')}</p>`;
    if (loader.isNull) return html`<p class="dim null">NULL</p>`;
    if (loader.total === 0) return html`<p class="dim">${t('ε (empty)')}</p>`;
    return html`<pre class="value ${this.#wrap ? 'wrap' : ''}">${loader.parts.map((part) => html`<span class="piece">${part.text ?? ''}</span>`)}</pre>`;
  }

  #hexParts(): readonly TemplateResult[] {
    let from = 0;
    return (this.#raw?.parts ?? []).map((part) => {
      const bytes = part.bytes ?? new Uint8Array();
      const piece = html`<span class="piece">${`${hexLines(bytes, from)}\n`}</span>`;
      from += bytes.byteLength;
      return piece;
    });
  }

  #moreLine(): TemplateResult | typeof nothing {
    const loader = this.#mode === 'text' ? this.#text : this.#raw;
    if ((this.#mode !== 'text' && this.#mode !== 'hex') || loader?.total === undefined || loader.isNull) return nothing;
    const size = (length: number): string => (loader.as === 'raw' ? formatBytes(length) : t('{0} characters', formatCount(length)));
    return html`<footer class="detail-foot"><span class="dim">${loader.whole ? (loader.as === 'raw' ? formatBytesExact(loader.total) : size(loader.total)) : t('{0} of {1}', size(loader.loaded), size(loader.total))}</span>
      ${loader.whole ? nothing : html`<button class="link" ?disabled=${loader.loading} @click=${() => { this.#attempt(loader.more()); this.changed(); }}>${t('Load more')}</button>`}</footer>`;
  }

  #copy(): void {
    const cell = this.#cell;
    if (!cell) return;
    this.#attempt(this.link.call('copyCell', { resultId: cell.resultId, ...(cell.view !== undefined && { view: cell.view }), row: cell.row, column: cell.column, as: this.#mode === 'json' && this.#text?.family === 'nested' ? 'json' : 'text' }).then(() => undefined));
  }
}
