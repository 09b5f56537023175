import type { ChartData, ChartQuery } from '../../../protocol/resultsCharts';
import type { Pacer } from '../pacer';
import { fieldAt } from '../store/fields';
import type { Rows } from '../store/rows';
import { noPlaces, placesOf } from './drawable';
import { bytesOf, ends } from './drawSeries';
import { eachRows, STEP_ROWS } from './eachRows';
import { Extent } from './extent';
import { PointSampler } from './pointSampler';
import { placeText } from './placeText';

/** Equally wide stretches and how many values stand in each. The upper end belongs to the next one, but for the last. @throws HeadwaterError, CancelledError */
export async function drawBins(rows: Rows, query: Extract<ChartQuery, { draw: 'bins' }>, timeZone: string, pacer: Pacer): Promise<ChartData> {
  const x = placesOf(rows, query.x);
  const places = new Float64Array(STEP_ROWS);
  const extent = new Extent();
  await eachRows(rows, [query.x], pacer, ([piece], _, count) => {
    if (piece) x.read(piece, places);
    extent.add(places, count);
  });
  if (!extent.some) throw noPlaces(rows, query.x);
  extent.lastOnly(query.last);
  const { min, max } = extent;
  /** Whole numbers that are few have a bin each. */
  const single = x.whole && max - min < query.bins;
  const bins = single ? max - min + 1 : min === max ? 1 : query.bins;
  const width = single ? 1 : (max - min) / bins;
  const edges = Float64Array.from({ length: bins + 1 }, (_, bin) => (bin === bins && !single ? max : min + bin * width));
  const counts = new Uint32Array(bins);
  const scale = width > 0 ? 1 / width : 0;
  await eachRows(rows, [query.x], pacer, ([piece], _, count) => {
    if (piece) x.read(piece, places);
    for (let index = 0; index < count; index++) {
      const place = places[index] ?? NaN;
      if (!(place >= min && place <= max)) continue;
      let bin = Math.min(bins - 1, Math.floor((place - min) * scale));
      // Rounding may have passed an edge.
      if (bin > 0 && place < (edges[bin] ?? 0)) bin -= 1;
      else if (bin < bins - 1 && place >= (edges[bin + 1] ?? 0)) bin += 1;
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  });
  const text = placeText(fieldAt(rows, query.x), timeZone);
  return {
    draw: 'bins',
    rows: rows.rows,
    without: extent.without,
    x: ends(x, extent),
    bins: Array.from(counts, (count, bin) => {
      const [from, to] = [edges[bin] ?? min, single ? (edges[bin] ?? min) : (edges[bin + 1] ?? max)];
      return { from, to: single ? from + 1 : to, fromText: text(from), toText: text(to), count };
    }),
  };
}

/** How many rows stand in each place of a raster. @throws HeadwaterError, CancelledError */
export async function drawHeat(rows: Rows, query: Extract<ChartQuery, { draw: 'heat' }>, pacer: Pacer): Promise<ChartData> {
  const [x, y] = [placesOf(rows, query.x), placesOf(rows, query.y)];
  const [xs, ys] = [new Float64Array(STEP_ROWS), new Float64Array(STEP_ROWS)];
  const [ofX, ofY] = [new Extent(), new Extent()];
  let without = 0;
  await eachRows(rows, [query.x, query.y], pacer, ([one, other], _, count) => {
    if (one) x.read(one, xs);
    if (other) y.read(other, ys);
    for (let index = 0; index < count; index++) {
      const sum = (xs[index] ?? NaN) - (xs[index] ?? NaN) + ((ys[index] ?? NaN) - (ys[index] ?? NaN));
      if (sum === 0) continue;
      without += 1;
      xs[index] = NaN;
      ys[index] = NaN;
    }
    ofX.add(xs, count);
    ofY.add(ys, count);
  });
  if (!ofX.some) throw noPlaces(rows, query.x);
  ofX.lastOnly(query.last);
  const { steps, lines } = query;
  const raster = new PointSampler(ofX, ofY, steps, lines, 1);
  await eachRows(rows, [query.x, query.y], pacer, ([one, other], at, count) => {
    if (one) x.read(one, xs);
    if (other) y.read(other, ys);
    raster.add(xs, ys, undefined, at, count);
  });
  return { draw: 'heat', rows: rows.rows, without, x: ends(x, ofX), y: ends(y, ofY), steps, lines, counts: bytesOf(raster.heat) };
}
