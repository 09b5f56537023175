import { formatCount } from '../../../core/format/numbers';
import type { ChartData, ChartGroup, ChartSeries } from '../../../protocol/resultsCharts';
import type { Figure, Series, Shapes } from '../../chart/figure';
import { type ChartSettings, hasY } from './settings';
import { t } from '../../shared/l10n';

const WORDS = { count: t('Rows'), sum: t('Sum of {0}'), average: t('Average of {0}'), min: t('Least {0}'), max: t('Greatest {0}') } as const;

/** What is drawn of an answer. @param nameOf a column's name */
export function figureOf(data: ChartData, settings: ChartSettings, nameOf: (column: number) => string, timeZone: string): Figure {
  const axis = { kind: 'number', zoned: false, min: 0, max: 0 } as const;
  const ys = settings.y.map(nameOf).join(', ');
  const names = { x: nameOf(settings.x), y: !hasY(settings) ? t('Rows') : settings.kind === 'bar' ? WORDS[settings.value].replace('{0}', () => ys) : ys };
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
          const own = column === null ? t('Rows') : nameOf(column);
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
  return text === null ? 'NULL' : text === '' ? t('empty') : cut ? `${text}…` : text;
}

/** Numbers need a place in memory that is a multiple of their size. */
function doubles(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.slice().buffer);
}

function words(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.slice().buffer);
}

const KINDS = { line: t('Line chart'), area: t('Area chart'), bar: t('Bar chart'), scatter: t('Scatter chart'), histogram: t('Histogram'), heat: t('Heat map') } as const;

/** The chart in one or two sentences, for a screen reader. */
export function summaryOf(data: ChartData, { shapes, x, y }: Figure, { kind }: ChartSettings): string {
  const of = kind === 'histogram' ? x.name : t('{0} by {1}', y.name, x.name);
  const parts = [data.rows === 1 ? t('{0} of {1}, 1 row', KINDS[kind], of) : t('{0} of {1}, {2} rows', KINDS[kind], of, formatCount(data.rows))];
  if (shapes.draw === 'series' && shapes.series.length > 1) parts.push(kind === 'scatter' ? t('{0} groups: {1}', shapes.series.length, shapes.series.map(({ name }) => name).join(', ')) : t('{0} lines: {1}', shapes.series.length, shapes.series.map(({ name }) => name).join(', ')));
  if (shapes.draw === 'bars') parts.push(t('{0} groups', shapes.groups.length));
  return `${parts.join('; ')}.`;
}

/** What the picture does not show, in a few words each. */
export function notesOf(data: ChartData): readonly string[] {
  return [
    data.rows === 1 ? t('1 row') : t('{0} rows', formatCount(data.rows)),
    'sampled' in data && data.sampled ? (data.draw === 'lines' ? t('least and greatest of every pixel') : t('one point for each place, stronger where there are more')) : '',
    data.without > 0 ? t('{0} without a place (NULL, not a number, infinite)', formatCount(data.without)) : '',
    'otherGroups' in data && data.otherGroups > 0 ? t('{0} more groups not drawn', formatCount(data.otherGroups)) : '',
    'otherSplits' in data && data.otherSplits > 0 ? t('{0} more splits not drawn', formatCount(data.otherSplits)) : '',
  ].filter((note) => note !== '');
}
