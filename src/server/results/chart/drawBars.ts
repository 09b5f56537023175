import { makeCellFormatter } from '../../../core/format/cell';
import type { ChartData, ChartQuery } from '../../../protocol/resultsCharts';
import type { Pacer } from '../pacer';
import { fieldAt } from '../store/fields';
import type { Rows } from '../store/rows';
import { placesOf, tooManyValues } from './drawable';
import { eachRows, STEP_ROWS } from './eachRows';
import { type SlotValues, slotValues } from './slotValues';
import { splitsOf } from './splits';

type BarsQuery = Extract<ChartQuery, { draw: 'bars' }>;

const MOST_SPLITS = 12;

interface Column {
  readonly column: number;
  readonly values: SlotValues;
  readonly places: ReturnType<typeof placesOf>;
}

/** A bar for each of the greatest groups of equal values: those with the most rows. @throws HeadwaterError, CancelledError */
export async function drawBars(rows: Rows, query: BarsQuery, timeZone: string, pacer: Pacer): Promise<ChartData> {
  const groups = await splitsOf(rows, query.x, query.most, timeZone, pacer);
  if (groups.table.full) throw tooManyValues(rows, query.x);
  const splits = query.split === undefined ? undefined : await splitsOf(rows, query.split, MOST_SPLITS, timeZone, pacer);
  if (query.split !== undefined && splits?.table.full) throw tooManyValues(rows, query.split);
  const lanes = splits?.groups.length ?? 1;
  const slots = groups.groups.length * lanes;
  const columns = query.value === 'count' ? [] : query.y.map((column): Column => {
    const places = placesOf(rows, column);
    return { column, places, values: slotValues(query.value, fieldAt(rows, column), places, slots) };
  });
  const counts = new Float64Array(slots);
  const [codes, lane, places] = [new Int32Array(STEP_ROWS), new Int32Array(STEP_ROWS), new Float64Array(STEP_ROWS)];
  const [own, others] = [groups.table, splits?.table];
  const read = [query.x, ...(query.split === undefined ? [] : [query.split]), ...columns.map(({ column }) => column)];
  await eachRows(rows, read, pacer, (pieces, at, count) => {
    const [first, second] = pieces;
    if (first) own.read(first, at, codes);
    if (others && second) others.read(second, at, lane);
    for (let index = 0; index < count; index++) {
      const group = groups.placeOf[codes[index] ?? -1] ?? -1;
      const split = splits ? (splits.placeOf[lane[index] ?? -1] ?? -1) : 0;
      const slot = group < 0 || split < 0 ? -1 : split * groups.groups.length + group;
      codes[index] = slot;
      if (slot >= 0) counts[slot] = (counts[slot] ?? 0) + 1;
    }
    columns.forEach((column, which) => {
      const piece = pieces[which + (others ? 2 : 1)];
      if (!piece) return;
      column.places.read(piece, places);
      column.values.add(piece, codes, places, at);
    });
  });
  const drawn = counts.reduce((sum, count) => sum + count, 0);
  return {
    draw: 'bars',
    rows: rows.rows,
    without: 0,
    groups: groups.groups,
    splits: splits?.groups ?? [],
    bars: columns.length === 0 ? lists(lanes, groups.groups.length, null, splits !== undefined, (slot) => ({ value: counts[slot] ?? 0, text: String(counts[slot] ?? 0) })) : await valueLists(rows, columns, lanes, groups.groups.length, splits !== undefined, timeZone),
    otherGroups: groups.others,
    otherRows: rows.rows - drawn,
    otherSplits: splits?.others ?? 0,
  };
}

type Bars = Extract<ChartData, { draw: 'bars' }>['bars'];

function lists(lanes: number, groups: number, column: number | null, split: boolean, take: (slot: number) => { readonly value: number; readonly text: string } | undefined): Bars {
  return Array.from({ length: lanes }, (_, lane) => {
    const taken = Array.from({ length: groups }, (__, group) => take(lane * groups + group));
    return { column, split: split ? lane : null, values: taken.map((one) => finite(one?.value)), texts: taken.map((one) => one?.text ?? '') };
  });
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

async function valueLists(rows: Rows, columns: readonly Column[], lanes: number, groups: number, split: boolean, timeZone: string): Promise<Bars> {
  const all: Bars[number][] = [];
  for (const { column, values } of columns) {
    const formatter = makeCellFormatter(fieldAt(rows, column), { timeZone });
    const taken = new Map<number, { readonly value: number; readonly text: string }>();
    for (let slot = 0; slot < lanes * groups; slot++) {
      const found = values.take(slot);
      if (!found) continue;
      const [span] = found.text !== undefined || found.row === undefined ? [] : await rows.spans(found.row, 1);
      taken.set(slot, { value: found.value, text: found.text ?? (span ? formatter.format(span.batch.column(column), span.start).text : '') });
    }
    all.push(...lists(lanes, groups, column, split, (slot) => taken.get(slot)));
  }
  return all;
}
