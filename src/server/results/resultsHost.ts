import type { Codecs } from '../../core/arrow/compression';
import { HeadwaterError } from '../../core/errors';
import { alignOf, typeLabel } from '../../core/format/column';
import { CloseResult, CopyCells, GetCell, GetTotals, GetWindow, type ResultColumn, ResultColumns } from '../../protocol/results';
import { CellReader } from './cells/cell';
import { copyCells } from './cells/copy';
import { exportResult } from './export/export';
import { Pacer } from './pacer';
import type { PortServer } from './port';
import { AppendMessage, ConfigureResults, DisposeResults, EndResult, OpenResult, WriteResult, ReadMessage, type ResultsSettings, type StoredMessage } from './requests';
import type { Disk } from './store/disk';
import { MessageLog } from './store/messageLog';
import { ResultStore } from './store/resultStore';
import { SpillFolder } from './store/spillFolder';
import { SpillQuota } from './store/spillQuota';
import { totalsOf } from './totals/totals';
import { WindowSchemas } from './window/encodeWindow';
import { cutWindow } from './window/window';

const NOT_READ = 'Could not read the rows';

interface Held {
  readonly store: ResultStore;
  readonly schemas: WindowSchemas;
  readonly cells: CellReader;
}

/** All results of this process, and the answers to what is asked of them. Lives in the results worker. */
export class ResultsHost {
  readonly #results = new Map<string, Held>();
  readonly #quota: SpillQuota;
  readonly #folder: SpillFolder;
  #settings: ResultsSettings;

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
    server.handle(ConfigureResults, 'Could not change the settings of results', (settings) => {
      this.#settings = settings;
      this.#quota.change(settings.spillQuota);
      return null;
    });
    server.handle(OpenResult, 'Could not keep the rows', ({ resultId, schema }) => this.open(resultId, schema));
    server.handle(AppendMessage, 'Could not keep the rows', ({ resultId, kind, bytes, most }) => this.#store(resultId).append(kind, bytes, most ?? Infinity));
    server.handle(EndResult, 'Could not keep the rows', ({ resultId }) => this.#store(resultId).end());
    server.handle(CloseResult, 'Could not close the result', async ({ resultId }) => {
      await this.close(resultId);
      return null;
    });
    server.handle(ReadMessage, NOT_READ, async ({ resultId, index }) => ({ message: await readMessage(this.#store(resultId), index) }));
    server.handle(ResultColumns, 'Could not read the columns', ({ resultId, from, count }) => this.#store(resultId).schema.fields.slice(from, from + count).map(describe));
    server.handle(GetWindow, NOT_READ, (params) => {
      const { store, schemas } = this.#held(params.resultId);
      return cutWindow(store, schemas, params, this.#settings.timeZone);
    });
    server.handle(GetCell, 'Could not read the cell', (params, { signal }) => this.#held(params.resultId).cells.read(params, this.#settings.timeZone, new Pacer(signal)));
    server.handle(CopyCells, 'Could not copy the cells', (params, { signal }) => copyCells(this.#store(params.resultId), params, this.#settings.timeZone, new Pacer(signal)));
    server.handle(GetTotals, 'Could not add up the selection', ({ resultId, ranges }, { signal }) =>
      totalsOf(this.#store(resultId), ranges, this.#settings.timeZone, new Pacer(signal)),
    );
    server.handle(WriteResult, 'Could not export the result', ({ resultId, format, path }, { signal, progress }) =>
      exportResult(this.#store(resultId), this.disk, format, path, { pacer: new Pacer(signal), timeZone: this.#settings.timeZone, progress }),
    );
    server.handle(DisposeResults, 'Could not remove the files of results', async () => {
      await this.dispose();
      return null;
    });
  }

  async open(resultId: string, schema: Uint8Array): Promise<{ columns: number }> {
    await this.close(resultId);
    const log = new MessageLog(schema, this.#settings.memoryPerResult, this.#folder, this.#quota);
    const store = new ResultStore(log, this.codecs);
    this.#results.set(resultId, { store, schemas: new WindowSchemas(), cells: new CellReader(store) });
    return { columns: store.schema.fields.length };
  }

  async close(resultId: string): Promise<void> {
    const held = this.#results.get(resultId);
    this.#results.delete(resultId);
    await held?.store.close();
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#results.keys()].map((id) => this.close(id)));
    await this.#folder.dispose();
  }

  #store(resultId: string): ResultStore {
    return this.#held(resultId).store;
  }

  #held(resultId: string): Held {
    const held = this.#results.get(resultId);
    if (held) return held;
    throw new HeadwaterError({ what: NOT_READ, why: 'This result has no rows, or it was closed.', todo: 'Run the statement again.', code: 'no-result' });
  }
}

function describe(field: ResultStore['schema']['fields'][number]): ResultColumn {
  const key = field.metadata.get('headwater:key');
  return { name: field.name, type: typeLabel(field), align: alignOf(field), nullable: field.nullable, ...(key === undefined ? {} : { key }) };
}

async function readMessage(store: ResultStore, index: number): Promise<StoredMessage | null> {
  const { messages } = store;
  if (index === 0) return { kind: 'schema', rows: 0, bytes: new Uint8Array(messages.schema) };
  const kind = messages.kindOf(index - 1);
  if (kind === undefined) return null;
  return { kind, rows: store.rowsOfMessage(index - 1), bytes: new Uint8Array(await messages.read(index - 1)) };
}
