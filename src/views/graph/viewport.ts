/** The part of a drawing that is in sight. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  /** Pixels for each unit of the drawing. */
  readonly scale: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const LEAST = 0.05;
const MOST = 4;
/** Labels of 12 pixels are still 8. */
const READABLE = 0.7;

/** All of the drawing in the middle, and never larger than it is. */
export function fitted(drawing: Size, window: Size): Viewport {
  const scale = bounded(Math.min(1, window.width / Math.max(1, drawing.width), window.height / Math.max(1, drawing.height)));
  return { scale, x: (drawing.width - window.width / scale) / 2, y: (drawing.height - window.height / scale) / 2 };
}

/** All of the drawing where it can be read so; else its beginning, at a size that can be read. */
export function opened(drawing: Size, window: Size): Viewport {
  const whole = fitted(drawing, window);
  return whole.scale >= READABLE ? whole : { scale: READABLE, x: Math.min(0, (drawing.width - window.width / READABLE) / 2), y: (drawing.height - window.height / READABLE) / 2 };
}

/** What is under the pointer stays there. `at` in pixels of the window. */
export function zoomed({ x, y, scale }: Viewport, factor: number, at: { readonly x: number; readonly y: number }): Viewport {
  const next = bounded(scale * factor);
  return { scale: next, x: x + at.x / scale - at.x / next, y: y + at.y / scale - at.y / next };
}

/** By pixels. */
export const panned = ({ x, y, scale }: Viewport, right: number, down: number): Viewport => ({ scale, x: x - right / scale, y: y - down / scale });

const bounded = (scale: number): number => Math.min(MOST, Math.max(LEAST, scale));
