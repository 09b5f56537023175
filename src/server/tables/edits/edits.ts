import type { Data } from 'apache-arrow';
import { ArrowDecoder } from '../../../core/arrow/decode';
import { makeCellFormatter } from '../../../core/format/cell';
import type { CheckValueParams, EditParams, EditReport, EditReview } from '../../../protocol/edits';
import type { InTable, KeyTexts } from '../../../protocol/tables';
import type { ResultsClient } from '../../results/client';
import type { LiveSession } from '../../sessions/liveSession';
import { tablesOf } from '../describe';
import { readerOf } from '../encodeRows';
import { tableType, type TableType, writtenField } from '../tableType';
import { BadValue } from '../values/badValue';
import { ColumnWriter } from '../values/columnWriter';
import { applyOneByOne, applyTogether } from './apply';
import { EditPreparation, type PreparedEdit } from './prepare';

const NOT_CHANGED = 'Could not change the table';

/** Changes of single rows of a table, made in the grid. */
export class TableEdits {
  constructor(
    private readonly results: Pick<ResultsClient, 'pick' | 'scan'>,
    private readonly timeZone: () => string,
  ) {}

  async check(live: LiveSession, { table, column, values }: CheckValueParams, signal: AbortSignal): Promise<readonly (string | null)[]> {
    const type = await this.#typeOf(live, table, signal);
    const field = type.schema.fields[column];
    if (!field) return values.map(() => 'There is no such column.');
    const nullable = type.description.columns[column]?.nullable ?? field.nullable;
    const reader = readerOf(field, this.timeZone(), NOT_CHANGED);
    return values.map((value) => {
      if (value === null) return nullable ? null : `\`${field.name}\` must not be NULL.`;
      try {
        new ColumnWriter(reader).add(value);
        return null;
      } catch (error) {
        if (error instanceof BadValue) return error.message;
        throw error;
      }
    });
  }

  async review(live: LiveSession, params: EditParams, signal: AbortSignal): Promise<EditReview> {
    const { prepared } = await this.#prepare(live, params, signal);
    return { operations: prepared.map(({ operation }) => operation), atomic: tablesOf(live, NOT_CHANGED).applyAtomically !== undefined };
  }

  /** Does nothing where one of the edits cannot be done at all. */
  async apply(live: LiveSession, params: EditParams, signal: AbortSignal): Promise<EditReport> {
    const tables = tablesOf(live, NOT_CHANGED);
    const { prepared, type } = await this.#prepare(live, params, signal);
    const ready = prepared.flatMap(({ operation, change }) => (change ? [{ operation, change }] : []));
    const atomic = tables.applyAtomically !== undefined;
    if (ready.length < prepared.length) {
      const outcomes = prepared.map(({ operation: { id, problem } }) => (problem === undefined ? ({ id, state: 'untried' } as const) : ({ id, state: 'refused', why: problem } as const)));
      return { atomic, outcomes };
    }
    const applying = { tables, table: params.table, key: Math.max(0, type.description.keys.findIndex(({ unique }) => unique)), own: type.schema.fields.flatMap((_, column) => (type.role(column) === undefined ? [column] : [])), signal };
    return { atomic, outcomes: atomic ? await applyTogether(ready, applying) : await applyOneByOne(ready, applying) };
  }

  /** The keys of rows, whole: they are compared with those of other results. */
  async keysOf(live: LiveSession, { table, resultId, rows }: InTable & { readonly resultId: string; readonly rows: readonly number[] }, signal: AbortSignal): Promise<readonly KeyTexts[]> {
    const { type, columns } = await this.#keyOf(live, table, signal);
    if (columns.length === 0) return [];
    const picked = await this.results.pick({ resultId, rows }, signal);
    const texts = this.#keyReader(type, columns);
    const batch = new ArrowDecoder(picked.schema).batch(picked.batch);
    const data = columns.map((column) => batch.column(column));
    return rows.map((_, row) => texts(data, row));
  }

  async rowsOf(live: LiveSession, { table, resultId, keys }: InTable & { readonly resultId: string; readonly keys: readonly KeyTexts[] }, signal: AbortSignal): Promise<readonly (number | null)[]> {
    const { type, columns } = await this.#keyOf(live, table, signal);
    const left = new Map(keys.map((key) => [JSON.stringify(key), -1]));
    const texts = this.#keyReader(type, columns);
    let decoder: ArrowDecoder | undefined;
    let first = 0;
    let missing = columns.length === 0 ? 0 : left.size;
    for await (const message of missing === 0 ? [] : this.results.scan(resultId, columns, signal)) {
      if (message.kind === 'schema') decoder = new ArrowDecoder(message.bytes);
      if (message.kind !== 'batch' || !decoder) continue;
      const batch = decoder.batch(message.bytes);
      const data = columns.map((_, index) => batch.column(index));
      for (let row = 0; row < batch.rows && missing > 0; row++) {
        const key = JSON.stringify(texts(data, row));
        if (left.get(key) !== -1) continue;
        left.set(key, first + row);
        missing--;
      }
      first += batch.rows;
      if (missing === 0) break;
    }
    return keys.map((key) => {
      const row = left.get(JSON.stringify(key)) ?? -1;
      return row < 0 ? null : row;
    });
  }

  async #keyOf(live: LiveSession, table: readonly string[], signal: AbortSignal): Promise<{ readonly type: TableType; readonly columns: readonly number[] }> {
    const type = await this.#typeOf(live, table, signal);
    return { type, columns: type.description.keys.find(({ unique }) => unique)?.columns ?? [] };
  }

  #keyReader({ schema }: TableType, columns: readonly number[]): (data: readonly Data[], row: number) => KeyTexts {
    const formatters = columns.flatMap((column) => schema.fields[column] ?? []).map((field) => makeCellFormatter(writtenField(field), { timeZone: this.timeZone() }));
    return (data, row) =>
      formatters.map((formatter, index) => {
        const column = data[index];
        const cell = column && formatter.format(column, row);
        return !cell || cell.kind === 'null' ? null : cell.text;
      });
  }

  async #prepare(live: LiveSession, { table, resultId, edits }: EditParams, signal: AbortSignal): Promise<{ readonly type: TableType; readonly prepared: readonly PreparedEdit[] }> {
    const type = await this.#typeOf(live, table, signal);
    const rows = [...new Set(edits.flatMap(({ row }) => row ?? []))];
    const picked = await this.results.pick({ resultId, rows }, signal);
    const batch = new ArrowDecoder(picked.schema).batch(picked.batch);
    const preparation = new EditPreparation(type, { batch, places: new Map(rows.map((row, place) => [row, place])) }, this.timeZone());
    return { type, prepared: edits.map((edit) => preparation.prepare(edit)) };
  }

  async #typeOf(live: LiveSession, table: readonly string[], signal: AbortSignal): Promise<TableType> {
    return tableType(await tablesOf(live, NOT_CHANGED).describe(table, signal));
  }
}
