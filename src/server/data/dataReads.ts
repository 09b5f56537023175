import type { Execution } from '../../core/contract/execution';
import type { DataRead } from '../../protocol/data';
import type { ObjectData } from './objectData';
import type { ResultData, ResultSource } from './resultData';
import { savedRows } from './savedRows';

/** What a run may read instead of a statement: rows inside objects, and rows of results. */
export class DataReads {
  constructor(
    private readonly objects: Pick<ObjectData, 'read'>,
    private readonly results: Pick<ResultData, 'compare' | 'snapshot'>,
  ) {}

  /** @param connectionId of the run */
  read(read: DataRead, connectionId: string, signal: AbortSignal, source: ResultSource): Execution {
    switch (read.kind) {
      case 'object':
      case 'compare':
        return this.objects.read(read, connectionId, signal);
      case 'compareResults':
        return this.results.compare(read, source, signal);
      case 'snapshot':
        return this.results.snapshot(read, source, signal);
      case 'saved':
        return savedRows(read, signal);
    }
  }
}
