import { Rpc } from '../../../src/protocol/rpc';
import type { ResultState } from '../../../src/protocol/results';
import type { ResultsHostMethods, ResultsViewMethods, ResultTab } from '../../../src/protocol/resultsView';
import { columnOf, windowOf } from './data';

/** A host of the results view with made-up results: runs in a worker, so that it takes no time from the page that is measured. */
interface Scenario {
  readonly rows: number;
  readonly columns: number;
  readonly latency: number;
  /** Rows there at first; more come by reading on. */
  readonly firstRows: number;
  readonly scenario: string;
}

interface WorkerScope {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listen: (event: MessageEvent<unknown>) => void): void;
}

declare const self: WorkerScope;

const LONG_TEXT = 'line of a long text, number ';
const NESTED = JSON.stringify({ name: 'Ada', big: 0, tags: Array.from({ length: 250 }, (_, index) => `tag ${index}`), nested: { deep: [1, 2, { x: null }] } }).replace('"big":0', '"big":12345678901234567890');

class FakeHost {
  readonly #rpc: Rpc<ResultsHostMethods, ResultsViewMethods>;
  #rows: number;
  #tabs: ResultTab[];
  #selected: string;

  constructor(private readonly scenario: Scenario) {
    this.#rpc = new Rpc(
      {
        post: (message) => {
          self.postMessage(message);
        },
        listen: (receive) => {
          self.addEventListener('message', (event) => {
            receive(event.data);
          });
          return () => undefined;
        },
      },
      (error) => ({ failure: { what: 'The made-up host failed', why: String(error) }, cancelled: false }),
    );
    this.#rows = scenario.firstRows;
    this.#tabs = this.#makeTabs();
    this.#selected = this.#tabs[0]?.id ?? '';
    // Its first window would cost the compilation of what makes it.
    windowOf(0, 128, [0, 1, 2, 3, 4, 5, 6]);
    this.#answer();
  }

  #state(change: Partial<ResultState> = {}): ResultState {
    const complete = this.#rows >= this.scenario.rows;
    return {
      resultId: 'r1',
      connectionId: 'local',
      title: 'orders by day',
      phase: complete ? 'done' : this.scenario.scenario === 'stream' ? 'running' : 'paused',
      columns: this.scenario.columns,
      rows: this.#rows,
      bytes: this.#rows * this.scenario.columns * 9,
      spilledBytes: 0,
      startedAt: Date.now() - 1_840,
      elapsedMs: 1_840,
      firstRowMs: 41,
      complete,
      messages: [],
      facts: [],
      ...change,
    };
  }

  #tab(id: string, title: string, change: Partial<ResultTab>): ResultTab {
    return { id, title, pinned: false, connection: { name: 'Local' }, statement: `SELECT * FROM ${title}`, ...change };
  }

  #makeTabs(): ResultTab[] {
    const failure = { what: 'Could not run "SELECT nope"', why: 'Column `nope` does not exist in the FROM clause.', todo: 'Candidates are `name`, `note`.', code: 'BINDER', detail: 'Binder Error: Referenced column "nope" not found in FROM clause!\nLINE 1: SELECT nope\n               ^' };
    switch (this.scenario.scenario) {
      case 'none':
        return [];
      case 'tabs':
        return [
          this.#tab('t1', 'orders by day', { state: this.#state(), pinned: true }),
          this.#tab('t2', 'SELECT nope', { state: this.#state({ resultId: 'r2', phase: 'failed', columns: 0, rows: 0, failure }) }),
          this.#tab('t3', 'UPDATE users', { state: this.#state({ resultId: 'r3', phase: 'done', columns: 0, rows: 0, bytes: 0, rowsAffected: '3', complete: true, messages: [{ severity: 'warning', text: 'Two rows had no key.' }, { severity: 'info', text: 'ok' }, { severity: 'info', text: 'ok' }] }) }),
          this.#tab('t4', 'slow one', { state: this.#state({ resultId: 'r4', phase: 'running', columns: 0, rows: 0, complete: false }) }),
          this.#tab('t5', 'users', { lost: { what: 'The result of "users" is gone', why: 'The server was restarted.', todo: 'Run it again.' } }),
          this.#tab('t6', 'nothing', { state: this.#state({ resultId: 'r6', phase: 'done', rows: 0, bytes: 0, complete: true }) }),
        ];
      default:
        return [this.#tab('t1', 'orders by day', { state: this.#state() })];
    }
  }

  #show(): void {
    this.#rpc.tell('show', { tabs: this.#tabs, selected: this.#selected, settings: { timeZone: 'UTC' } });
  }

  #setState(): void {
    const tab = { ...this.#tabs[0]!, state: this.#state() };
    this.#tabs = [tab, ...this.#tabs.slice(1)];
    this.#rpc.tell('tab', tab);
  }

  #stream(): void {
    const timer = setInterval(() => {
      this.#rows = Math.min(this.scenario.rows, this.#rows + 5_000);
      this.#setState();
      if (this.#rows >= this.scenario.rows) clearInterval(timer);
    }, 100);
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  #answer(): void {
    const rpc = this.#rpc;
    const done = (): null => null;
    rpc.on('ready', () => {
      // Rows come to a view that is there: what is measured from them on is not how the page loads.
      if (this.scenario.scenario === 'stream') this.#stream();
      return { tabs: this.#tabs, selected: this.#selected, settings: { timeZone: 'UTC' } };
    });
    rpc.on('window', async ({ row, rows, columns }) => {
      const count = Math.max(0, Math.min(rows, this.#rows - row));
      const bytes = windowOf(row, count, columns);
      await this.#wait(this.scenario.latency);
      return { row, rows: count, bytes };
    });
    // Rows that are filtered are half of them; the made-up windows are those of any rows.
    rpc.on('arrange', ({ filters }) => ({ view: 'arranged', rows: filters.length > 0 ? Math.floor(this.#rows / 2) : this.#rows, of: this.#rows }));
    rpc.on('columns', ({ from, count }) => Array.from({ length: Math.min(count, this.scenario.columns - from) }, (_, index) => columnOf(from + index)));
    rpc.on('read', async ({ rows }) => {
      await this.#wait(60);
      this.#rows = Math.min(this.scenario.rows, rows ?? this.scenario.rows);
      this.#setState();
      return { rows: this.#rows, complete: this.#rows >= this.scenario.rows };
    });
    rpc.on('totals', async ({ ranges }, signal) => {
      await this.#wait(40);
      signal.throwIfAborted();
      const cells = ranges.reduce((sum, range) => sum + range.rows * range.columns.length, 0);
      return { cells, nulls: 1, numbers: cells - 1, sum: '42.5', average: '4.25', min: '-1', max: '17' };
    });
    rpc.on('cell', ({ column, as, from, length }) => this.#cell(column, as, from, length));
    rpc.on('copy', ({ ranges }) => {
      self.postMessage({ copied: ranges });
      return { cells: ranges.reduce((sum, range) => sum + range.rows * range.columns.length, 0) };
    });
    rpc.on('select', ({ tab }) => {
      this.#selected = tab;
      return null;
    });
    rpc.on('close', ({ tab }) => {
      this.#tabs = this.#tabs.filter(({ id }) => id !== tab);
      if (this.#selected === tab) this.#selected = this.#tabs[0]?.id ?? '';
      this.#show();
      return null;
    });
    rpc.on('rename', ({ tab, title }) => {
      this.#tabs = this.#tabs.map((known) => (known.id === tab ? { ...known, title } : known));
      this.#show();
      return null;
    });
    rpc.on('pin', ({ tab, pinned }) => {
      this.#tabs = this.#tabs.map((known) => (known.id === tab ? { ...known, pinned } : known));
      this.#show();
      return null;
    });
    for (const method of ['copyText', 'copyCell', 'export', 'closeOthers', 'rerun', 'cancel', 'go', 'focus'] as const) {
      rpc.on(method, (params) => {
        self.postMessage({ asked: method, params });
        return done();
      });
    }
  }

  #cell(column: number, as: 'text' | 'json' | 'raw', from: number, length: number): ResultsHostMethods['cell']['result'] {
    const whole = column === 1 ? LONG_TEXT.repeat(2_000_000) : column === 2 ? NESTED : 'a short value';
    if (as === 'raw') return { isNull: false, total: whole.length, bytes: new TextEncoder().encode(whole.slice(from, from + length)), family: 'text' };
    return { isNull: false, total: whole.length, text: whole.slice(from, from + length), family: column === 2 ? 'nested' : 'text' };
  }
}

self.addEventListener('message', (event) => {
  const { data } = event;
  if (typeof data !== 'object' || data === null || !('start' in data)) return;
  const query = new URLSearchParams(String(data.start));
  const rows = Number(query.get('rows') ?? 10_000_000);
  new FakeHost({
    rows,
    columns: Number(query.get('columns') ?? 20),
    latency: Number(query.get('latency') ?? 8),
    firstRows: Number(query.get('first') ?? rows),
    scenario: query.get('scenario') ?? 'one',
  });
});
