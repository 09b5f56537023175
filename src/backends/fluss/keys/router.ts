import type { ColumnWriter } from '../rows/writeColumn';
import type { DataType } from '../types/dataType';
import { isKeyed, lakeFormat, physicalKey, type TableDescriptor } from '../types/table';
import { type BucketFunction, bucketFunction } from './bucketing';
import { bucketKeyFormat, encodeKey, type KeyFormat, keyTypes, primaryKeyFormat } from './keyEncoder';
import { PartitionText } from './partitions';

/** Where a row belongs. */
export interface Route {
  /** Values of the partition keys; empty for a table without. */
  readonly partition: readonly string[];
  /** What picks the bucket, once the number of buckets is known; absent where any bucket will do. */
  readonly bucketKey: Uint8Array | undefined;
}

/** A column of rows that are routed, by the table's name and type for it. */
export type RowColumns = (name: string, type: DataType) => ColumnWriter | undefined;

interface KeyPart {
  readonly format: KeyFormat;
  readonly names: readonly string[];
  readonly types: readonly DataType[];
}

/** Finds partition, bucket and key bytes of rows of one table. */
export class Router {
  readonly #bucket: BucketFunction;
  readonly #bucketKey: KeyPart;
  readonly #partitionTypes: readonly DataType[];

  constructor(private readonly table: TableDescriptor) {
    this.#bucket = bucketFunction(lakeFormat(table));
    const names = table.bucketKeys.length > 0 ? table.bucketKeys : physicalKey(table);
    this.#bucketKey = { names, types: keyTypes(table, names), format: bucketKeyFormat(table) };
    this.#partitionTypes = keyTypes(table, table.partitionKeys);
  }

  /** Rows may go anywhere: there is neither a bucket key nor a partition. */
  get anyBucket(): boolean {
    return this.#bucketKey.names.length === 0 && this.#partitionTypes.length === 0;
  }

  bucketOf(route: Route, buckets: number): number | undefined {
    return route.bucketKey && this.#bucket(route.bucketKey, buckets);
  }

  /** @returns a function of the row's index */
  routes(columns: RowColumns): (row: number) => Route {
    const partition = this.table.partitionKeys.map((name, index) => ({ writer: this.#writer(name, columns), type: this.#partitionTypes[index] ?? { kind: 'STRING', nullable: false } }) as const);
    const bucket = this.#bucketKey.names.map((name) => this.#writer(name, columns));
    return (row) => ({
      partition: partition.map(({ writer, type }) => {
        const text = new PartitionText(type);
        if (writer.isNull(row)) text.null();
        writer.write(row, text);
        return text.text;
      }),
      bucketKey: bucket.length === 0 ? undefined : encodeKey(this.#bucketKey.format, this.#bucketKey.types, bucket, row),
    });
  }

  /** Bytes of the primary key. */
  keys(columns: RowColumns): (row: number) => Uint8Array {
    const names = physicalKey(this.table);
    return this.#encoder(names, columns);
  }

  /** Bytes of the bucket key as the start of the primary key: what a prefix lookup asks for. PrefixKeyLookuper.java */
  prefixes(columns: RowColumns): (row: number) => Uint8Array {
    return this.#encoder(this.table.bucketKeys, columns);
  }

  #encoder(names: readonly string[], columns: RowColumns): (row: number) => Uint8Array {
    const types = keyTypes(this.table, names);
    const format = primaryKeyFormat(this.table);
    const writers = names.map((name) => this.#writer(name, columns));
    return (row) => encodeKey(format, types, writers, row);
  }

  #writer(name: string, columns: RowColumns): ColumnWriter {
    const [type] = keyTypes(this.table, [name]);
    const column = type && columns(name, type);
    if (!column) throw new RangeError(`the key column ${name} is missing`);
    return column;
  }
}

/** Columns by which many rows are found at once: the partition keys and the bucket keys, where these are a real prefix of the primary key. */
export function prefixKey(table: TableDescriptor): readonly string[] | undefined {
  const physical = physicalKey(table);
  const { bucketKeys } = table;
  const prefix = isKeyed(table) && bucketKeys.length > 0 && bucketKeys.length < physical.length && bucketKeys.every((name, index) => name === physical[index]);
  return prefix ? [...table.partitionKeys, ...bucketKeys] : undefined;
}
