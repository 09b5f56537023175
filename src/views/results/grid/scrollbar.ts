import { type Extent, positionAt, thumbOf } from './scrollMap';

export interface ScrollbarOptions {
  readonly axis: 'vertical' | 'horizontal';
  readonly label: string;
  scroll(position: number): void;
  /** The thumb is being moved; `undefined` when it is let go. */
  dragging?(position: number | undefined): void;
}

/** A scrollbar of our own: a browser's needs an element as large as its content. Reaches content of any length. */
export class Scrollbar {
  readonly element = document.createElement('div');
  readonly #thumb = document.createElement('div');
  #extent: Extent = { total: 0, visible: 0, position: 0 };
  #track = 0;
  #held: { readonly pointer: number; readonly grip: number } | undefined;

  constructor(private readonly options: ScrollbarOptions) {
    const { element } = this;
    element.className = `scrollbar ${options.axis}`;
    element.setAttribute('role', 'scrollbar');
    element.setAttribute('aria-orientation', options.axis);
    element.setAttribute('aria-label', options.label);
    element.setAttribute('aria-controls', 'grid');
    this.#thumb.className = 'thumb';
    element.append(this.#thumb);
    element.addEventListener('pointerdown', (event) => {
      this.#press(event);
    });
    element.addEventListener('pointermove', (event) => {
      if (this.#held?.pointer === event.pointerId) this.#drag(event);
    });
    for (const end of ['pointerup', 'pointercancel', 'lostpointercapture'] as const) {
      element.addEventListener(end, () => {
        this.#release();
      });
    }
  }

  /** Puts the thumb where the content is. */
  update(extent: Extent, track: number): void {
    const same = track === this.#track && extent.total === this.#extent.total && extent.visible === this.#extent.visible && extent.position === this.#extent.position;
    if (same) return;
    this.#extent = extent;
    this.#track = track;
    const thumb = thumbOf(extent, track);
    this.element.classList.toggle('needless', !thumb);
    if (!thumb) return;
    const vertical = this.options.axis === 'vertical';
    this.#thumb.style[vertical ? 'height' : 'width'] = `${thumb.length}px`;
    this.#thumb.style.transform = vertical ? `translateY(${thumb.offset}px)` : `translateX(${thumb.offset}px)`;
    this.element.setAttribute('aria-valuemin', '0');
    this.element.setAttribute('aria-valuemax', String(Math.round(extent.total - extent.visible)));
    this.element.setAttribute('aria-valuenow', String(Math.round(extent.position)));
  }

  #offset(event: PointerEvent): number {
    const box = this.element.getBoundingClientRect();
    return this.options.axis === 'vertical' ? event.clientY - box.top : event.clientX - box.left;
  }

  #press(event: PointerEvent): void {
    const thumb = thumbOf(this.#extent, this.#track);
    if (!thumb || event.button !== 0) return;
    event.preventDefault();
    const at = this.#offset(event);
    const onThumb = at >= thumb.offset && at <= thumb.offset + thumb.length;
    this.#held = { pointer: event.pointerId, grip: onThumb ? at - thumb.offset : thumb.length / 2 };
    this.element.setPointerCapture(event.pointerId);
    this.element.classList.add('held');
    if (!onThumb) this.#drag(event);
  }

  #drag(event: PointerEvent): void {
    if (!this.#held) return;
    const position = positionAt(this.#extent, this.#track, this.#offset(event) - this.#held.grip);
    this.options.scroll(position);
    this.options.dragging?.(position);
  }

  #release(): void {
    if (!this.#held) return;
    this.#held = undefined;
    this.element.classList.remove('held');
    this.options.dragging?.(undefined);
  }
}
