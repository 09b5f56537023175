import { html, nothing, type TemplateResult } from 'lit';
import { formatCount } from '../../../core/format/numbers';
import type { Figure, Pointed } from '../../chart/figure';
import { placeLabel } from '../../chart/ticks';
import type { HostLink } from '../hostLink';
import { t } from '../../shared/l10n';

const WAIT_MS = 60;
const MOST_CHARS = 200;

/** Whose rows are drawn. */
export interface DrawnRows {
  readonly resultId: string;
  readonly view?: string;
  readonly x: number;
}

/** What stands under the pointer, in words: at once as it is drawn, and a moment later with the exact values of its row. */
export class Readout {
  #pointed: Pointed | undefined;
  #exact: ReadonlyMap<number, { readonly x: string; readonly y: string }> = new Map();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = new AbortController();

  constructor(
    private readonly link: HostLink,
    private readonly changed: () => void,
  ) {}

  point(pointed: Pointed | undefined, { shapes }: Figure, drawn: DrawnRows): void {
    this.#pointed = pointed;
    this.#exact = new Map();
    this.#asking.abort();
    clearTimeout(this.#timer);
    this.changed();
    if (pointed?.what.kind !== 'points' || shapes.draw !== 'series') return;
    const wanted = pointed.what.points.flatMap(({ series, index }) => {
      const one = shapes.series[series];
      return one ? [{ series, column: one.column, row: one.rows[index] ?? 0 }] : [];
    });
    const { signal } = (this.#asking = new AbortController());
    this.#timer = setTimeout(() => {
      this.#ask(wanted, drawn, signal).catch(() => undefined); // what is drawn is said already
    }, WAIT_MS);
  }

  clear(): void {
    this.#asking.abort();
    clearTimeout(this.#timer);
    this.#pointed = undefined;
  }

  /** Each line of it; the first names the place. */
  lines({ shapes, x, y, timeZone }: Figure): readonly string[] {
    const what = this.#pointed?.what;
    if (!what) return [];
    switch (what.kind) {
      case 'points': {
        if (shapes.draw !== 'series') return [];
        return what.points.flatMap(({ series, index }, at) => {
          const one = shapes.series[series];
          if (!one) return [];
          const exact = this.#exact.get(series);
          const place = exact?.x ?? placeLabel(x, one.x[index] ?? NaN, timeZone);
          const here = one.counts?.[index] ?? 1;
          const value = `${one.name}: ${exact?.y ?? placeLabel(y, one.y[index] ?? NaN, timeZone)}${here > 1 ? ` ${t('(1 of {0} rows here)', formatCount(here))}` : ''}`;
          return at === 0 || exact ? [...(at === 0 ? [`${x.name}: ${place}`] : []), value] : [value];
        });
      }
      case 'bar':
        return shapes.draw === 'bars' ? [`${x.name}: ${shapes.groups[what.group] ?? ''}`, ...shapes.lanes.map(({ name, texts }) => `${name}: ${texts[what.group] === '' ? 'NULL' : (texts[what.group] ?? '')}`)] : [];
      case 'bin': {
        const bin = shapes.draw === 'bins' ? shapes.bins[what.bin] : undefined;
        return bin ? [`${x.name}: ${bin.fromText}${bin.toText === bin.fromText ? '' : ` – ${bin.toText}`}`, bin.count === 1 ? t('1 row') : t('{0} rows', formatCount(bin.count))] : [];
      }
      case 'cell': {
        if (shapes.draw !== 'heat') return [];
        const count = shapes.counts[what.line * shapes.steps + what.step] ?? 0;
        const range = (ends: Figure['x'], at: number, of: number): string => [at, at + 1].map((edge) => placeLabel(ends, ends.min + (edge * (ends.max - ends.min)) / of, timeZone)).join(' – ');
        return [`${x.name}: ${range(x, what.step, shapes.steps)}`, `${y.name}: ${range(y, what.line, shapes.lines)}`, count === 1 ? t('1 row') : t('{0} rows', formatCount(count))];
      }
    }
  }

  /** Beside the pointer. */
  render(figure: Figure, width: number): TemplateResult | typeof nothing {
    const lines = this.lines(figure);
    if (!this.#pointed || lines.length === 0) return nothing;
    const { left, top } = this.#pointed;
    const side = left > width / 2 ? `right:${Math.round(width - left + 14)}px` : `left:${Math.round(left + 14)}px`;
    return html`<div class="chart-readout" .style=${`${side};top:${Math.round(Math.max(4, top - 20))}px`}>${lines.map((line) => html`<div>${line}</div>`)}</div>`;
  }

  async #ask(wanted: readonly { readonly series: number; readonly column: number; readonly row: number }[], { x, ...of }: DrawnRows, signal: AbortSignal): Promise<void> {
    const text = async (row: number, column: number): Promise<string> => {
      const part = await this.link.call('cell', { ...of, row, column, as: 'text', from: 0, length: MOST_CHARS }, signal);
      return part.isNull ? 'NULL' : (part.text ?? '');
    };
    const found = await Promise.all(wanted.map(async ({ series, column, row }) => [series, { x: await text(row, x), y: await text(row, column) }] as const));
    if (signal.aborted) return;
    this.#exact = new Map(found);
    this.changed();
  }
}
