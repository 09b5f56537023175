import type { Page } from 'playwright-core';
import { nodeCodecs } from '../../../src/core/arrow/nodeCodecs';
import type { ArrowMessage } from '../../../src/core/contract/execution';
import { ArrangeRows, CountMatches, FindNext, GetDistinct, ProfileColumn } from '../../../src/protocol/resultsArrange';
import { ChartColumns, ChartRange, DrawChart } from '../../../src/protocol/resultsCharts';
import { CopyCells, GetCell, GetTotals, GetWindow, ResultColumns, type ResultState } from '../../../src/protocol/results';
import type { GridAction, ResultsHostMethods, ResultsViewMethods, ResultTab } from '../../../src/protocol/resultsView';
import { Rpc } from '../../../src/protocol/rpc';
import { type Port, PortClient, PortServer } from '../../../src/server/results/port';
import { AppendMessages, EndResult, OpenResult } from '../../../src/server/results/requests';
import { ResultsHost } from '../../../src/server/results/resultsHost';
import { NodeDisk } from '../../../src/server/results/store/disk';

/** The results view in a page, over the results host itself: everything but the editor and the processes between them. */
export class RealHost {
  readonly copied: string[] = [];
  readonly exported: ResultsHostMethods['export']['params'][] = [];
  readonly saved: ResultsHostMethods['saveMade']['params'][] = [];
  readonly #client: PortClient;
  readonly #rpc: Rpc<ResultsHostMethods, ResultsViewMethods>;
  #said: ResultState['messages'] = [];
  #headerHistograms = false;
  #receive: (message: unknown) => void = () => undefined;
  #tab: ResultTab = { id: 't1', title: 'made up', pinned: false, connection: { name: 'Local' }, statement: 'SELECT 1' };

  private constructor(private readonly page: Page) {
    const host = new ResultsHost({ folder: 'unused', memoryPerResult: 2 ** 40, spillQuota: 0, timeZone: 'UTC' }, new NodeDisk(), nodeCodecs());
    const [one, other] = ports();
    host.serve(new PortServer(one));
    this.#client = new PortClient(other);
    this.#rpc = new Rpc<ResultsHostMethods, ResultsViewMethods>(
      {
        post: (message) => {
          // A page that was closed has no need of answers.
          this.page.evaluate((text) => { window.dispatchEvent(new CustomEvent('fromHost', { detail: text })); }, packed(message)).catch(() => undefined);
        },
        listen: (receive) => {
          this.#receive = receive;
          return () => undefined;
        },
      },
      (error) => ({ failure: error instanceof Error && 'failure' in error ? (error.failure as never) : { what: 'The host failed', why: String(error) }, cancelled: error instanceof Error && error.name === 'CancelledError' }),
    );
    this.#answer();
  }

  /** @param url of the page that holds the view, which waits for `fromHost` */
  static async open(page: Page, url: string, messages: readonly ArrowMessage[], more: { readonly statement?: string; readonly said?: ResultState['messages']; readonly headerHistograms?: boolean } = {}): Promise<RealHost> {
    const host = new RealHost(page);
    host.#tab = { ...host.#tab, ...(more.statement !== undefined && { statement: more.statement }) };
    host.#said = more.said ?? [];
    host.#headerHistograms = more.headerHistograms ?? false;
    await host.#keep(messages);
    await page.exposeFunction('toHost', (text: string) => {
      host.#receive(unpacked(text));
    });
    await page.goto(url);
    return host;
  }

  /** What a command of the editor has the view do. */
  act(action: GridAction): void {
    this.#rpc.tell('act', { action });
  }

  /** More rows of the result that is shown: it goes on. */
  async more(messages: readonly ArrowMessage[]): Promise<void> {
    const { state } = this.#tab;
    if (!state) return;
    for (const { kind, bytes } of messages) {
      if (kind === 'schema') continue;
      const kept = await this.#client.request(AppendMessages, { resultId: state.resultId, messages: [{ kind, bytes, most: null }] });
      this.#tab = { ...this.#tab, state: { ...state, phase: 'running', complete: false, rows: kept.rows, bytes: kept.bytes } };
      this.#rpc.tell('tab', this.#tab);
    }
  }

  async #keep(messages: readonly ArrowMessage[]): Promise<void> {
    const resultId = 'r1';
    let columns = 0;
    let kept = { rows: 0, bytes: 0 };
    for (const { kind, bytes } of messages) {
      if (kind === 'schema') ({ columns } = await this.#client.request(OpenResult, { resultId, schema: bytes }));
      else kept = await this.#client.request(AppendMessages, { resultId, messages: [{ kind, bytes, most: null }] });
    }
    await this.#client.request(EndResult, { resultId });
    const state: ResultState = { resultId, connectionId: 'local', title: 'made up', phase: 'done', columns, rows: kept.rows, bytes: kept.bytes, spilledBytes: 0, startedAt: 0, elapsedMs: 1, complete: true, messages: this.#said, facts: [] };
    this.#tab = { ...this.#tab, state };
  }

  #answer(): void {
    const rpc = this.#rpc;
    const client = this.#client;
    rpc.on('ready', () => ({ tabs: [this.#tab], selected: 't1', settings: { timeZone: 'UTC', headerHistograms: this.#headerHistograms } }));
    rpc.on('window', (params, signal) => client.request(GetWindow, params, { signal }));
    rpc.on('columns', (params) => client.request(ResultColumns, params));
    rpc.on('cell', (params) => client.request(GetCell, params));
    rpc.on('totals', (params, signal) => client.request(GetTotals, params, { signal }));
    rpc.on('arrange', (params, signal) => client.request(ArrangeRows, params, { signal }));
    rpc.on('find', (params, signal) => client.request(FindNext, params, { signal }));
    rpc.on('countMatches', (params, signal) => client.request(CountMatches, params, { signal }));
    rpc.on('distinct', (params, signal) => client.request(GetDistinct, params, { signal }));
    rpc.on('profile', (params, signal) => client.request(ProfileColumn, params, { signal }));
    rpc.on('chartColumns', (params) => client.request(ChartColumns, params));
    rpc.on('chart', (params, signal) => client.request(DrawChart, params, { signal }));
    rpc.on('chartRange', (params) => client.request(ChartRange, params));
    rpc.on('saveMade', (params) => {
      this.saved.push(params);
      return true;
    });
    rpc.on('copy', async (params) => {
      const { text, cells } = await client.request(CopyCells, params);
      this.copied.push(text);
      return { cells };
    });
    rpc.on('export', (params) => {
      this.exported.push(params);
      return null;
    });
    for (const method of ['select', 'focus', 'close', 'copyText', 'go'] as const) rpc.on(method, () => null);
  }
}

/** Two ends of a line, each message on its own turn. */
function ports(): readonly [Port, Port] {
  const listeners: ((message: unknown) => void)[][] = [[], []];
  const end = (own: number): Port => ({
    postMessage: (message) => {
      setImmediate(() => {
        for (const listen of listeners[1 - own] ?? []) listen(message);
      });
    },
    on: (_, listen) => listeners[own]?.push(listen),
  });
  return [end(0), end(1)];
}

const BYTES = '\u0000bytes:';

function packed(message: unknown): string {
  return JSON.stringify(message, (_, value: unknown) => (value instanceof Uint8Array ? `${BYTES}${Buffer.from(value).toString('base64')}` : value));
}

function unpacked(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => (typeof value === 'string' && value.startsWith(BYTES) ? new Uint8Array(Buffer.from(value.slice(BYTES.length), 'base64')) : value)) as unknown;
}
