import { HeadwaterError } from '../../core/errors';
import type { EngineConnection, EngineConnections } from '../../engine/sources';
import type { LiveSession } from '../sessions/liveSession';

/** The open sessions by the names of their connections. The host opens those that a statement names before it sends the statement. */
export class OpenConnections implements EngineConnections {
  constructor(private readonly open: () => readonly LiveSession[]) {}

  async find(name: string): Promise<EngineConnection | undefined> {
    const wanted = name.toLowerCase();
    const [found, another] = this.open().filter(({ profile }) => profile.name.toLowerCase() === wanted);
    if (found && another) {
      throw new HeadwaterError({ what: `Could not tell which connection \`${name}\` is`, why: 'Two open connections have that name.', todo: 'Rename one of them.', kind: 'invalid' });
    }
    return found && engineConnection(found);
  }

  names(): readonly string[] {
    return this.open().map(({ profile }) => profile.name);
  }
}

export function engineConnection({ profile, session }: LiveSession): EngineConnection {
  return { id: profile.id, name: profile.name, session, protected: profile.protected === true };
}
