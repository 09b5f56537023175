/** What a scrollbar stands for, in any one unit (rows, pixels). */
export interface Extent {
  readonly total: number;
  readonly visible: number;
  /** First visible unit, fractions allowed. */
  readonly position: number;
}

export interface Thumb {
  readonly offset: number;
  readonly length: number;
}

const SHORTEST_THUMB = 28;

export function lastPosition(extent: Pick<Extent, 'total' | 'visible'>): number {
  return Math.max(0, extent.total - extent.visible);
}

export function clampPosition(extent: Extent): number {
  return Math.min(Math.max(0, extent.position), lastPosition(extent));
}

/**
 * Where the thumb stands on a track of `track` pixels; `undefined` where everything is visible.
 * A browser's own scrollbar needs an element as tall as its content, which ends at about 33 million pixels: 1.5 million rows.
 */
export function thumbOf(extent: Extent, track: number): Thumb | undefined {
  const last = lastPosition(extent);
  if (last <= 0 || track <= 0) return undefined;
  const length = Math.min(track, Math.max(SHORTEST_THUMB, Math.round((track * extent.visible) / extent.total)));
  return { length, offset: ((track - length) * clampPosition(extent)) / last };
}

/** The position that puts the thumb's start at `offset` pixels. The ends of the track are the ends of the content exactly. */
export function positionAt(extent: Extent, track: number, offset: number): number {
  const thumb = thumbOf(extent, track);
  if (!thumb) return 0;
  const free = track - thumb.length;
  if (free <= 0) return 0;
  return lastPosition(extent) * Math.min(1, Math.max(0, offset / free));
}
