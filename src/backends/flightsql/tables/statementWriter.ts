import { type Field, makeData, RecordBatch, Schema, Struct } from 'apache-arrow';
import { ArrowDecoder } from '../../../core/arrow/decode';
import { ArrowEncoder, encodeSchema } from '../../../core/arrow/messages';
import type { ChangeKind, RejectedRow, TableDescription, TableWriter, WriteReport } from '../../../core/contract/tables';
import { HeadwaterError } from '../../../core/errors';
import type { FlightSqlClient, Prepared } from '../client/sqlClient';
import type { Dialect } from '../dialect';
import type { TableName } from '../metadata/metadata';

export interface StatementWriterParts {
  readonly sql: FlightSqlClient;
  readonly dialect: Dialect;
  readonly table: TableName;
  readonly kind: ChangeKind;
  readonly description: Promise<TableDescription>;
  /** Of the batches, as indexes into the description. */
  readonly columns: readonly number[];
  /** Absent = each row is committed at once. */
  readonly transaction?: Uint8Array;
  readonly signal: AbortSignal;
}

/** The statement with the order in which it takes the batch's columns. */
interface Plan {
  readonly prepared: Prepared;
  readonly decoder: ArrowDecoder;
  /** Places in the batch. */
  readonly order: readonly number[];
}

/** The first of the refused rows that are kept. */
const MOST_REJECTED = 1_000;

/** Changes rows by one prepared statement, row by row, so that it is known which were refused. */
export class StatementWriter implements TableWriter {
  #plan: Promise<Plan> | undefined;
  #row = 0n;
  #written = 0n;
  #unknown = 0n;
  #rejectedRows = 0n;
  readonly #rejected: RejectedRow[] = [];

  constructor(private readonly parts: StatementWriterParts) {}

  async write(batch: Uint8Array): Promise<void> {
    this.#plan ??= this.#prepare();
    const { prepared, decoder, order } = await this.#plan;
    const rows = decoder.batch(batch).recordBatch();
    for (let row = 0; row < rows.numRows; row++) await this.#change(prepared, oneRow(rows, row, order));
  }

  async finish(): Promise<WriteReport> {
    await this.#close();
    return this.#report();
  }

  async abort(): Promise<WriteReport> {
    await this.#close();
    return this.#report();
  }

  async #change(prepared: Prepared, messages: readonly Uint8Array[]): Promise<void> {
    const row = this.#row++;
    try {
      const changed = await this.parts.sql.updatePrepared(prepared, messages, { signal: this.parts.signal, what: `Could not write to \`${this.parts.table.table}\``, writes: true });
      // Replacing a row that has nothing but its key changes nothing.
      if (changed === 0n && this.parts.kind !== 'upsert') this.#reject(row, 'There is no such row any more.');
      else this.#written++;
    } catch (error) {
      if (!(error instanceof HeadwaterError) || error.failure.kind === 'unauthorized' || error.failure.kind === 'forbidden') throw error;
      if (error.failure.outcomeUnknown) {
        this.#unknown++;
        throw error;
      }
      this.#reject(row, error.failure.why);
    }
  }

  #reject(row: bigint, why: string): void {
    this.#rejectedRows++;
    if (this.#rejected.length < MOST_REJECTED) this.#rejected.push({ row, why });
  }

  async #prepare(): Promise<Plan> {
    const { sql, dialect, table, kind, columns, signal, transaction } = this.parts;
    const description = await this.parts.description;
    const decoded = new ArrowDecoder(description.schema).schema;
    const fields = columns.flatMap((index) => decoded.fields[index] ?? []);
    const key = new Set(description.keys[0]?.columns ?? []);
    const places = columns.map((column, place) => ({ place, key: key.has(column), name: dialect.quoted(decoded.fields[column]?.name ?? '') }));
    const [keys, values] = [places.filter((one) => one.key), places.filter((one) => !one.key)];
    if (kind !== 'insert' && (keys.length === 0 || keys.length !== key.size)) throw new HeadwaterError({ what: `Could not write to \`${table.table}\``, why: 'The table has no primary key that rows could be found by.', kind: 'unsupported', code: 'no-key' });
    if (kind === 'upsert' && !dialect.upserts) throw noUpsert(table.table);
    // What is not given gets its default, as in a new row.
    const others = decoded.fields.flatMap(({ name }, column) => (columns.includes(column) ? [] : [{ name: dialect.quoted(name) }]));
    const prepared = await sql.prepare(statementOf(kind, dialect.table(table), { keys, values, all: places, replaced: [...values, ...others] }), { signal, what: `Could not write to \`${table.table}\``, ...(transaction ? { transaction } : {}) });
    const order = placesOf(kind, { keys, values, all: places }).map(({ place }) => place);
    return { prepared, decoder: new ArrowDecoder(encodeSchema(new Schema(fields)).bytes), order };
  }

  async #close(): Promise<void> {
    const plan = await this.#plan?.catch(() => undefined);
    if (plan) await this.parts.sql.closePrepared(plan.prepared, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  }

  #report(): WriteReport {
    return { written: this.#written, rejected: this.#rejected, rejectedRows: this.#rejectedRows, unknown: this.#unknown };
  }
}

interface Place {
  readonly name: string;
}

/** Columns of a change by what they are in it. */
interface Columns<T extends Place = Place> {
  readonly keys: readonly T[];
  readonly values: readonly T[];
  readonly all: readonly T[];
}

/** In the order in which the statement takes them. */
function placesOf<T extends Place>(kind: ChangeKind, { keys, values, all }: Columns<T>): readonly T[] {
  switch (kind) {
    case 'insert':
    case 'upsert':
      return all;
    case 'update':
      return [...values, ...keys];
    case 'delete':
      return keys;
  }
}

/** @param columns `replaced` are those of a row that is there already, other than its key */
function statementOf(kind: ChangeKind, table: string, columns: Columns & { readonly replaced: readonly Place[] }): string {
  const { keys, values, all, replaced } = columns;
  const equal = (places: readonly Place[], between: string) => places.map(({ name }) => `${name} = ?`).join(between);
  const names = (places: readonly Place[]) => places.map(({ name }) => name).join(', ');
  const insert = `INSERT INTO ${table} (${names(all)}) VALUES (${all.map(() => '?').join(', ')})`;
  switch (kind) {
    case 'insert':
      return insert;
    case 'upsert':
      return `${insert} ON CONFLICT (${names(keys)}) DO ${replaced.length === 0 ? 'NOTHING' : `UPDATE SET ${replaced.map(({ name }) => `${name} = excluded.${name}`).join(', ')}`}`;
    case 'update':
      return `UPDATE ${table} SET ${equal(values, ', ')} WHERE ${equal(keys, ' AND ')}`;
    case 'delete':
      return `DELETE FROM ${table} WHERE ${equal(keys, ' AND ')}`;
  }
}

export function noUpsert(table: string): HeadwaterError {
  return new HeadwaterError({ what: `Could not write to \`${table}\``, why: 'The server is not known to have a statement that inserts or replaces.', todo: 'Insert or update instead.', kind: 'unsupported', code: 'no-upsert' });
}

function oneRow(rows: RecordBatch, row: number, order: readonly number[]): readonly Uint8Array[] {
  const slice = rows.slice(row, row + 1);
  const fields: Field[] = order.flatMap((place) => slice.schema.fields[place] ?? []);
  const schema = new Schema(fields);
  const children = order.flatMap((place) => slice.data.children[place] ?? []);
  const encoder = new ArrowEncoder(schema);
  const batch = new RecordBatch(schema, makeData({ type: new Struct(fields), length: 1, nullCount: 0, children }));
  return [encoder.schema().bytes, ...encoder.write(batch).map(({ bytes }) => bytes)];
}
