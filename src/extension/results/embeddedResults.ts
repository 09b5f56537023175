import type { Failure } from '../../core/errors';
import type { ResultState, StartRun } from '../../protocol/results';
import type { GridAction } from '../../protocol/resultsView';
import type { Port } from '../../protocol/rpc';
import type { Disposal } from '../emitter';
import type { ResultEmbeds } from '../services';
import type { ResultService } from './resultService';
import type { Tab } from './tabList';
import { routeView, shown, type ViewRouterDeps, type ViewRpc, type ViewTabs } from './viewRouter';

export interface EmbeddedResultsDeps {
  /** That of the results view: an embedded view is answered in the same way, but for its tabs. */
  readonly router: ViewRouterDeps;
  readonly results: Pick<ResultService, 'states' | 'runOf' | 'cancel' | 'onDidChange' | 'onDidLose'>;
}

interface Embedded {
  readonly rpc: ViewRpc;
  readonly tab: OneTab;
}

/** Views that show one result each, outside of the results view. */
export class EmbeddedResults implements ResultEmbeds {
  readonly #views = new Set<Embedded>();
  readonly #listening: readonly Disposal[];
  #focused: Embedded | undefined;

  constructor(private readonly deps: EmbeddedResultsDeps) {
    this.#listening = [
      deps.results.onDidChange((state) => {
        this.#tell(state.resultId, (tab) => {
          tab.setState(state);
        });
      }),
      deps.results.onDidLose(({ resultId, failure }) => {
        this.#tell(resultId, (tab) => {
          tab.lose(failure);
        });
      }),
    ];
  }

  embed(port: Port, resultId: string, place: { runAgain(): Promise<void>; reveal(): Promise<void> }): Disposal {
    const { router, results } = this.deps;
    const tab = new OneTab(resultId, results.runOf(resultId), results.states.find((state) => state.resultId === resultId));
    const view: Embedded = {
      tab,
      rpc: routeView(port, {
        ...router,
        tabs: tab,
        results: { runAgain: () => place.runAgain(), cancel: (id) => results.cancel(id), close: () => undefined },
        go: (to, target) => (to === 'panel' ? place.reveal() : router.go(to, target)),
        gridFocused: (focused) => {
          this.#focused = focused ? view : undefined;
          router.gridFocused(focused);
        },
      }),
    };
    this.#views.add(view);
    return {
      dispose: () => {
        this.#views.delete(view);
        if (this.#focused === view) {
          this.#focused = undefined;
          router.gridFocused(false);
        }
        view.rpc.dispose();
      },
    };
  }

  /** Has the grid with the keyboard do what a command says; false where none of these has it. */
  act(action: GridAction): boolean {
    this.#focused?.rpc.tell('act', { action });
    return this.#focused !== undefined;
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
    for (const { rpc } of this.#views) rpc.dispose();
    this.#views.clear();
  }

  #tell(resultId: string, change: (tab: OneTab) => void): void {
    for (const { rpc, tab } of this.#views) {
      if (tab.tab.resultId !== resultId) continue;
      change(tab);
      rpc.tell('tab', shown(tab.tab, this.deps.router));
    }
  }
}

/** The only tab of an embedded view. It stays as it is: what a person does with tabs is done in the results view. */
class OneTab implements ViewTabs {
  #tab: Tab;

  constructor(resultId: string, run: StartRun | undefined, state: ResultState | undefined) {
    const shownRun = run ?? { connectionId: '', statement: '', title: state?.title ?? '' };
    this.#tab = { id: resultId, title: shownRun.title, named: false, pinned: false, run: shownRun, resultId, ...(state && { state }), ...(run ? {} : { lost: GONE }) };
  }

  get tab(): Tab {
    return this.#tab;
  }

  get tabs(): readonly Tab[] {
    return [this.#tab];
  }

  get selected(): string {
    return this.#tab.id;
  }

  find(id: string): Tab | undefined {
    return id === this.#tab.id ? this.#tab : undefined;
  }

  setState(state: ResultState): void {
    this.#tab = { ...this.#tab, state };
  }

  lose(failure: Failure): void {
    this.#tab = { ...this.#tab, lost: failure };
  }

  select(): void {
    // It is the only one.
  }

  pin(): void {
    // It goes with its cell.
  }

  rename(): void {
    // Its name is the cell's.
  }
}

const GONE: Failure = { what: 'The rows of this result are no longer there', why: 'Its notebook was closed, its cell ran again, or the Headwater server was restarted.', todo: 'Run the cell again.', code: 'result-gone' };
