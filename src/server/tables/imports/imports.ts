import path from 'node:path';
import { HeadwaterError } from '../../../core/errors';
import { makeCellFormatter } from '../../../core/format/cell';
import { typeLabel } from '../../../core/format/column';
import type { ImportFile, ImportPreview, ImportProgress, ImportReport, StartImport } from '../../../protocol/imports';
import type { LiveSession } from '../../sessions/liveSession';
import type { Settings } from '../../settings';
import { Throttle } from '../../runs/throttle';
import { tablesOf } from '../describe';
import { tableType, type TableType } from '../tableType';
import { ImportConverter } from './converter';
import { ImportRun } from './importRun';
import { RejectedFile } from './rejectedFile';
import { openSource } from './source';

const PREVIEW_ROWS = 50;
const PREVIEW_CHARS = 200;
const PROGRESS_MS = 100;
const NOT_IMPORTED = 'Could not import the file';

/** Files whose rows go to tables. */
export class Imports {
  readonly #listeners: ((progress: ImportProgress) => void)[] = [];
  readonly #running = new Map<string, AbortController>();

  constructor(
    private readonly settings: Settings,
    /** The bundle of the DuckDB worker, which reads most files. */
    private readonly duckdbWorker: string,
  ) {}

  onProgress(listener: (progress: ImportProgress) => void): void {
    this.#listeners.push(listener);
  }

  async preview(file: ImportFile, signal: AbortSignal): Promise<ImportPreview> {
    this.#mayRead(file.path);
    const stop = new AbortController();
    const source = await openSource(file, this.duckdbWorker, AbortSignal.any([signal, stop.signal]));
    try {
      const { fields } = source.schema;
      const formatters = fields.map((field) => makeCellFormatter(field, { timeZone: this.settings.current.timeZone, maxChars: PREVIEW_CHARS }));
      const rows: (string | null)[][] = [];
      let more = false;
      for await (const batch of source.batches()) {
        const take = Math.min(batch.rows, PREVIEW_ROWS - rows.length);
        for (let row = 0; row < take; row++) {
          rows.push(formatters.map((formatter, column) => {
            const { kind, text } = formatter.format(batch.column(column), row);
            return kind === 'null' ? null : text;
          }));
        }
        more = batch.rows > take;
        if (rows.length >= PREVIEW_ROWS) break;
      }
      return { format: source.format, columns: fields.map((field) => ({ name: field.name, type: typeLabel(field) })), rows, more };
    } finally {
      stop.abort();
      await source.close();
    }
  }

  /** @throws HeadwaterError where it cannot begin; what happens later is in the report */
  async run(live: LiveSession, request: StartImport, signal: AbortSignal): Promise<ImportReport> {
    const { table, file, mapping, kind, token } = request;
    this.#mayRead(file.path);
    const tables = tablesOf(live, NOT_IMPORTED);
    const type = tableType(await tables.describe(table, signal));
    const stop = new AbortController();
    this.#running.set(token, stop);
    const ended = AbortSignal.any([signal, stop.signal]);
    const source = await openSource(file, this.duckdbWorker, ended).catch((error: unknown) => {
      this.#running.delete(token);
      throw error;
    });
    const news = { token, read: 0, rejected: 0 };
    const told = new Throttle(PROGRESS_MS, () => {
      for (const listener of this.#listeners) listener({ ...news });
    });
    try {
      const converter = new ImportConverter(source.schema, mapping.map((entry) => targetColumn(type, entry)), this.settings.current.timeZone);
      const writer = tables.writer?.({ table, kind, columns: mapping.map(({ to }) => to), signal: ended });
      if (!writer) throw new HeadwaterError({ what: NOT_IMPORTED, why: `*${live.profile.name}* takes no rows.`, kind: 'unsupported' });
      const rejected = new RejectedFile(path.join(this.settings.current.storageFolder, 'imports', `${token}.csv`), source.schema.fields.map(({ name }) => name));
      const progress = (read: number, refused: number): void => {
        news.read = read;
        news.rejected = refused;
        told.soon();
      };
      return await new ImportRun({ source, again: () => openSource(file, this.duckdbWorker, ended), converter, writer, rejected, timeZone: this.settings.current.timeZone, signal: ended, progress }).work();
    } finally {
      told.dispose();
      this.#running.delete(token);
      await source.close();
    }
  }

  stop(token: string): void {
    this.#running.get(token)?.abort();
  }

  /** In a restricted workspace nothing outside it is read. */
  #mayRead(file: string): void {
    const { trusted, workspaceFolders } = this.settings.current;
    const inside = workspaceFolders.some((folder) => {
      const relative = path.relative(folder, path.resolve(file));
      return !relative.startsWith('..') && !path.isAbsolute(relative);
    });
    if (trusted || inside) return;
    throw new HeadwaterError({ what: `Could not read \`${path.basename(file)}\``, why: 'The workspace is not trusted, and the file lies outside it.', todo: 'Trust the workspace, or choose a file inside it.', kind: 'forbidden' });
  }
}

function targetColumn({ schema, description }: TableType, { from, to }: StartImport['mapping'][number]): { field: TableType['schema']['fields'][number]; nullable: boolean; from: number } {
  const field = schema.fields[to];
  if (!field) throw new HeadwaterError({ what: NOT_IMPORTED, why: 'The table has changed: a column is gone.', todo: 'Open the import again.', kind: 'changed' });
  return { field, nullable: description.columns[to]?.nullable ?? field.nullable, from };
}
