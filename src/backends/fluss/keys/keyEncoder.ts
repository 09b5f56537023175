import type { DataType } from '../types/dataType';
import { columnIndex, kvFormatVersion, lakeFormat, physicalKey, type TableDescriptor } from '../types/table';
import { CompactedWriter } from '../rows/compactedWriter';
import type { ColumnWriter } from '../rows/writeColumn';
import type { FieldWriter } from '../rows/fieldWriter';
import { RowError } from '../rows/rowError';
import { IcebergWriter } from './icebergWriter';
import { PaimonWriter } from './paimonWriter';

/** How the bytes of a key are made. */
export type KeyFormat = 'compacted' | 'paimon' | 'iceberg';

/** The format of bucket keys: by the lake format that is set, whether or not the lake is on. KeyEncoder.java */
export function bucketKeyFormat(table: TableDescriptor): KeyFormat {
  switch (lakeFormat(table)) {
    case 'PAIMON':
      return 'paimon';
    case 'ICEBERG':
      return 'iceberg';
    default:
      return 'compacted';
  }
}

/** The format of primary keys: with version 2, a bucket key that is not the whole key must be a prefix of its bytes. KeyEncoder.ofPrimaryKeyEncoder */
export function primaryKeyFormat(table: TableDescriptor): KeyFormat {
  const lake = bucketKeyFormat(table);
  if (lake === 'compacted' || kvFormatVersion(table) === 1) return lake;
  const physical = physicalKey(table);
  const whole = physical.length === table.bucketKeys.length && physical.every((name, index) => name === table.bucketKeys[index]);
  return whole ? lake : 'compacted';
}

export function keyTypes(table: TableDescriptor, names: readonly string[]): readonly DataType[] {
  return names.map((name) => {
    const column = table.schema.columns[columnIndex(table.schema, name)];
    if (!column) throw new RowError(`the key column ${name} is no column`);
    return column.type;
  });
}

/** The bytes of a key whose values stand at `row` of the given columns, in the key's order. */
export function encodeKey(format: KeyFormat, types: readonly DataType[], columns: readonly ColumnWriter[], row: number): Uint8Array {
  const to = writerOf(format, types);
  for (const column of columns) {
    if (column.isNull(row)) throw new RowError('a key holds NULL');
    column.write(row, to);
  }
  return to.take();
}

function writerOf(format: KeyFormat, types: readonly DataType[]): FieldWriter & { take(): Uint8Array } {
  switch (format) {
    case 'compacted':
      return new CompactedWriter(0);
    case 'paimon':
      return new PaimonWriter(types.length);
    case 'iceberg':
      if (types.length !== 1) throw new RowError('an Iceberg table has one bucket key column');
      return new IcebergWriter(types[0]?.kind === 'TIME');
  }
}
