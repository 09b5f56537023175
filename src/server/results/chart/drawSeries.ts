import type { AxisEnds, ChartData, ChartQuery, ChartSeries } from '../../../protocol/resultsCharts';
import type { Pacer } from '../pacer';
import type { Rows } from '../store/rows';
import { noPlaces, placesOf, tooManyValues } from './drawable';
import { eachRows, STEP_ROWS } from './eachRows';
import { Extent } from './extent';
import { EveryPoint, LineSampler, type Points, type Sampler } from './lineSampler';
import { PointSampler } from './pointSampler';
import type { Positions } from './positions';
import { type Splits, splitsOf } from './splits';

type SeriesQuery = Extract<ChartQuery, { draw: 'lines' | 'points' }>;

/** Results of so few rows are drawn row by row. */
const EVERY = 4_000;
/** Lines that can be told apart. */
const MOST_SPLITS = 12;
/** Points that cross to the view at once: about 20 bytes each. */
const MOST_POINTS = 40_000;

/** Lines or points over all rows. @throws HeadwaterError, CancelledError */
export async function drawSeries(rows: Rows, query: SeriesQuery, timeZone: string, pacer: Pacer): Promise<ChartData> {
  const x = placesOf(rows, query.x);
  const ys = query.y.map((column) => placesOf(rows, column));
  const splits = query.split === undefined ? undefined : await splitsOf(rows, query.split, MOST_SPLITS, timeZone, pacer);
  if (query.split !== undefined && splits?.table.full) throw tooManyValues(rows, query.split);
  const extents = await extentsOf(rows, query, x, ys, pacer);
  if (!extents.x.some) throw noPlaces(rows, query.x);
  extents.x.lastOnly(query.last);
  const every = rows.rows <= EVERY;
  const lines = splits?.groups.length ?? 1;
  const make = (): Sampler => {
    if (every) return new EveryPoint(extents.x.min, extents.x.max);
    const each = Math.max(1, MOST_POINTS / (lines * query.y.length));
    if (query.draw === 'lines') return new LineSampler(extents.x.min, extents.x.max, Math.max(1, Math.min(query.steps, Math.floor(each / 4))), lines);
    // The raster keeps its shape where it has to be coarser.
    const coarser = Math.min(1, Math.sqrt(each / (query.steps * query.lines)));
    return new PointSampler(extents.x, extents.y, Math.max(1, Math.floor(query.steps * coarser)), Math.max(1, Math.floor(query.lines * coarser)), lines);
  };
  const samplers = query.y.map(make);
  await sample(rows, query, { x, ys, splits, samplers }, pacer);
  return {
    draw: query.draw,
    rows: rows.rows,
    without: extents.x.without,
    x: ends(x, extents.x),
    y: ends(ys[0] ?? x, extents.y),
    series: samplers.flatMap((sampler, at) => seriesOf(sampler, query.y[at] ?? 0, splits)),
    sampled: !every,
    otherGroups: splits?.others ?? 0,
  };
}

async function extentsOf(rows: Rows, query: SeriesQuery, x: Positions, ys: readonly Positions[], pacer: Pacer): Promise<{ readonly x: Extent; readonly y: Extent }> {
  const [ofX, ofY] = [new Extent(), new Extent()];
  const places = new Float64Array(STEP_ROWS);
  await eachRows(rows, [query.x, ...query.y], pacer, (pieces, _, count) => {
    pieces.forEach((piece, at) => {
      const positions = at === 0 ? x : ys[at - 1];
      positions?.read(piece, places);
      (at === 0 ? ofX : ofY).add(places, count);
    });
  });
  return { x: ofX, y: ofY };
}

interface Sampling {
  readonly x: Positions;
  readonly ys: readonly Positions[];
  readonly splits: Splits | undefined;
  readonly samplers: readonly Sampler[];
}

async function sample(rows: Rows, query: SeriesQuery, { x, ys, splits, samplers }: Sampling, pacer: Pacer): Promise<void> {
  const [xs, values, codes] = [new Float64Array(STEP_ROWS), new Float64Array(STEP_ROWS), new Int32Array(STEP_ROWS)];
  const columns = [query.x, ...query.y, ...(query.split === undefined ? [] : [query.split])];
  await eachRows(rows, columns, pacer, (pieces, at, count) => {
    const [first] = pieces;
    const last = pieces.at(-1);
    if (!first) return;
    x.read(first, xs);
    if (splits && last) {
      splits.table.read(last, at, codes);
      for (let index = 0; index < count; index++) codes[index] = splits.placeOf[codes[index] ?? -1] ?? -1;
    }
    samplers.forEach((sampler, which) => {
      const piece = pieces[which + 1];
      if (piece) ys[which]?.read(piece, values);
      sampler.add(xs, values, splits && codes, at, count);
    });
  });
}

function seriesOf(sampler: Sampler, column: number, splits: Splits | undefined): readonly ChartSeries[] {
  if (!splits) return [packed(column, sampler.points(0))];
  return splits.groups.map((group, split) => ({ ...packed(column, sampler.points(split)), group }));
}

function packed(column: number, { x, y, rows, counts }: Points): ChartSeries {
  return { column, x: bytesOf(x), y: bytesOf(y), rows: bytesOf(rows), ...(counts && { counts: bytesOf(counts) }) };
}

export function bytesOf(values: Float64Array | Uint32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

export function ends({ axis, zoned }: Positions, { min, max, some }: Extent): AxisEnds {
  return { kind: axis, zoned, min: some ? min : 0, max: some ? max : 0 };
}
