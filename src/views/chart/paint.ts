import type { Figure, Series, Shapes } from './figure';
import type { Surface } from './surface';
import { type ChartTheme, colourOf, dashOf } from './theme';

/** From places on the axes to pixels. */
export interface Mapping {
  readonly x: (place: number) => number;
  readonly y: (place: number) => number;
  /** Pixels of the device in one of the picture. */
  readonly ratio: number;
}

const POINT = 3;

export function paint({ shapes, x, y }: Figure, surface: Surface, map: Mapping, theme: ChartTheme): void {
  switch (shapes.draw) {
    case 'series':
      shapes.series.forEach((series, at) => {
        if (shapes.as === 'scatter') paintPoints(series, at, surface, map, theme);
        else paintLine(series, at, shapes.as === 'area', surface, map, theme);
      });
      return;
    case 'bars':
      paintBars(shapes, surface, map, theme);
      return;
    case 'bins':
      for (const { from, to, count } of shapes.bins) {
        const [left, right, top] = [map.x(from), map.x(to), map.y(count)];
        if (count > 0) surface.rect(left + map.ratio / 2, top, Math.max(map.ratio, right - left - map.ratio), map.y(0) - top, colourOf(theme, 0), 0.85);
      }
      return;
    case 'heat':
      paintHeat(shapes, surface, { ...map, x: (step) => map.x(x.min + (step * (x.max - x.min)) / shapes.steps), y: (line) => map.y(y.min + (line * (y.max - y.min)) / shapes.lines) }, theme);
  }
}

function paintLine(series: Series, at: number, filled: boolean, surface: Surface, map: Mapping, theme: ChartTheme): void {
  const colour = colourOf(theme, at);
  for (const stretch of stretches(series, map)) {
    if (filled) surface.area([stretch[0] ?? 0, map.y(0), ...stretch, stretch.at(-2) ?? 0, map.y(0)], colour, 0.25);
    // One point alone has no line.
    if (stretch.length === 2) surface.rect((stretch[0] ?? 0) - (POINT * map.ratio) / 2, (stretch[1] ?? 0) - (POINT * map.ratio) / 2, POINT * map.ratio, POINT * map.ratio, colour, 1);
    else surface.line(stretch, colour, 1.25 * map.ratio, dashOf(theme, at).map((length) => length * map.ratio));
  }
}

/** A line breaks off where values are missing. */
function stretches({ x, y }: Series, map: Mapping): readonly (readonly number[])[] {
  const all: number[][] = [];
  let now: number[] = [];
  for (let index = 0; index < x.length; index++) {
    const value = y[index] ?? NaN;
    if (value === value) now.push(map.x(x[index] ?? 0), map.y(value));
    else if (now.length > 0) {
      all.push(now);
      now = [];
    }
  }
  return now.length > 0 ? [...all, now] : all;
}

function paintPoints({ x, y, counts }: Series, at: number, surface: Surface, map: Mapping, theme: ChartTheme): void {
  const colour = colourOf(theme, at);
  const size = POINT * map.ratio;
  const most = counts?.reduce((one, other) => Math.max(one, other), 1) ?? 1;
  for (let index = 0; index < x.length; index++) {
    const value = y[index] ?? NaN;
    if (value !== value) continue;
    // Where more rows stand the point is stronger.
    const alpha = most > 1 ? 0.35 + (0.65 * Math.log1p(counts?.[index] ?? 1)) / Math.log1p(most) : 0.8;
    surface.rect(map.x(x[index] ?? 0) - size / 2, map.y(value) - size / 2, size, size, colour, alpha);
  }
}

/** Of one group's room, for its bars. */
const FILLED = 0.8;

function paintBars({ groups, lanes }: Extract<Shapes, { draw: 'bars' }>, surface: Surface, map: Mapping, theme: ChartTheme): void {
  const width = FILLED / lanes.length;
  lanes.forEach(({ values }, lane) => {
    groups.forEach((_, group) => {
      const value = values[group] ?? 0;
      const left = map.x(group - FILLED / 2 + lane * width);
      const right = map.x(group - FILLED / 2 + (lane + 1) * width);
      const [top, bottom] = [map.y(Math.max(0, value)), map.y(Math.min(0, value))];
      surface.rect(left, top, Math.max(map.ratio, right - left - (lanes.length > 1 ? map.ratio : 0)), Math.max(value === 0 ? 0 : map.ratio, bottom - top), colourOf(theme, lane), 0.9);
    });
  });
}

/** @param map from steps and lines of the raster */
function paintHeat({ steps, lines, counts, most }: Extract<Shapes, { draw: 'heat' }>, surface: Surface, map: Mapping, theme: ChartTheme): void {
  for (let line = 0; line < lines; line++) {
    for (let step = 0; step < steps; step++) {
      const count = counts[line * steps + step] ?? 0;
      if (count === 0) continue;
      const [left, right] = [map.x(step), map.x(step + 1)];
      const [top, bottom] = [map.y(line + 1), map.y(line)];
      surface.rect(left, top, right - left + 0.5, bottom - top + 0.5, theme.heat, 0.12 + (0.88 * Math.log1p(count)) / Math.log1p(most));
    }
  }
}
