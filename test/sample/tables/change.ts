import type { ChangeKind, WriteReport } from '../../../src/core/contract/tables';
import { keyOf, type SampleTable, type Texts } from './store';

export interface SampleChange {
  readonly kind: ChangeKind;
  readonly columns: readonly number[];
  readonly row: Texts;
  readonly before?: Texts;
}

/** Changes of one table, and what became of them. */
export class Writing {
  #rows = 0n;
  #written = 0n;
  #unknown = 0n;
  readonly #rejected: { readonly row: bigint; readonly why: string }[] = [];

  constructor(private readonly table: SampleTable) {}

  get report(): WriteReport {
    return { written: this.#written, unknown: this.#unknown, rejected: this.#rejected, rejectedRows: BigInt(this.#rejected.length) };
  }

  add(change: SampleChange): void {
    const why = this.#apply(change);
    if (why === 'lost') this.#unknown += 1n;
    else if (why === undefined) this.#written += 1n;
    else this.#rejected.push({ row: this.#rows, why });
    this.#rows += 1n;
  }

  /** Why not, where it was not applied. */
  #apply({ kind, columns, row, before }: SampleChange): string | undefined {
    const { description, rows, schema } = this.table;
    const whole = schema.fields.map((_, column) => row[columns.indexOf(column)] ?? null);
    const key = keyOf(description.keys[0]?.columns ?? [], whole);
    const there = rows.get(key);
    if (whole.includes('lost')) return 'lost';
    if (kind !== 'delete' && whole[2]?.startsWith('-')) return 'The amount must not be negative.';
    if (kind === 'insert' && there) return 'A row with this key is there already.';
    if ((kind === 'update' || kind === 'delete') && !there) return 'There is no row with this key.';
    if (before && there && before.some((value, column) => value !== (there[column] ?? null))) return 'The row has changed since it was read.';
    if (kind === 'delete') rows.delete(key);
    else rows.set(key, kind === 'update' && there ? there.map((value, column) => (columns.includes(column) ? (row[columns.indexOf(column)] ?? null) : value)) : whole);
    return undefined;
  }
}
