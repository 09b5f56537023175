import type { LineConnections } from '../../lines/lineConnections';
import type { LineDiagnostics } from '../../lines/lineDiagnostics';
import type { Server } from '../../server/api';
import type { Connections } from '../../services';

/** What the commands about line protocol work with. */
export interface LinesContext {
  readonly server: Server;
  readonly open: Connections['open'];
  readonly connections: LineConnections;
  readonly diagnostics: LineDiagnostics;
}
