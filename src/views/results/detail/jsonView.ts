import { html, nothing, type TemplateResult } from 'lit';
import { childrenOf, type JsonValue, leafText, rootOf } from './jsonText';
import { t } from '../../shared/l10n';

const PAGE = 100;
const LEAF_CHARS = 2_000;

/** A tree over a JSON text. Children are read when a node is opened, a page at a time. */
export class JsonView {
  readonly #open = new Map<number, number>();
  readonly #root: JsonValue | undefined;

  constructor(
    private readonly text: string,
    private readonly changed: () => void,
  ) {
    this.#root = rootOf(text);
    if (this.#root) this.#open.set(this.#root.start, PAGE);
  }

  render(): TemplateResult | typeof nothing {
    return this.#root ? html`<ul class="json" role="tree" aria-label=${t('Value')} @keydown=${keys}>${this.#node(this.#root, true)}</ul>` : nothing;
  }

  #node(value: JsonValue, first = false): TemplateResult {
    const name = value.key === undefined ? nothing : html`<span class="json-key">${value.key}</span><span class="dim">: </span>`;
    if (value.kind !== 'object' && value.kind !== 'list') {
      return html`<li role="treeitem" tabindex=${first ? 0 : -1}>${name}<span class="json-${value.kind}">${leafText(this.text, value, LEAF_CHARS)}</span></li>`;
    }
    const shown = this.#open.get(value.start);
    const toggle = (): void => {
      if (shown === undefined) this.#open.set(value.start, PAGE);
      else this.#open.delete(value.start);
      this.changed();
    };
    return html`<li role="treeitem" tabindex=${first ? 0 : -1} aria-expanded=${shown !== undefined} @headwater-toggle=${(event: Event) => { event.stopPropagation(); toggle(); }}>
      <button class="json-fold" tabindex="-1" aria-hidden="true" @click=${toggle}><span class="codicon codicon-chevron-${shown === undefined ? 'right' : 'down'}"></span></button>${name}<span class="dim">${this.#summary(value)}</span>
      ${shown === undefined ? nothing : this.#children(value, shown)}
    </li>`;
  }

  #summary(value: JsonValue): string {
    const { children, more } = childrenOf(this.text, value, 0, PAGE);
    const count = `${children.length}${more ? '+' : ''}`;
    return value.kind === 'list' ? `[${count}]` : `{${count}}`;
  }

  #children(value: JsonValue, shown: number): TemplateResult {
    const { children, more } = childrenOf(this.text, value, 0, shown);
    return html`<ul role="group">${children.map((child) => this.#node(child))}${more
      ? html`<li><button class="link" @click=${() => { this.#open.set(value.start, shown + PAGE * 5); this.changed(); }}>${t('Show more')}</button></li>`
      : nothing}</ul>`;
  }
}

/** Arrow keys as in every tree: right opens, left closes, up and down go to what is visible. */
function keys(event: KeyboardEvent): void {
  if (!(event.currentTarget instanceof HTMLElement) || !(event.target instanceof HTMLElement)) return;
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=treeitem]')];
  const at = items.indexOf(event.target);
  const expanded = event.target.getAttribute('aria-expanded');
  const go = (to: number): void => {
    items[to]?.focus();
  };
  if (event.key === 'ArrowDown') go(at + 1);
  else if (event.key === 'ArrowUp') go(at - 1);
  else if ((event.key === 'ArrowRight' && expanded === 'false') || (event.key === 'ArrowLeft' && expanded === 'true') || (event.key === 'Enter' && expanded !== null)) {
    event.target.dispatchEvent(new CustomEvent('headwater-toggle'));
  } else return;
  event.preventDefault();
  event.stopPropagation();
}
