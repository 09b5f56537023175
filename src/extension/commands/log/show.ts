import { l10n } from 'vscode';
import type { LogOutputChannel } from 'vscode';
import type { Command } from '../command';

/** Shows the log of Headwater. */
export function showLog(log: Pick<LogOutputChannel, 'show'>): Command {
  return {
    id: 'headwater.showLog',
    failing: l10n.t('Could not show the log'),
    run: async () => {
      log.show(true);
    },
  };
}
