import type { Codecs } from '../../core/arrow/compression';
import { HeadwaterError } from '../../core/errors';
import { alignOf, typeLabel } from '../../core/format/column';
import { KEY_KEY, ROLE_KEY } from '../../core/format/metadata';
import { ChartColumns, ChartRange, DrawChart } from '../../protocol/resultsCharts';
import { OpenLiveView } from '../../protocol/resultsLive';
import { ArrangeRows, type CellPlace, CountMatches, type FindParams, FindNext, GetDistinct, ProfileColumn } from '../../protocol/resultsArrange';
import { CloseResult, CopyCells, GetCell, GetTotals, GetWindow, type ExportNote, type ResultColumn, ResultColumns } from '../../protocol/results';
import { CellReader } from './cells/cell';
import { copyCells } from './cells/copy';
import { distinctOf } from './columns/distinct';
import { profileOf } from './columns/profile';
import { chartColumns, chartOf, chartRange } from './chart/chart';
import { exportResult } from './export/export';
import { exportText } from './export/text';
import type { ExportWork } from './export/work';
import { countMatches, findNext } from './find/find';
import { LiveResult } from './live/liveResult';
import { LiveRing, type RingBounds } from './live/ring';
import { Pacer } from './pacer';
import type { CallContext, CallHandler, PortServer } from './port';
import { type AppendedMessage, AppendMessages, ConfigureResults, DisposeResults, EndResult, OpenResult, PickColumns, PickRows, type MessageParams, ReadMessage, type ResultsSettings, type RowsAsked, type StoredMessage, WriteResult, WriteText } from './requests';
import type { Disk } from './store/disk';
import { MessageLog } from './store/messageLog';
import { PartOfRows } from './store/partOfRows';
import { pickBatch, pickColumns, pickRows, plainSchema } from './store/pick';
import { type Kept, ResultStore } from './store/resultStore';
import type { Rows } from './store/rows';
import { SpareMemory } from './store/spareMemory';
import { SpillFolder } from './store/spillFolder';
import { SpillQuota } from './store/spillQuota';
import { totalsOf } from './totals/totals';
import { Arrangements } from './views/arrangements';
import { WindowSchemas } from './window/encodeWindow';
import { cutWindow } from './window/window';

/** Where the settings say nothing. */
const RING: RingBounds = { rows: 100_000, bytes: 64 * 1024 * 1024 };
const NOT_READ = 'Could not read the rows';

/** Rows of a message that is made of a live result's rows. */
const MESSAGE_ROWS = 8_192;

/** Where the rows are and how they are read. */
interface Held {
  readonly store: ResultStore | LiveRing;
  readonly schemas: WindowSchemas;
  readonly live?: LiveResult;
  readonly memory: SpareMemory;
  readonly arranged: Arrangements;
  rows(view: string | undefined): Rows;
  cells(view: string | undefined): CellReader;
}

/** All results of this process, and the answers to what is asked of them. Lives in the results worker. */
export class ResultsHost {
  readonly #results = new Map<string, Held>();
  readonly #quota: SpillQuota;
  readonly #folder: SpillFolder;
  #settings: ResultsSettings;
  #handOn: (buffers: readonly ArrayBuffer[]) => void = () => undefined;

  constructor(
    settings: ResultsSettings,
    private readonly disk: Disk,
    private readonly codecs: Codecs,
  ) {
    this.#settings = settings;
    this.#quota = new SpillQuota(settings.spillQuota);
    this.#folder = new SpillFolder(disk, settings.folder);
  }

  /** Removes what crashed processes left; awaited by nobody. */
  start(): void {
    void this.#folder.removeAbandoned();
  }

  serve(server: PortServer): void {
    this.#handOn = (buffers) => server.giveBack(buffers);
    server.handle(ConfigureResults, 'Could not change the settings of results', (settings) => {
      this.#settings = settings;
      this.#quota.change(settings.spillQuota);
      return null;
    });
    server.handle(OpenResult, 'Could not keep the rows', ({ resultId, schema, live }) => this.open(resultId, schema, live));
    server.handle(AppendMessages, 'Could not keep the rows', ({ resultId, messages }) => appendAll(this.#store(resultId), messages));
    server.handle(EndResult, 'Could not keep the rows', ({ resultId }) => this.#store(resultId).end());
    server.handle(CloseResult, 'Could not close the result', async ({ resultId }) => {
      await this.close(resultId);
      return null;
    });
    server.handle(ReadMessage, NOT_READ, this.#reading(async (held, asked) => ({ message: await readMessage(held, asked) })));
    server.handle(ResultColumns, 'Could not read the columns', ({ resultId, from, count }) => this.#store(resultId).schema.fields.slice(from, from + count).map(describe));
    server.handle(GetWindow, NOT_READ, this.#reading((held, params) => cutWindow(held.rows(params.view), held.schemas, params, this.#settings.timeZone)));
    server.handle(OpenLiveView, NOT_READ, (params) => this.#live(params.resultId).open(params));
    server.handle(PickColumns, NOT_READ, this.#reading((held, { columns, row, rows }) => pickColumns(held.live?.rowsOfMessages('scan', row === 0) ?? held.rows(undefined), columns, row, rows)));
    server.handle(PickRows, NOT_READ, this.#reading((held, { rows }) => pickRows(held.rows(undefined), rows)));
    server.handle(GetCell, 'Could not read the cell', this.#reading((held, params, { signal }) => held.cells(params.view).read(params, this.#settings.timeZone, new Pacer(signal))));
    server.handle(CopyCells, 'Could not copy the cells', this.#reading((held, params, { signal }) => copyCells(held.rows(params.view), params, this.#settings.timeZone, new Pacer(signal))));
    server.handle(GetTotals, 'Could not add up the selection', this.#reading((held, { view, ranges }, { signal }) => totalsOf(held.rows(view), ranges, this.#settings.timeZone, new Pacer(signal))));
    server.handle(ArrangeRows, 'Could not arrange the rows', this.#reading((held, params, { signal }) => held.arranged.make(held.rows(params.view), params, this.#settings.timeZone, new Pacer(signal))));
    server.handle(FindNext, 'Could not search the rows', this.#reading((held, params, { signal }) => this.#find(held, params, signal)));
    server.handle(CountMatches, 'Could not search the rows', this.#reading((held, params, { signal }) => countMatches(held.rows(params.view), params, this.#settings.timeZone, new Pacer(signal))));
    server.handle(GetDistinct, 'Could not list the values', this.#reading((held, params, { signal }) => distinctOf(held.rows(params.view), params, this.#settings.timeZone, new Pacer(signal))));
    server.handle(ProfileColumn, 'Could not profile the column', this.#reading((held, { view, column }, { signal }) => profileOf(held.rows(view), column, this.#settings.timeZone, new Pacer(signal))));
    server.handle(ChartColumns, 'Could not look at the columns', this.#reading(async (held, { view }) => ({ columns: await chartColumns(held.rows(view)) })));
    server.handle(DrawChart, 'Could not draw the chart', this.#reading((held, { view, query }, { signal }) => chartOf(held.rows(view), query, this.#settings.timeZone, new Pacer(signal))));
    server.handle(ChartRange, 'Could not read the range', ({ resultId, ...range }) => chartRange(this.#held(resultId).store, range, this.#settings.timeZone));
    server.handle(
      WriteResult,
      'Could not export the result',
      this.#reading((held, asked, context) => exportResult(rowsAsked(held, asked), this.disk, asked.format, asked.path, this.#work(asked.note, context))),
    );
    server.handle(
      WriteText,
      'Could not export the result',
      this.#reading((held, asked, context) => exportText(rowsAsked(held, asked), asked.format, asked.most, this.#work(asked.note, context))),
    );
    server.handle(DisposeResults, 'Could not remove the files of results', async () => {
      await this.dispose();
      return null;
    });
  }

  async open(resultId: string, schema: Uint8Array, live = false): Promise<{ columns: number }> {
    await this.close(resultId);
    const schemas = new WindowSchemas();
    const memory = new SpareMemory((buffers) => this.#handOn(buffers));
    if (live) {
      const ring = new LiveRing(schema, this.#settings.ring ?? RING, this.codecs);
      const result = new LiveResult(ring);
      this.#results.set(resultId, { store: ring, schemas, memory, live: result, ...readers(new Arrangements(), (view) => result.rows(view), (view) => result.cells(view)) });
      return { columns: ring.schema.fields.length };
    }
    const log = new MessageLog(schema, this.#settings.memoryPerResult, this.#folder, this.#quota, memory);
    const store = new ResultStore(log, this.codecs);
    const cells = new CellReader(store);
    this.#results.set(resultId, { store, schemas, memory, ...readers(new Arrangements(), (view) => ofNoView(view, store), (view) => ofNoView(view, cells)) });
    return { columns: store.schema.fields.length };
  }

  async close(resultId: string): Promise<void> {
    const held = this.#results.get(resultId);
    this.#results.delete(resultId);
    await (held?.live ?? held?.store)?.close();
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#results.keys()].map((id) => this.close(id)));
    await this.#folder.dispose();
  }

  async #find(held: Held, params: FindParams, signal: AbortSignal): Promise<{ place: CellPlace | null }> {
    return { place: await findNext(held.rows(params.view), params, this.#settings.timeZone, new Pacer(signal)) };
  }

  #work(note: ExportNote | undefined, { signal, progress }: CallContext): ExportWork {
    return { pacer: new Pacer(signal), timeZone: this.#settings.timeZone, progress, ...(note && { note }) };
  }

  #store(resultId: string): ResultStore | LiveRing {
    return this.#held(resultId).store;
  }

  /** A handler that reads rows. */
  #reading<P extends { readonly resultId: string }, R>(read: (held: Held, params: P, context: CallContext) => Promise<R> | R): CallHandler<P, R> {
    return (params, context) => {
      const held = this.#held(params.resultId);
      return held.memory.reading(() => read(held, params, context));
    };
  }

  #live(resultId: string): LiveResult {
    const { live } = this.#held(resultId);
    if (live) return live;
    throw new HeadwaterError({ what: NOT_READ, why: 'The result has an end: all its rows are there.', code: 'not-live' });
  }

  #held(resultId: string): Held {
    const held = this.#results.get(resultId);
    if (held) return held;
    throw new HeadwaterError({ what: NOT_READ, why: 'This result has no rows, or it was closed.', todo: 'Run the statement again.', code: 'no-result' });
  }
}

/** Views that people have arranged are read like those that a result has by itself. */
function readers(arranged: Arrangements, rows: Held['rows'], cells: Held['cells']): Pick<Held, 'arranged' | 'rows' | 'cells'> {
  const isArranged = (view: string | undefined): view is string => view !== undefined && arranged.has(view);
  return { arranged, rows: (view) => (isArranged(view) ? arranged.rows(view) : rows(view)), cells: (view) => (isArranged(view) ? arranged.cells(view) : cells(view)) };
}

function describe(field: ResultStore['schema']['fields'][number]): ResultColumn {
  const key = field.metadata.get(KEY_KEY);
  const role = field.metadata.get(ROLE_KEY);
  return { name: field.name, type: typeLabel(field), align: alignOf(field), nullable: field.nullable, ...(key === undefined ? {} : { key }), ...(role === undefined ? {} : { role }) };
}

async function appendAll(store: ResultStore | LiveRing, messages: readonly AppendedMessage[]): Promise<Kept> {
  let { kept } = store;
  for (const { kind, bytes, most } of messages) kept = await store.append(kind, bytes, most ?? Infinity);
  return kept;
}

/** What a file is written of. */
function rowsAsked(held: Held, { view, ranges }: RowsAsked): ResultStore | Rows {
  const all = view === undefined && held.store instanceof ResultStore ? held.store : held.rows(view);
  return ranges ? new PartOfRows(all, ranges) : all;
}

/** A live result, and rows that are arranged or chosen, have no messages of their own: they are made of the rows. */
async function readMessage(held: Held, asked: MessageParams): Promise<StoredMessage | null> {
  const { store, live } = held;
  const { index, view, ranges, reader } = asked;
  if (view !== undefined || ranges) return messageOf(rowsAsked(held, asked), index);
  if (live) return messageOf(live.rowsOfMessages(reader, index === 0), index);
  if (!(store instanceof ResultStore)) return null;
  const { messages } = store;
  if (index === 0) return { kind: 'schema', rows: 0, bytes: new Uint8Array(messages.schema) };
  const kind = messages.kindOf(index - 1);
  if (kind === undefined) return null;
  return { kind, rows: store.rowsOfMessage(index - 1), bytes: new Uint8Array(await messages.read(index - 1)) };
}

/** Messages made of rows that are not stored as such. */
async function messageOf(rows: Rows, index: number): Promise<StoredMessage | null> {
  if (index === 0) return { kind: 'schema', rows: 0, bytes: plainSchema(rows) };
  const from = (index - 1) * MESSAGE_ROWS;
  return from >= rows.rows ? null : { kind: 'batch', ...(await pickBatch(rows, from, MESSAGE_ROWS)) };
}

/** Results that are not live are read as they are. */
function ofNoView<T>(view: string | undefined, whole: T): T {
  if (view === undefined) return whole;
  throw new HeadwaterError({ what: NOT_READ, why: 'The order or selection that was asked for does not exist.', todo: 'Run the statement again.', code: 'no-view' });
}
