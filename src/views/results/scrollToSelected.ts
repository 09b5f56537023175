import { noChange } from 'lit';
import { AsyncDirective, directive } from 'lit/async-directive.js';
import { type ElementPart, type PartInfo, PartType } from 'lit/directive.js';

/** Brings an element into sight when it becomes the selected one, and when what it stands in gets another width. Else a person may scroll on. */
class ScrollToSelected extends AsyncDirective {
  #element: Element | undefined;
  #selected = false;
  /** It also tells at its start, when the element has its place. */
  readonly #width = new ResizeObserver(() => this.#element?.scrollIntoView({ block: 'nearest', inline: 'nearest' }));

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('Scrolling is for elements.');
  }

  override render(selected: boolean): unknown {
    this.#selected = selected;
    return noChange;
  }

  override update({ element }: ElementPart, [selected]: [boolean]): unknown {
    if (selected !== this.#selected) {
      this.#element = element;
      queueMicrotask(() => {
        this.#watch();
      });
    }
    return this.render(selected);
  }

  protected override disconnected(): void {
    this.#width.disconnect();
  }

  protected override reconnected(): void {
    this.#watch();
  }

  #watch(): void {
    this.#width.disconnect();
    const around = this.#element?.parentElement;
    if (this.#selected && this.isConnected && around) this.#width.observe(around);
  }
}

export const scrollToSelected = directive(ScrollToSelected);
