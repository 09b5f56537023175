import { html, nothing, type TemplateResult } from 'lit';
import type { BarValue, ChartColumn } from '../../../protocol/resultsCharts';
import { CHART_KINDS, type ChartKind } from '../../chart/figure';
import { type ChartSettings, hasY, withKind } from './settings';
import { t } from '../../shared/l10n';

export interface ControlsState {
  readonly settings: ChartSettings;
  readonly columns: readonly ChartColumn[];
  /** The rows keep coming. */
  readonly live: boolean;
  readonly nameOf: (column: number) => string;
}

const KIND_NAMES: Readonly<Record<ChartKind, string>> = { line: t('Line'), area: t('Area'), bar: t('Bar'), scatter: t('Scatter'), histogram: t('Histogram'), heat: t('Heat Map') };
const VALUE_NAMES: Readonly<Record<BarValue, string>> = { count: t('Count of rows'), sum: t('Sum'), average: t('Average'), min: t('Least'), max: t('Greatest') };
const WINDOWS: readonly (readonly [label: string, millis: number | undefined])[] = [[t('All'), undefined], [t('Last 10 s'), 10_000], [t('Last minute'), 60_000], [t('Last 5 minutes'), 300_000], [t('Last 15 minutes'), 900_000], [t('Last hour'), 3_600_000], [t('Last day'), 86_400_000]];

/** Chooses what is drawn of which columns. */
export function controls({ settings, columns, live, nameOf }: ControlsState, change: (settings: ChartSettings) => void): TemplateResult {
  const { kind, x, split, value, last, y } = settings;
  const placed = columns.flatMap(({ axis }, at) => (axis === undefined ? [] : [at]));
  const timed = columns[x]?.axis === 'time' && kind !== 'bar';
  const whole = (): ChartSettings => ({ kind, x, y, value, ...(last !== undefined && { last }) });
  const always = (): ChartSettings => ({ kind, x, y, value, ...(split !== undefined && { split }) });
  return html`<div class="chart-controls" role="group" aria-label=${t('Chart')}>
    ${choice(t('Kind'), kind, CHART_KINDS.map((one) => [one, KIND_NAMES[one]]), (chosen) => { change(withKind(settings, CHART_KINDS.find((one) => one === chosen) ?? kind, columns)); })}
    ${choice(t('X'), String(x), (kind === 'bar' ? [...columns.keys()] : placed).map((at) => [String(at), nameOf(at)]), (chosen) => { change({ ...(split === Number(chosen) ? whole() : settings), x: Number(chosen) }); })}
    ${kind === 'bar' ? choice(t('Value'), value, Object.entries(VALUE_NAMES), (chosen) => {
      const next = Object.keys(VALUE_NAMES).find((one): one is BarValue => one === chosen) ?? value;
      change({ ...settings, value: next, y: next === 'count' || y.length > 0 ? y : placed.filter((at) => at !== x).slice(0, 1) });
    }) : nothing}
    ${!hasY(settings) ? nothing : kind === 'heat' ? choice(t('Y'), String(y[0] ?? ''), placed.map((at) => [String(at), nameOf(at)]), (chosen) => { change({ ...settings, y: [Number(chosen)] }); }) : several(settings, placed, nameOf, change)}
    ${kind === 'histogram' || kind === 'heat' ? nothing : choice(t('Split by'), split === undefined ? '' : String(split), [['', t('nothing')], ...[...columns.keys()].filter((at) => at !== x).map((at) => [String(at), nameOf(at)] as const)], (chosen) => { change(chosen === '' ? whole() : { ...settings, split: Number(chosen) }); })}
    ${timed && (live || last !== undefined) ? choice(t('Window'), String(last ?? ''), WINDOWS.map(([label, millis]) => [String(millis ?? ''), label]), (chosen) => { change(chosen === '' ? always() : { ...settings, last: Number(chosen) }); }) : nothing}
  </div>`;
}

function choice(label: string, chosen: string, options: readonly (readonly [value: string, text: string])[], change: (value: string) => void): TemplateResult {
  return html`<label class="chart-choice"><span class="dim">${label}</span><select aria-label=${label} @change=${(event: Event) => {
    if (event.target instanceof HTMLSelectElement) change(event.target.value);
  }}>${options.map(([value, text]) => html`<option value=${value} .selected=${value === chosen}>${text}</option>`)}</select></label>`;
}

/** Several columns at once, one line each. */
function several(settings: ChartSettings, placed: readonly number[], nameOf: (column: number) => string, change: (settings: ChartSettings) => void): TemplateResult {
  const { y, kind } = settings;
  const names = y.map(nameOf).join(', ');
  return html`<details class="chart-choice chart-ys" @keydown=${(event: KeyboardEvent) => {
    if (event.key === 'Escape' && event.currentTarget instanceof HTMLDetailsElement) event.currentTarget.open = false;
  }}><summary aria-label=${t('Y: {0}', names)}><span class="dim">${t('Y')}</span> <span class="chart-y-names">${names === '' ? t('choose') : names}</span></summary>
    <div class="menu chart-y-list" role="group" aria-label=${t('Y')}>${placed.map((at) => html`<label class="column-entry"><input type="checkbox" .checked=${y.includes(at)} @change=${(event: Event) => {
      if (!(event.target instanceof HTMLInputElement)) return;
      const next = event.target.checked ? [...y, at] : y.filter((one) => one !== at);
      // A chart without any line says nothing; the last one stays.
      if (next.length === 0) event.target.checked = true;
      else change({ ...settings, kind, y: next.slice(-MOST_YS) });
    }} /><span>${nameOf(at)}</span></label>`)}</div></details>`;
}

const MOST_YS = 12;
