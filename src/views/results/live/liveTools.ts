import { html, nothing, type TemplateResult } from 'lit';
import { formatCount } from '../../../core/format/numbers';
import type { LiveState } from '../../../protocol/resultsLive';
import { iconButton } from '../tabStrip';
import { t } from '../../shared/l10n';
import type { LiveFollower } from './liveView';

export interface LiveToolEvents {
  readonly hold: (held: boolean) => void;
  /** Keeps the rows as they are now, in a tab of their own. */
  readonly snapshot: () => void;
}

/** Buttons of a live result in the toolbar. */
export function liveTools(follower: LiveFollower, live: LiveState, ended: boolean, hasKey: boolean, events: LiveToolEvents): TemplateResult {
  const { order, compact, frozen } = follower.options;
  return html`${iconButton(live.held ? 'debug-continue' : 'debug-pause', live.held ? t('Resume Reading') : t('Pause Reading'), () => { events.hold(!live.held); }, ended)}
    ${toggle('arrow-up', t('Newest First'), order === 'newest', () => { follower.set({ order: order === 'newest' ? 'oldest' : 'newest' }); })}
    ${hasKey ? toggle('key', t('Newest Row of Each Key'), compact, () => { follower.set({ compact: !compact }); }) : nothing}
    ${toggle('lock', t('Freeze Rows'), frozen, () => { follower.set({ frozen: !frozen }); })}
    ${iconButton('device-camera', t('Keep Snapshot'), () => { events.snapshot(); })}<span class="tool-line"></span>`;
}

export function toggle(icon: string, label: string, pressed: boolean, run: () => void): TemplateResult {
  return html`<button class="icon codicon codicon-${icon} ${pressed ? 'pressed' : ''}" title=${label} aria-label=${label} aria-pressed=${pressed} @click=${run}></button>`;
}

/** Stands over the grid while newer rows wait to be seen. */
export function unseenPill(follower: LiveFollower): TemplateResult | typeof nothing {
  const { unseen, options } = follower;
  if (follower.following || unseen === 0) return nothing;
  return html`<button class="unseen ${options.order === 'newest' ? 'above' : 'below'}" @click=${() => { follower.follow(); }}>
    <span class="codicon codicon-${options.order === 'newest' ? 'arrow-up' : 'arrow-down'}" aria-hidden="true"></span>${unseen === 1 ? t('1 new row') : t('{0} new rows', formatCount(unseen))}
  </button>`;
}

/** What the footer says of a live result. */
export function liveFacts({ kept, dropped, rate, held }: LiveState): readonly string[] {
  return [
    dropped > 0 ? t('{0} kept, {1} dropped', formatCount(kept), formatCount(dropped)) : '',
    held ? t('paused') : t('{0} rows/s now', formatCount(Math.round(rate))),
  ].filter((fact) => fact !== '');
}
