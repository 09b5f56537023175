import type { ArrowBatch } from '../../../core/arrow/decode';
import type { ChangeKind, RowChange, TableKey } from '../../../core/contract/tables';
import { makeCellFormatter } from '../../../core/format/cell';
import type { EditOperation, RowEdit } from '../../../protocol/edits';
import { type TableType, writtenField } from '../tableType';
import { BadValue } from '../values/badValue';
import { valueReader } from '../values/reader';
import { type EncodedRow, encodeRow, type RowValue } from './rowParts';

/** An edit in the table's own terms. */
export interface PreparedEdit {
  readonly operation: EditOperation;
  /** Absent where the edit cannot be done. */
  readonly change?: RowChange & { readonly encoded: EncodedRow; readonly key: Uint8Array };
}

/** The rows that the edits are of, as they were read: columns as in the table, dictionaries as their values. */
export interface ReadRows {
  readonly batch: ArrowBatch;
  /** Place in the batch of each row of the result. */
  readonly places: ReadonlyMap<number, number>;
}

export class EditPreparation {
  readonly #key: TableKey | undefined;

  constructor(
    private readonly type: TableType,
    private readonly read: ReadRows,
    private readonly timeZone: string,
  ) {
    this.#key = type.description.keys.find(({ unique }) => unique);
  }

  prepare(edit: RowEdit): PreparedEdit {
    const kind = this.#kindOf(edit);
    const values = new Map(edit.values);
    const described = { id: edit.id, kind: kind ?? edit.kind, key: this.#keyTexts(edit, values), changes: this.#changes(edit, values) };
    try {
      const change = this.#change(edit, values, kind);
      return { operation: described, change };
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      return { operation: { ...described, problem: error.message } };
    }
  }

  #change(edit: RowEdit, values: ReadonlyMap<number, string | null>, kind: ChangeKind | undefined): NonNullable<PreparedEdit['change']> {
    if (kind === undefined) throw new BadValue(`The table takes no ${edit.kind === 'insert' ? 'new rows' : edit.kind === 'delete' ? 'deletions' : 'changes of rows'}.`);
    const key = this.#key?.columns ?? [];
    if (edit.kind !== 'insert' && key.length === 0) throw new BadValue('The table has no key by which the row could be found again.');
    const changedKey = edit.kind === 'update' ? key.find((column) => values.has(column)) : undefined;
    if (changedKey !== undefined) throw new BadValue(`\`${this.#name(changedKey)}\` is part of the key, which cannot be changed: delete the row and add another.`);
    const place = edit.row === undefined ? undefined : this.read.places.get(edit.row);
    if (edit.kind !== 'insert' && place === undefined) throw new BadValue('The row is no longer there: it was read too long ago.');
    if (edit.kind === 'insert') this.#needAll(values);
    const columns = this.#columns(kind, values, key);
    const encoded = this.#encode(columns, values, place);
    const before = place === undefined ? undefined : this.#encode(this.#all, new Map(), place).stream;
    return { kind, columns, row: encoded.stream, encoded, key: this.#encode(key, values, place).stream, ...(before === undefined ? {} : { before }) };
  }

  /** What the system calls it. */
  #kindOf({ kind }: RowEdit): ChangeKind | undefined {
    const { changes = [] } = this.type.description;
    if (kind === 'delete') return changes.includes('delete') ? 'delete' : undefined;
    if (changes.includes(kind)) return kind;
    return changes.includes('upsert') ? 'upsert' : undefined;
  }

  get #all(): readonly number[] {
    return this.type.schema.fields.map((_, column) => column);
  }

  #columns(kind: ChangeKind, values: ReadonlyMap<number, string | null>, key: readonly number[]): readonly number[] {
    if (kind === 'delete') return key;
    if (kind === 'update') return [...key, ...[...values.keys()].filter((column) => !key.includes(column))];
    return this.#all.filter((column) => this.type.role(column) === undefined && (values.has(column) || this.#isWritable(column)));
  }

  #isWritable(column: number): boolean {
    const field = this.type.schema.fields[column];
    return field !== undefined && (this.read.places.size > 0 || valueReader(writtenField(field), this.timeZone) !== undefined);
  }

  /** @throws BadValue where a column that may not be NULL has no value */
  #needAll(values: ReadonlyMap<number, string | null>): void {
    const missing = this.#all.filter((column) => this.type.role(column) === undefined && !this.#isNullable(column) && (values.get(column) ?? null) === null);
    if (missing.length > 0) throw new BadValue(`${missing.map((column) => `\`${this.#name(column)}\``).join(', ')} ${missing.length === 1 ? 'needs a value' : 'need values'}.`);
  }

  #isNullable(column: number): boolean {
    return this.type.description.columns[column]?.nullable ?? this.type.schema.fields[column]?.nullable ?? true;
  }

  #encode(columns: readonly number[], values: ReadonlyMap<number, string | null>, place: number | undefined): EncodedRow {
    const fields = columns.flatMap((column) => this.type.schema.fields[column] ?? []).map(writtenField);
    const sources = columns.map((column): RowValue => {
      const text = values.get(column);
      if (text !== undefined || place === undefined) return this.#written(column, text ?? null);
      return { from: 'row', batch: this.read.batch, row: place, column };
    });
    return encodeRow(fields, sources, this.timeZone);
  }

  #written(column: number, text: string | null): RowValue {
    if (text === null && !this.#isNullable(column)) throw new BadValue(`\`${this.#name(column)}\` must not be NULL.`);
    return { from: 'person', text };
  }

  #name(column: number): string {
    return this.type.description.columns[column]?.name ?? `column ${column + 1}`;
  }

  #keyTexts(edit: RowEdit, values: ReadonlyMap<number, string | null>): EditOperation['key'] {
    return (this.#key?.columns ?? []).map((column) => [this.#name(column), (edit.kind === 'insert' ? values.get(column) : this.#before(edit, column)) ?? 'NULL'] as const);
  }

  #changes(edit: RowEdit, values: ReadonlyMap<number, string | null>): EditOperation['changes'] {
    const key = this.#key?.columns ?? [];
    return [...values].filter(([column]) => edit.kind !== 'insert' || !key.includes(column)).map(([column, after]) => ({ column: this.#name(column), before: this.#before(edit, column), after }));
  }

  #before({ row }: RowEdit, column: number): string | null {
    const place = row === undefined ? undefined : this.read.places.get(row);
    const field = this.type.schema.fields[column];
    if (place === undefined || !field) return null;
    const cell = makeCellFormatter(writtenField(field), { timeZone: this.timeZone, maxChars: 200 }).format(this.read.batch.column(column), place);
    return cell.kind === 'null' ? null : cell.text;
  }
}
