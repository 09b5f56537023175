import type { ExportRows } from '../../../protocol/results';
import type { Server } from '../../server/api';
import type { Connections, Results } from '../../services';
import type { Tab } from '../tabList';

export interface ExportDeps {
  readonly server: Server;
  readonly connections: Pick<Connections, 'find' | 'open' | 'pick'>;
  readonly results: Pick<Results, 'start' | 'hold' | 'release'>;
  /** Whether files say which statement their rows are of. */
  notes(): boolean;
  writeClipboard(text: string): PromiseLike<void>;
}

/** One export: whose rows, and what they are called. */
export interface Exported {
  readonly tab: Tab;
  readonly rows: Omit<ExportRows, 'token'>;
  /** How many there are, where that is known before. */
  readonly expected: number | undefined;
}
