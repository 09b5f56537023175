import { html, nothing, svg, type TemplateResult } from 'lit';
import { formatCount } from '../../../core/format/numbers';
import type { ResultColumn } from '../../../protocol/results';
import type { ColumnProfile, HistogramBin } from '../../../protocol/resultsArrange';
import { prose } from '../prose';
import type { ColumnState } from './profileBook';
import { t } from '../../shared/l10n';

const QUANTILES = ['5 %', '25 %', t('median'), '75 %', '95 %'];

export interface CardEvents {
  /** Shows only the rows with one of the values. */
  readonly choose: (text: string | null) => void;
}

/** One column of the profile page. */
export function columnCard(column: number, name: string, info: ResultColumn | undefined, state: ColumnState, events: CardEvents): TemplateResult {
  return html`<section class="profile-card" tabindex="-1" data-column=${column} aria-label=${name}>
    <h2>${name} <span class="dim">${info?.type ?? ''}</span></h2>
    ${state.kind === 'waiting' ? html`<p class="dim late">${t('Counting…')}</p>` : state.kind === 'failed' ? html`<p class="prose" role="alert">${prose(`${state.failure.what}. ${state.failure.why}`)}</p>` : figures(state.profile, events)}
  </section>`;
}

function figures(profile: ColumnProfile, { choose }: CardEvents): TemplateResult {
  const { rows, nulls, distinct, min, max, mean, sum, quantiles, histogram, lengths, notFinite, top, sample } = profile;
  const times = min !== undefined && mean === undefined && quantiles !== undefined;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['NULL', `${formatCount(nulls)}${share(nulls, rows)}`],
    [t('distinct'), sample !== undefined ? t('{0} (estimated)', formatCount(distinct)) : distinct > 1 && distinct === rows - nulls ? t('{0} (exact), all different', formatCount(distinct)) : t('{0} (exact)', formatCount(distinct))],
    [times ? t('from') : t('least'), min],
    [times ? t('to') : t('greatest'), max],
    [t('mean'), mean],
    [t('sum'), sum],
    [t('length in bytes'), lengths && t('{0} to {1}', formatCount(lengths.min), formatCount(lengths.max))],
    [t('not finite'), notFinite === undefined ? undefined : formatCount(notFinite)],
  ];
  return html`${sample === undefined ? nothing : html`<p class="dim">${t('Quantiles, histogram and most frequent values are those of a sample of {0} rows; all else but the distinct values is exact.', formatCount(sample))}</p>`}${histogram && histogram.length > 0 ? histogramOf(histogram) : nothing}
    <dl class="profile-facts">
      ${facts.map(([label, value]) => (value === undefined ? nothing : html`<dt>${label}</dt><dd title=${value}>${value}</dd>`))}
      ${(quantiles ?? []).map((value, at) => html`<dt>${QUANTILES[at]}</dt><dd title=${value}>${value}</dd>`)}
    </dl>
    ${distinct < rows - nulls && top.length > 0 ? html`<div class="profile-top" role="group" aria-label=${t('Most frequent values')}>${top.map(({ text, count, cut }) => html`<button class="profile-value" ?disabled=${cut} title=${t('{0}: {1} rows. Show only these.', text ?? 'NULL', formatCount(count))} @click=${() => { choose(text); }}>
      <span class="profile-bar" aria-hidden="true" .style=${`width:${((100 * count) / Math.max(1, rows)).toFixed(1)}%`}></span><span class="profile-text">${text === null ? 'NULL' : text === '' ? t('empty') : text}</span><span class="value-count">${formatCount(count)}${share(count, rows)}</span></button>`)}</div>` : nothing}`;
}

function share(part: number, of: number): string {
  if (of === 0 || part === 0) return '';
  const percent = (100 * part) / of;
  return ` (${percent < 0.1 ? '< 0.1' : percent.toFixed(percent >= 99.95 && part < of ? 2 : 1)} %)`;
}

const [WIDTH, HEIGHT] = [240, 48];

function histogramOf(bins: readonly HistogramBin[]): TemplateResult {
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const width = WIDTH / bins.length;
  return html`<svg class="profile-histogram" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${t('Histogram from {0} to {1}', bins[0]?.from ?? '', bins.at(-1)?.to ?? '')}>
    ${bins.map(({ from, to, count }, at) => {
      const height = count === 0 ? 0 : Math.max(1, (count / most) * HEIGHT);
      return svg`<g><title>${from === to ? from : t('{0} to {1}', from, to)}: ${formatCount(count)}</title><rect class="profile-room" x=${at * width} y="0" width=${width} height=${HEIGHT}></rect><rect x=${at * width + 0.5} y=${HEIGHT - height} width=${Math.max(1, width - 1)} height=${height}></rect></g>`;
    })}
  </svg>`;
}
