import { type Failure, failureOf } from '../../../core/errors';
import type { ColumnProfile } from '../../../protocol/resultsArrange';
import { RpcError } from '../../../protocol/rpc';
import { type HostLink, isQuiet } from '../hostLink';
import type { ResultPage } from '../page';
import { t } from '../../shared/l10n';

export type ColumnState = { readonly kind: 'waiting' } | { readonly kind: 'known'; readonly profile: ColumnProfile } | { readonly kind: 'failed'; readonly failure: Failure };

/** Profiles of a result's columns: one after the other is asked for, in the order in which they come into sight. */
export class ProfileBook {
  readonly #known = new Map<number, ColumnState>();
  readonly #wanted: number[] = [];
  #of = '';
  #asking: AbortController | undefined;

  constructor(
    private readonly page: ResultPage,
    private readonly link: HostLink,
    private readonly changed: () => void,
  ) {
    page.ended.addEventListener('abort', () => { this.stop(); }, { once: true });
  }

  /** What is known of a column; asks for it where it is not. */
  of(column: number): ColumnState {
    this.#renew();
    const known = this.#known.get(column);
    if (known) return known;
    if (!this.#wanted.includes(column)) this.#wanted.push(column);
    this.#next();
    return { kind: 'waiting' };
  }

  /** What is known already. */
  peek(column: number): ColumnProfile | undefined {
    this.#renew();
    const known = this.#known.get(column);
    return known?.kind === 'known' ? known.profile : undefined;
  }

  stop(): void {
    this.#asking?.abort();
    this.#asking = undefined;
    this.#wanted.length = 0;
  }

  /** Other rows have other figures. */
  #renew(): void {
    const { tab, inView } = this.page;
    const { state } = tab;
    // While rows arrive the figures of a moment ago are better than none: they are renewed when the source rests.
    const rows = inView.view === undefined && state?.phase !== 'running' ? (state?.rows ?? 0) : '';
    const of = `${state?.resultId ?? ''}/${inView.view ?? ''}/${rows}`;
    if (of === this.#of) return;
    this.#of = of;
    this.stop();
    this.#known.clear();
  }

  #next(): void {
    const resultId = this.page.tab.state?.resultId;
    if (this.#asking || resultId === undefined) return;
    const column = this.#wanted.shift();
    if (column === undefined) return;
    const asking = (this.#asking = new AbortController());
    this.link
      .call('profile', { resultId, ...this.page.inView, column }, asking.signal)
      .then(
        (profile) => { if (!asking.signal.aborted) this.#known.set(column, { kind: 'known', profile }); },
        (error: unknown) => {
          if (asking.signal.aborted || isQuiet(error)) return;
          this.#known.set(column, { kind: 'failed', failure: error instanceof RpcError ? error.failure : failureOf(error, t('Could not profile the column')) });
        },
      )
      .finally(() => {
        if (this.#asking !== asking) return;
        this.#asking = undefined;
        this.changed();
        this.#next();
      });
  }
}
