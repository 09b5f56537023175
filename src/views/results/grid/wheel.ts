/** Rows of a line of the wheel. */
const LINE = 3;
const FAST = 10;

/** How far a turn of the wheel scrolls, in pixels: sideways with Shift, faster with Alt. */
export function wheelPixels(event: WheelEvent, rowHeight: number, pageHeight: number): { readonly x: number; readonly y: number } {
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? rowHeight * LINE : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? pageHeight : 1;
  const [x, y] = event.shiftKey && event.deltaX === 0 ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
  const size = unit * (event.altKey ? FAST : 1);
  return { x: x * size, y: y * size };
}
