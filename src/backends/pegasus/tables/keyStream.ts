import { DataType, tableFromIPC } from 'apache-arrow';

/** A column of a short stream, its values as texts. */
export interface TextValues {
  readonly isText: boolean;
  readonly texts: readonly (string | null)[];
}

/** The columns of one IPC stream of a few rows. */
export function decodeStream(bytes: Uint8Array): readonly TextValues[] {
  const table = tableFromIPC(bytes);
  return table.schema.fields.map((field, index) => {
    const type: unknown = field.type;
    const column = table.getChildAt(index);
    const texts = Array.from({ length: table.numRows }, (_, row) => {
      const value: unknown = column?.get(row);
      return typeof value === 'string' ? value : null;
    });
    return { isText: DataType.isUtf8(type), texts };
  });
}
