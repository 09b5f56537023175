import type { RowView } from './windowSource';

export const PATIENCE_MS = 250;

export interface Shot<V> {
  readonly view: V;
  /** Whether every row of it is there. */
  readonly full: boolean;
  /** Whether missing rows are drawn as placeholders: nothing has come for a while. */
  readonly placeholders: boolean;
  /** Milliseconds after which to look again although nothing has arrived. */
  readonly again?: number;
}

/**
 * Which view to draw. As long as rows of the wanted one are missing, the last full one stays on screen, and every view that a late reply
 * completes is shown although the hand has moved on. Placeholders come only when nothing has arrived for {@link PATIENCE_MS}.
 */
export class Picture<V extends RowView> {
  #shown: V | undefined;
  #quietSince: number | undefined;

  constructor(private readonly covers: (view: V) => boolean) {}

  get shown(): V | undefined {
    return this.#shown;
  }

  choose(wanted: V, now: number): Shot<V> {
    if (this.covers(wanted)) {
      this.#shown = wanted;
      this.#quietSince = undefined;
      return { view: wanted, full: true, placeholders: false };
    }
    this.#quietSince ??= now;
    const left = this.#quietSince + PATIENCE_MS - now;
    if (this.#shown && left > 0 && this.covers(this.#shown)) return { view: this.#shown, full: true, placeholders: false, again: left };
    return { view: wanted, full: false, placeholders: left <= 0, ...(left > 0 && { again: left }) };
  }

  arrived(view: V, now: number): void {
    if (this.#quietSince !== undefined) this.#quietSince = now;
    if (this.covers(view)) this.#shown = view;
  }

  forget(): void {
    this.#shown = undefined;
    this.#quietSince = undefined;
  }
}
