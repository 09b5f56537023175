import type { AxisEnds } from '../../protocol/resultsCharts';
import type { Figure } from './figure';

export type Range = readonly [from: number, to: number];

/** Of the height, left free above and below the points. */
const MARGIN = 0.05;

export function rangeX({ shapes, x }: Figure): Range {
  return shapes.draw === 'bars' ? [-0.5, shapes.groups.length - 0.5] : widened(x, shapes.draw === 'bins' ? (shapes.bins.at(-1)?.to ?? x.max) : x.max);
}

/** Bars, bins and areas stand on zero. */
export function rangeY({ shapes, y }: Figure): Range {
  switch (shapes.draw) {
    case 'bins':
      return [0, Math.max(1, ...shapes.bins.map(({ count }) => count)) * (1 + MARGIN)];
    case 'bars': {
      const values = shapes.lanes.flatMap((lane) => lane.values).filter((value) => value !== null);
      return fromZero(values.reduce((one, other) => Math.min(one, other), 0), values.reduce((one, other) => Math.max(one, other), 0));
    }
    case 'heat':
      return widened(y, y.max);
    case 'series': {
      if (shapes.as === 'area') return fromZero(Math.min(0, y.min), Math.max(0, y.max));
      const [from, to] = widened(y, y.max);
      const margin = (to - from) * MARGIN;
      return [from - margin, to + margin];
    }
  }
}

function fromZero(min: number, max: number): Range {
  if (min === max) return [0, 1];
  const margin = (max - min) * MARGIN;
  return [min < 0 ? min - margin : 0, max > 0 ? max + margin : 0];
}

/** A single place gets some room around it. */
function widened({ kind, min, max }: AxisEnds, end: number): Range {
  if (end > min) return [min, end];
  const room = kind === 'number' ? Math.max(0.5, Math.abs(max) * 1e-9) : 1_000;
  return [min - room, max + room];
}
