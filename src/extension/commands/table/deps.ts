import type { ImportPanels } from '../../import/importPanels';
import type { LookupPanels } from '../../lookup/lookupPanels';
import type { Server } from '../../server/api';
import type { Connections, Results } from '../../services';

export interface TableCommandDeps {
  readonly server: Server;
  readonly connections: Pick<Connections, 'pick' | 'open' | 'find'>;
  readonly results: Results;
  readonly imports: Pick<ImportPanels, 'open'>;
  readonly lookups: Pick<LookupPanels, 'open'>;
}
