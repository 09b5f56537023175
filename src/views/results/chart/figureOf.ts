import { formatCount } from '../../../core/format/numbers';
import type { ChartData, ChartGroup, ChartSeries } from '../../../protocol/resultsCharts';
import type { Figure, Series, Shapes } from '../../chart/figure';
import { type ChartSettings, hasY } from './settings';

const WORDS = { count: 'Rows', sum: 'Sum of', average: 'Average of', min: 'Least', max: 'Greatest' } as const;

/** What is drawn of an answer. @param nameOf a column's name */
export function figureOf(data: ChartData, settings: ChartSettings, nameOf: (column: number) => string, timeZone: string): Figure {
  const axis = { kind: 'number', zoned: false, min: 0, max: 0 } as const;
  const names = { x: nameOf(settings.x), y: hasY(settings) ? `${settings.kind === 'bar' ? `${WORDS[settings.value]} ` : ''}${settings.y.map(nameOf).join(', ')}` : 'Rows' };
  return {
    shapes: shapesOf(data, settings, nameOf),
    x: { ...('x' in data ? data.x : axis), name: names.x },
    y: { ...('y' in data ? data.y : axis), name: names.y },
    timeZone,
  };
}

function shapesOf(data: ChartData, settings: ChartSettings, nameOf: (column: number) => string): Shapes {
  switch (data.draw) {
    case 'lines':
    case 'points': {
      const several = settings.y.length > 1;
      const name = ({ column, group }: ChartSeries): string => (group ? `${several ? `${nameOf(column)}, ` : ''}${groupText(group)}` : nameOf(column));
      return { draw: 'series', as: settings.kind === 'area' || settings.kind === 'scatter' ? settings.kind : 'line', series: data.series.map((one): Series => ({
        name: name(one),
        column: one.column,
        x: doubles(one.x),
        y: doubles(one.y),
        rows: words(one.rows),
        ...(one.counts && { counts: words(one.counts) }),
      })) };
    }
    case 'bars':
      return {
        draw: 'bars',
        groups: data.groups.map(groupText),
        lanes: data.bars.map(({ column, split, values, texts }) => {
          const group = split === null ? undefined : data.splits[split];
          const own = column === null ? 'Rows' : nameOf(column);
          return { name: group ? `${settings.y.length > 1 ? `${own}, ` : ''}${groupText(group)}` : own, values, texts };
        }),
      };
    case 'bins':
      return { draw: 'bins', bins: data.bins };
    case 'heat': {
      const counts = words(data.counts);
      return { draw: 'heat', steps: data.steps, lines: data.lines, counts, most: counts.reduce((one, other) => Math.max(one, other), 1) };
    }
  }
}

export function groupText({ text, cut }: ChartGroup): string {
  return text === null ? 'NULL' : text === '' ? 'empty' : cut ? `${text}…` : text;
}

/** Numbers need a place in memory that is a multiple of their size. */
function doubles(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.slice().buffer);
}

function words(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.slice().buffer);
}

const KINDS = { line: 'Line chart', area: 'Area chart', bar: 'Bar chart', scatter: 'Scatter chart', histogram: 'Histogram', heat: 'Heat map' } as const;

/** The chart in one or two sentences, for a screen reader. */
export function summaryOf(data: ChartData, { shapes, x, y }: Figure, { kind }: ChartSettings): string {
  const of = kind === 'histogram' ? x.name : `${y.name} by ${x.name}`;
  const parts = [`${KINDS[kind]} of ${of}, ${formatCount(data.rows)} ${data.rows === 1 ? 'row' : 'rows'}`];
  if (shapes.draw === 'series' && shapes.series.length > 1) parts.push(`${shapes.series.length} ${kind === 'scatter' ? 'groups' : 'lines'}: ${shapes.series.map(({ name }) => name).join(', ')}`);
  if (shapes.draw === 'bars') parts.push(`${shapes.groups.length} groups`);
  return `${parts.join('; ')}.`;
}

/** What the picture does not show, in a few words each. */
export function notesOf(data: ChartData): readonly string[] {
  const more = (count: number, noun: string): string => `${formatCount(count)} more ${noun} not drawn`;
  return [
    `${formatCount(data.rows)} ${data.rows === 1 ? 'row' : 'rows'}`,
    'sampled' in data && data.sampled ? (data.draw === 'lines' ? 'least and greatest of every pixel' : 'one point for each place, stronger where there are more') : '',
    data.without > 0 ? `${formatCount(data.without)} without a place (NULL, not a number, infinite)` : '',
    'otherGroups' in data && data.otherGroups > 0 ? more(data.otherGroups, data.otherGroups === 1 ? 'group' : 'groups') : '',
    'otherSplits' in data && data.otherSplits > 0 ? more(data.otherSplits, 'splits') : '',
  ].filter((note) => note !== '');
}
