import { placeLabel } from '../../chart/ticks';
import type { Figure } from '../../chart/figure';
import { t } from '../../shared/l10n';

/** What is drawn, as a table: a header and rows of texts. @param most rows at most */
export function drawnTable({ shapes, x, y, timeZone }: Figure, most = Infinity): { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[]; readonly all: number } {
  const label = (ends: Figure['x'], place: number): string => (Number.isNaN(place) ? '' : ends.kind === 'number' ? String(place) : placeLabel({ ...ends, min: 0, max: 0 }, place, timeZone));
  switch (shapes.draw) {
    case 'series': {
      const several = shapes.series.length > 1;
      const rows: string[][] = [];
      let all = 0;
      for (const { name, x: xs, y: ys, counts } of shapes.series) {
        all += xs.length;
        for (let at = 0; at < xs.length && rows.length < most; at++) rows.push([...(several ? [name] : []), label(x, xs[at] ?? NaN), label(y, ys[at] ?? NaN), ...(counts ? [String(counts[at] ?? 1)] : [])]);
      }
      return { header: [...(several ? [t('series')] : []), x.name, y.name, ...(shapes.series[0]?.counts ? [t('rows')] : [])], rows, all };
    }
    case 'bars':
      return { header: [x.name, ...shapes.lanes.map(({ name }) => name)], rows: shapes.groups.slice(0, most).map((group, at) => [group, ...shapes.lanes.map(({ texts }) => texts[at] ?? '')]), all: shapes.groups.length };
    case 'bins':
      return { header: [t('from'), t('to'), t('rows')], rows: shapes.bins.slice(0, most).map(({ fromText, toText, count }) => [fromText, toText, String(count)]), all: shapes.bins.length };
    case 'heat': {
      const rows: string[][] = [];
      let all = 0;
      shapes.counts.forEach((count, at) => {
        if (count === 0) return;
        all += 1;
        if (rows.length >= most) return;
        const [step, line] = [at % shapes.steps, Math.floor(at / shapes.steps)];
        rows.push([label(x, x.min + (step * (x.max - x.min)) / shapes.steps), label(y, y.min + (line * (y.max - y.min)) / shapes.lines), String(count)]);
      });
      return { header: [t('{0} from', x.name), t('{0} from', y.name), t('rows')], rows, all };
    }
  }
}

/** As comma-separated values (RFC 4180). */
export function csvOf(figure: Figure): string {
  const { header, rows } = drawnTable(figure);
  const field = (text: string): string => (/[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [header, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}
