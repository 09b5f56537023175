import { RecordBatchReader, type Schema } from 'apache-arrow';
import { readingArrow } from './broken';
import { ArrowEncoder } from './messages';

/** The schema of a whole IPC stream, and its batches as messages of their own. For small streams: it copies. @throws HeadwaterError with code `arrow-invalid` */
export function readStream(stream: Uint8Array): { readonly schema: Schema; readonly batches: readonly Uint8Array[]; readonly rows: number } {
  return readingArrow(() => {
    const reader = RecordBatchReader.from(stream).open();
    const { schema } = reader; // gone once the last batch is read
    const encoder = new ArrowEncoder(schema);
    const all = [...reader];
    return { schema, rows: all.reduce((sum, batch) => sum + batch.numRows, 0), batches: all.flatMap((batch) => encoder.write(batch).map(({ bytes }) => bytes)) };
  });
}
