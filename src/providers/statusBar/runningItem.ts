import { l10n, StatusBarAlignment, window } from 'vscode';
import type { Disposal, Listen } from '../../extension/emitter';
import { wholeSeconds, wordsOf } from '../../extension/running/runWords';
import type { Stoppable, Stopper } from '../../extension/running/stopper';
import type { Connections } from '../../extension/services';

/** Milliseconds before a statement at work is shown: most have ended by then. */
const PATIENCE = 200;

/** How much is at work and for how long, in the status bar; a click stops it. */
export class RunningItem {
  readonly #item = window.createStatusBarItem('headwater.running', StatusBarAlignment.Right, 90);
  readonly #listening: Disposal;
  #timer: NodeJS.Timeout | undefined;
  #shown = false;

  constructor(
    private readonly stopper: Pick<Stopper, 'atWork'>,
    private readonly connections: Pick<Connections, 'find'>,
    pulse: { readonly onDidChange: Listen<void> },
  ) {
    this.#item.name = l10n.t('Headwater Running Statements');
    this.#item.command = 'headwater.query.stop';
    this.#listening = pulse.onDidChange(() => this.#update());
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listening.dispose();
    this.#item.dispose();
  }

  #update(): void {
    const atWork = this.stopper.atWork;
    const [first] = atWork;
    if (!first) this.#hide();
    else if (this.#shown) this.#show(first, atWork);
    else this.#timer ??= setTimeout(() => this.#appear(), PATIENCE);
  }

  #appear(): void {
    this.#timer = undefined;
    this.#shown = true;
    this.#update();
  }

  #hide(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#shown = false;
    this.#item.hide();
  }

  #show(first: Stoppable, atWork: readonly Stoppable[]): void {
    const now = Date.now();
    const all = atWork.map((one) => wordsOf(one, this.connections, l10n, now));
    const longest = wholeSeconds(Math.max(...all.map(({ elapsedMs }) => elapsedMs)));
    const what = atWork.length === 1 ? this.#single(first, now) : l10n.t('{0} running', atWork.length);
    this.#item.text = `$(debug-stop) ${what} · ${longest}`;
    const lines = all.map(({ title, connection, elapsedMs }) => `${title} · ${connection} · ${wholeSeconds(elapsedMs)}`);
    this.#item.tooltip = [...lines, l10n.t('Click to stop.')].join('\n');
    this.#item.accessibilityInformation = { label: l10n.t('Headwater: {0}, {1}. Stop', what, longest) };
    this.#item.show();
  }

  #single(what: Stoppable, now: number): string {
    if (what.kind === 'run' && what.run.step.step === 'connecting') return l10n.t('Connecting');
    const { doing } = wordsOf(what, this.connections, l10n, now);
    return doing === '' ? l10n.t('Running') : l10n.t('Running {0}', doing);
  }
}
