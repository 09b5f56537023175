import type { ConnectionProfile } from '../../core/contract/profile';
import type { StartRun } from '../../protocol/results';
import { SplitDocument } from '../../protocol/statements';
import type { StatementInfo } from '../../protocol/statements';
import type { Server } from '../server/api';
import type { Connections } from '../services';
import type { RunPrompts } from './prompts';

export interface WriteGuardDeps {
  readonly server: Pick<Server, 'request'>;
  readonly connections: Pick<Connections, 'find'>;
  readonly prompts: Pick<RunPrompts, 'confirmWrites'>;
}

/** Asks before statements change something on a protected connection. */
export class WriteGuard {
  constructor(private readonly deps: WriteGuardDeps) {}

  async mayRun(profile: ConnectionProfile, statements: readonly StatementInfo[]): Promise<boolean> {
    const writing = profile.protected ? statements.filter(({ writes }) => writes) : [];
    return writing.length === 0 || this.deps.prompts.confirmWrites(profile, writing);
  }

  /** The same for a statement that is known by its text only. */
  async mayRunAgain({ connectionId, statement, command, title, writes }: StartRun): Promise<boolean> {
    const profile = this.deps.connections.find(connectionId);
    if (!profile?.protected) return true;
    if (command !== undefined) return this.mayRun(profile, [{ start: 0, end: statement.length, text: statement, verb: title, writes: writes === true, parameters: [], title }]);
    const { statements } = await this.deps.server.request(SplitDocument, { text: statement, backend: profile.backend });
    return this.mayRun(profile, statements);
  }
}
