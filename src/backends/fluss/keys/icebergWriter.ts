import { GrowingBytes } from '../rows/columns';
import { toBigEndian } from '../rows/fieldReader';
import type { FieldWriter } from '../rows/fieldWriter';
import { RowError } from '../rows/rowError';

/** The key of a table with the lake format Iceberg: one value, without a header. IcebergBinaryRowWriter.java */
export class IcebergWriter implements FieldWriter {
  readonly #bytes = new GrowingBytes();

  /** @param time true for TIME, which is written in microseconds */
  constructor(private readonly time: boolean) {}

  boolean(): void {
    this.#refuse('BOOLEAN');
  }
  tinyint(): void {
    this.#refuse('TINYINT');
  }
  smallint(): void {
    this.#refuse('SMALLINT');
  }
  int(value: number): void {
    this.bigint(this.time ? BigInt(value) * 1_000n : BigInt(value));
  }
  bigint(value: bigint): void {
    this.#space(8).setBigInt64(0, value, true);
  }
  float(value: number): void {
    this.#space(4).setFloat32(0, value, true);
  }
  double(value: number): void {
    this.#space(8).setFloat64(0, value, true);
  }
  fixed(value: Uint8Array): void {
    this.bytes(value);
  }
  bytes(value: Uint8Array): void {
    this.#bytes.append(value);
  }
  decimal(value: bigint): void {
    this.bytes(toBigEndian(value));
  }
  timestamp(nanos: bigint): void {
    this.bigint((nanos - (((nanos % 1_000n) + 1_000n) % 1_000n)) / 1_000n);
  }
  nested(): void {
    this.#refuse('a nested type');
  }
  null(): void {
    throw new RowError('a key holds NULL');
  }

  take(): Uint8Array {
    return this.#bytes.bytes.slice();
  }

  #space(size: number): DataView {
    const space = this.#bytes.extend(size);
    return new DataView(space.buffer, space.byteOffset, size);
  }

  #refuse(type: string): never {
    throw new RowError(`${type} cannot be the key of an Iceberg table`);
  }
}
