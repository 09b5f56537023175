/** Room at both sides of a text. */
export const PAD = 8;

/** The canvas with the font and the colour that were set last: reading them back costs more than remembering, and setting a font parses it. */
export class Pen {
  #font = '';
  #colour = '';

  constructor(readonly context: CanvasRenderingContext2D) {}

  use(font: string, colour: string): void {
    if (font !== this.#font) this.context.font = this.#font = font;
    this.fill(colour);
  }

  fill(colour: string): void {
    if (colour !== this.#colour) this.context.fillStyle = this.#colour = colour;
  }

  /** Somebody else has set them, or the canvas has taken back what it saved. */
  forget(): void {
    this.#font = '';
    this.#colour = '';
  }

  /** A line that ends at x. */
  vertical(x: number, from: number, to: number, colour: string, ratio: number): void {
    const line = hairline(ratio);
    this.context.fillStyle = colour;
    this.context.fillRect(snap(x, ratio) - line, from, line, to - from);
  }
}

/** One device pixel at usual zooms, two on dense screens. */
export function hairline(ratio: number): number {
  return Math.max(1, Math.floor(ratio)) / ratio;
}

/** To a whole device pixel, so that lines and text are crisp at every zoom. */
export function snap(value: number, ratio: number): number {
  return Math.round(value * ratio) / ratio;
}
