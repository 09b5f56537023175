import type { Figure, Pointed, Series } from './figure';

export interface Axes {
  readonly xOf: (left: number) => number;
  readonly yOf: (top: number) => number;
  readonly leftOf: (x: number) => number;
  readonly topOf: (y: number) => number;
}

/** Pixels around the pointer in which a point counts as pointed at. */
const NEAR = 12;
const MOST_LINES = 12;

/** What stands at a place of the picture; pixels from the upper left corner of the room for points. */
export function hit({ shapes, x, y }: Figure, left: number, top: number, axes: Axes): Pointed['what'] | undefined {
  const place = axes.xOf(left);
  switch (shapes.draw) {
    case 'bars': {
      const group = Math.round(place);
      return group >= 0 && group < shapes.groups.length ? { kind: 'bar', group } : undefined;
    }
    case 'bins': {
      const bin = shapes.bins.findIndex(({ from, to }, at) => place >= from && (place < to || (at === shapes.bins.length - 1 && place <= to)));
      return bin < 0 ? undefined : { kind: 'bin', bin };
    }
    case 'heat': {
      const step = cellOf(place, x.min, x.max, shapes.steps);
      const line = cellOf(axes.yOf(top), y.min, y.max, shapes.lines);
      return step === undefined || line === undefined ? undefined : { kind: 'cell', step, line };
    }
    case 'series': {
      const points = shapes.as === 'scatter' ? nearest(shapes.series, left, top, axes) : shapes.series.slice(0, MOST_LINES).flatMap((series, at) => onLine(series, at, place));
      return points.length === 0 ? undefined : { kind: 'points', points };
    }
  }
}

function cellOf(place: number, min: number, max: number, cells: number): number | undefined {
  if (!(place >= min && place <= max)) return undefined;
  return max > min ? Math.min(cells - 1, Math.floor(((place - min) / (max - min)) * cells)) : 0;
}

/** The point of a line that is nearest along the axis. */
function onLine(series: Series, at: number, place: number): readonly { series: number; index: number }[] {
  const after = firstFrom(series.x, place);
  const index = [after - 1, after].filter((one) => one >= 0 && one < series.x.length && !Number.isNaN(series.y[one])).sort((one, other) => Math.abs((series.x[one] ?? 0) - place) - Math.abs((series.x[other] ?? 0) - place))[0];
  return index === undefined ? [] : [{ series: at, index }];
}

function nearest(all: readonly Series[], left: number, top: number, { xOf, leftOf, topOf }: Axes): readonly { series: number; index: number }[] {
  let best: { readonly series: number; readonly index: number } | undefined;
  let least = NEAR * NEAR;
  all.forEach((series, at) => {
    const end = xOf(left + NEAR);
    for (let index = firstFrom(series.x, xOf(left - NEAR)); index < series.x.length && (series.x[index] ?? 0) <= end; index++) {
      const [across, down] = [leftOf(series.x[index] ?? 0) - left, topOf(series.y[index] ?? NaN) - top];
      const distance = across * across + down * down;
      if (distance >= least) continue;
      least = distance;
      best = { series: at, index };
    }
  });
  return best ? [best] : [];
}

/** The first place that is `from` or beyond it. */
export function firstFrom(places: Float64Array, from: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) >= from) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The places along the axis that keys go through, in order. */
export function stops({ shapes, x }: Figure): readonly number[] {
  switch (shapes.draw) {
    case 'bars':
      return [...shapes.groups.keys()];
    case 'bins':
      return shapes.bins.map(({ from, to }) => (from + to) / 2);
    case 'heat':
      return Array.from({ length: shapes.steps }, (_, step) => x.min + ((step + 0.5) * (x.max - x.min)) / shapes.steps);
    case 'series':
      return [...new Set(shapes.series.flatMap((series) => [...series.x]))].sort((one, other) => one - other);
  }
}
