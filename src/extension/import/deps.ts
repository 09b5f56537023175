import type { Uri } from 'vscode';
import type { Server } from '../server/api';
import type { Connections, Results } from '../services';

export interface ImportDeps {
  readonly extensionUri: Uri;
  readonly server: Server;
  readonly connections: Pick<Connections, 'find' | 'open'>;
  readonly results: Pick<Results, 'start'>;
}
