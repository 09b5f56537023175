import { Emitter } from '../emitter';
import type { Disposal } from '../emitter';
import type { ActiveRuns } from './activeRuns';
import type { RunWatch } from './runWatch';

const SECOND = 1_000;

/** Says when what is shown about running statements is out of date: at once when one comes, goes or pauses, else every second. */
export class Pulse {
  readonly #changed = new Emitter<void>();
  readonly #listening: readonly Disposal[];
  #shown = '';
  #timer: NodeJS.Timeout | undefined;
  readonly onDidChange = this.#changed.event;

  constructor(
    private readonly watch: Pick<RunWatch, 'running' | 'onDidChange'>,
    private readonly active: Pick<ActiveRuns, 'all' | 'onDidChange'>,
  ) {
    this.#listening = [watch.onDidChange(() => this.#look()), active.onDidChange(() => this.#look())];
  }

  dispose(): void {
    clearInterval(this.#timer);
    for (const listening of this.#listening) listening.dispose();
    this.#changed.dispose();
  }

  #look(): void {
    const running = this.watch.running.map(({ state }) => `${state.resultId} ${state.phase}`);
    const active = this.active.all.map(({ startedAt, step }) => `${startedAt} ${step.step} ${'at' in step ? step.at : ''}`);
    const shown = [...running, '', ...active].join('\n');
    this.#tick(this.active.all.length > 0 || this.watch.running.some(({ state }) => state.phase === 'running'));
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#changed.fire();
  }

  #tick(busy: boolean): void {
    if (busy && this.#timer === undefined) this.#timer = setInterval(() => this.#changed.fire(), SECOND);
    if (busy) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
