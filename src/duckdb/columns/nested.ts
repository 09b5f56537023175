import duckdb from '@duckdb/node-bindings';
import type { DataType, Field } from 'apache-arrow';
import type { BatchParts } from '../../core/arrow/batchMessage';
import { isValid, validityOf, valuesOf } from '../native';
import { Bytes } from './bytes';
import type { Column } from './column';
import { Validity } from './validity';

export class StructColumn implements Column {
  readonly #validity = new Validity();
  #rows = 0;

  constructor(
    readonly field: Field<DataType>,
    private readonly children: readonly Column[],
  ) {}

  get bytes(): number {
    return this.#validity.bytes + bytesOf(this.children);
  }

  append(vector: duckdb.Vector, from: number, count: number): void {
    this.children.forEach((child, index) => child.append(duckdb.struct_vector_get_child(vector, index), from, count));
    this.#validity.append(validityOf(vector, from + count), from, count);
    this.#rows += count;
  }

  setNull(row: number): void {
    this.#validity.setNull(row);
  }

  write(parts: BatchParts): void {
    parts.node(this.#rows, this.#validity.nulls).buffer(this.#validity.view);
    for (const child of this.children) child.write(parts);
  }

  clear(): void {
    this.#validity.clear();
    for (const child of this.children) child.clear();
    this.#rows = 0;
  }
}

/** Lists of one length. */
export class ArrayColumn implements Column {
  readonly #validity = new Validity();
  #rows = 0;

  constructor(
    readonly field: Field<DataType>,
    private readonly child: Column,
    private readonly size: number,
  ) {}

  get bytes(): number {
    return this.#validity.bytes + this.child.bytes;
  }

  append(vector: duckdb.Vector, from: number, count: number): void {
    this.child.append(duckdb.array_vector_get_child(vector), from * this.size, count * this.size);
    this.#validity.append(validityOf(vector, from + count), from, count);
    this.#rows += count;
  }

  setNull(row: number): void {
    this.#validity.setNull(row);
  }

  write(parts: BatchParts): void {
    parts.node(this.#rows, this.#validity.nulls).buffer(this.#validity.view);
    this.child.write(parts);
  }

  clear(): void {
    this.#validity.clear();
    this.child.clear();
    this.#rows = 0;
  }
}

/**
 * DuckDB's unions are structs whose first child is the tag; Arrow's sparse unions are the same without a bitmap:
 * a null row becomes a null of the first member.
 */
export class UnionColumn implements Column {
  readonly #tags = new Bytes();

  constructor(
    readonly field: Field<DataType>,
    private readonly members: readonly Column[],
  ) {}

  get bytes(): number {
    return this.#tags.length + bytesOf(this.members);
  }

  append(vector: duckdb.Vector, from: number, count: number): void {
    const first = this.#tags.length;
    this.#tags.append(valuesOf(duckdb.struct_vector_get_child(vector, 0), from, count, 1));
    this.members.forEach((member, index) => member.append(duckdb.struct_vector_get_child(vector, index + 1), from, count));
    const bits = validityOf(vector, from + count);
    if (!bits) return;
    for (let row = 0; row < count; row++) {
      if (!isValid(bits, from + row)) this.setNull(first + row);
    }
  }

  setNull(row: number): void {
    this.#tags.view[row] = 0;
    this.members[0]?.setNull(row);
  }

  write(parts: BatchParts): void {
    parts.node(this.#tags.length, 0).buffer(this.#tags.view);
    for (const member of this.members) member.write(parts);
  }

  clear(): void {
    this.#tags.clear();
    for (const member of this.members) member.clear();
  }
}

/** Rows without a value. */
export class NullColumn implements Column {
  #rows = 0;
  readonly bytes = 0;

  constructor(readonly field: Field<DataType>) {}

  append(_vector: duckdb.Vector, _from: number, count: number): void {
    this.#rows += count;
  }

  setNull(): void {}

  write(parts: BatchParts): void {
    parts.node(this.#rows, this.#rows);
  }

  clear(): void {
    this.#rows = 0;
  }
}

function bytesOf(columns: readonly Column[]): number {
  return columns.reduce((sum, column) => sum + column.bytes, 0);
}
