import { l10n } from 'vscode';
import type { Server } from '../../server/api';
import type { Command } from '../command';

/** Ends the server process and starts it again: for new memory settings, and as the last resort. */
export function restartServer(server: Pick<Server, 'restart'>): Command {
  return { id: 'headwater.server.restart', failing: l10n.t('Could not restart the Headwater server'), run: () => server.restart() };
}
