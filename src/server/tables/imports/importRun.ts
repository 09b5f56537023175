import type { Field } from 'apache-arrow';
import { failureOf, isCancelled } from '../../../core/errors';
import type { RejectedRow, TableWriter, WriteReport } from '../../../core/contract/tables';
import { type CellFormatter, makeCellFormatter } from '../../../core/format/cell';
import type { ImportReport } from '../../../protocol/imports';
import type { ImportConverter } from './converter';
import type { RejectedFile } from './rejectedFile';
import type { ImportSource, SourceBatch } from './importSource';

export interface ImportParts {
  readonly source: ImportSource;
  /** The same file once more, from its start. */
  readonly again: () => Promise<ImportSource>;
  readonly converter: ImportConverter;
  readonly writer: TableWriter;
  readonly rejected: RejectedFile;
  readonly timeZone: string;
  readonly signal: AbortSignal;
  readonly progress: (read: number, rejected: number) => void;
}

/** Reasons that a report shows. */
const REASONS = 100;

/** Writes the rows of a file to a table. Never throws: the report says how far it came. */
export class ImportRun {
  #read = 0;
  #rejected = 0;
  readonly #reasons: { readonly row: number; readonly why: string }[] = [];
  /** Numbers of the rows that were refused here and so never given to the writer. */
  readonly #held: number[] = [];
  readonly #formatters: readonly CellFormatter[];

  constructor(private readonly parts: ImportParts) {
    this.#formatters = parts.source.schema.fields.map((field: Field) => makeCellFormatter(field, { timeZone: parts.timeZone }));
  }

  async work(): Promise<ImportReport> {
    const { source, writer, signal } = this.parts;
    try {
      for await (const batch of source.batches()) {
        if (signal.aborted) break;
        await this.#write(batch);
      }
      for (const { line, why } of await source.unreadable()) await this.#reject(line, why);
      const report = signal.aborted ? await writer.abort() : await writer.finish();
      return await this.#report(report, {});
    } catch (error) {
      const report = await writer.abort();
      return this.#report(report, isCancelled(error) || signal.aborted ? {} : { failure: failureOf(error, 'Could not import all rows') });
    }
  }

  async #write(batch: SourceBatch): Promise<void> {
    const { converter, writer, progress } = this.parts;
    const { rows, batch: message, rejected } = converter.convert(batch);
    for (const { row, why } of rejected) {
      this.#held.push(this.#read + row);
      await this.#reject(this.#read + row + 1, why, batch, row);
    }
    if (rows > 0) await writer.write(message);
    this.#read += batch.rows;
    progress(this.#read, this.#rejected);
  }

  async #reject(row: number, why: string, batch?: SourceBatch, index = 0): Promise<void> {
    this.#rejected += 1;
    if (this.#reasons.length < REASONS) this.#reasons.push({ row, why });
    const values = batch ? this.#formatters.map((formatter, column) => formatter.format(batch.column(column), index)) : [];
    await this.parts.rejected.add(row, why, values);
  }

  async #report({ written, unknown, rejected, rejectedRows }: WriteReport, more: Pick<ImportReport, 'failure'>): Promise<ImportReport> {
    await this.#refused(rejected);
    await this.parts.rejected.close();
    const file = this.parts.rejected.path;
    return {
      read: this.#read,
      written: Number(written),
      // Of very many the system names only the first.
      rejected: this.#rejected + Number(rejectedRows) - rejected.length,
      unknown: Number(unknown),
      reasons: this.#reasons,
      ...(file === undefined ? {} : { rejectedFile: file }),
      cancelled: this.parts.signal.aborted,
      ...more,
    };
  }

  /** Rows that the system refused are known by their numbers: the file is read once more for their values, so that they can be corrected and tried again. */
  async #refused(rows: readonly RejectedRow[]): Promise<void> {
    if (rows.length === 0) return;
    const reasons = new Map(rows.map(({ row, why }) => [this.#rowOf(Number(row)), why]));
    const source = await this.parts.again().catch(() => undefined);
    try {
      let first = 0;
      for await (const batch of source?.batches() ?? []) {
        for (const [row, why] of [...reasons].filter(([place]) => place < first + batch.rows)) {
          await this.#reject(row + 1, why, batch, row - first);
          reasons.delete(row);
        }
        first += batch.rows;
        if (reasons.size === 0) break;
      }
    } catch {
      // The report names the rest without their values.
    } finally {
      await source?.close();
    }
    for (const [row, why] of reasons) await this.#reject(row + 1, why);
  }

  /** Place in the file of the row that was given to the writer as number `given`. */
  #rowOf(given: number): number {
    let row = given;
    for (const held of this.#held) {
      if (held > row) break;
      row += 1;
    }
    return row;
  }
}
