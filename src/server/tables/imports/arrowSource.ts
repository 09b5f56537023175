import { type Data, RecordBatchReader } from 'apache-arrow';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { CancelledError, HeadwaterError } from '../../../core/errors';
import type { ImportSource, SourceBatch } from './importSource';

/** An Arrow file or stream, batch by batch. */
export async function openArrowFile(file: string, signal: AbortSignal): Promise<ImportSource> {
  const unreadable = (error: unknown): HeadwaterError =>
    new HeadwaterError({ what: `Could not read \`${path.basename(file)}\``, why: error instanceof Error ? error.message : String(error), todo: 'Check that it is a whole Arrow file.', kind: 'invalid' }, { cause: error });
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw unreadable(error);
  });
  try {
    const reader = await RecordBatchReader.from(handle);
    await reader.open();
    return {
      format: 'arrow',
      schema: reader.schema,
      batches: async function* batches() {
        try {
          for await (const batch of reader) {
            if (signal.aborted) throw new CancelledError();
            yield sourceBatch(batch.numRows, batch.data.children);
          }
        } catch (error) {
          throw signal.aborted ? new CancelledError() : unreadable(error);
        }
      },
      unreadable: async () => [],
      close: () => handle.close().catch(() => undefined),
    };
  } catch (error) {
    await handle.close().catch(() => undefined);
    throw unreadable(error);
  }
}

function sourceBatch(rows: number, columns: readonly Data[]): SourceBatch {
  return {
    rows,
    column: (index) => {
      const data = columns[index];
      if (!data) throw new RangeError(`There is no column ${index}.`);
      return data;
    },
  };
}
