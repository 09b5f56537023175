import * as z from 'zod/mini';
import type { BarValue, ChartColumn, ChartQuery } from '../../../protocol/resultsCharts';
import { CHART_KINDS, type ChartKind } from '../../chart/figure';

/** What the person wants to see. Columns by their place in the result. */
export interface ChartSettings {
  readonly kind: ChartKind;
  readonly x: number;
  readonly y: readonly number[];
  readonly split?: number;
  /** Of bars. */
  readonly value: BarValue;
  /** Milliseconds before the newest row that are shown. */
  readonly last?: number;
}

const column = z.int().check(z.gte(0));
const settings: z.core.$ZodType<ChartSettings> = z.object({
  kind: z.enum(CHART_KINDS),
  x: column,
  y: z.array(column),
  split: z.exactOptional(column),
  value: z.enum(['count', 'sum', 'average', 'min', 'max']),
  last: z.exactOptional(z.number()),
});

/** What was kept, where it suits the columns that there are. */
export function keptSettings(kept: unknown, columns: readonly ChartColumn[]): ChartSettings | undefined {
  const { success, data } = z.safeParse(settings, kept);
  if (!success || [data.x, ...data.y, ...(data.split === undefined ? [] : [data.split])].some((one) => one >= columns.length)) return undefined;
  return data;
}

/** Whether the chart has y columns of its own. */
export function hasY({ kind, value }: Pick<ChartSettings, 'kind' | 'value'>): boolean {
  return kind !== 'histogram' && (kind !== 'bar' || value !== 'count');
}

/** The same columns in another kind of chart, as far as they suit it. */
export function withKind(before: ChartSettings, kind: ChartKind, columns: readonly ChartColumn[]): ChartSettings {
  const hasPlace = (one: number): boolean => columns[one]?.axis !== undefined;
  const firstPlaces = columns.flatMap(({ axis }, at) => (axis === undefined ? [] : [at]));
  const { x: oldX, y: oldY, ...rest } = before;
  const x = kind === 'bar' || hasPlace(oldX) ? oldX : (firstPlaces[0] ?? oldX);
  const y = oldY.filter(hasPlace);
  const needed = kind === 'line' || kind === 'area' || kind === 'scatter' || kind === 'heat';
  const filled = needed && y.length === 0 ? firstPlaces.filter((one) => one !== x).slice(0, 1) : y;
  return { ...rest, kind, x, y: needed && filled.length === 0 ? [x] : kind === 'heat' ? filled.slice(0, 1) : filled };
}

const BINS = 40;
const MOST_BARS = 40;
/** Pixels of one place of a raster. */
const POINT_PIXELS = 3;
const CELL_PIXELS = 8;
/** Steps are at most so many on any screen. */
const MOST_STEPS = 2_000;

/** What is asked for such a chart in a room of this size. */
export function queryOf({ kind, x, y, split, value, last }: ChartSettings, room: { readonly width: number; readonly height: number }, ratio: number): ChartQuery {
  const places = (pixels: number, each: number): number => Math.max(1, Math.min(MOST_STEPS, Math.round(pixels / each)));
  const more = { ...(split !== undefined && { split }), ...(last !== undefined && { last }) };
  switch (kind) {
    case 'line':
    case 'area':
      return { draw: 'lines', x, y, steps: places(room.width * ratio, 1), ...more };
    case 'scatter':
      return { draw: 'points', x, y, steps: places(room.width, POINT_PIXELS), lines: places(room.height, POINT_PIXELS), ...more };
    case 'bar':
      return { draw: 'bars', x, y: value === 'count' ? [] : y, value, most: MOST_BARS, ...(split !== undefined && { split }) };
    case 'histogram':
      return { draw: 'bins', x, bins: BINS, ...(last !== undefined && { last }) };
    case 'heat':
      return { draw: 'heat', x, y: y[0] ?? x, steps: places(room.width, CELL_PIXELS), lines: places(room.height, CELL_PIXELS), ...(last !== undefined && { last }) };
  }
}
