import { l10n } from 'vscode';
import type { Command } from '../command';
import type { ConnectionCommandDeps } from './deps';
import { folderOf } from './deps';

/** Opens an empty form; on a folder, for a connection inside it. */
export function addConnection({ forms }: ConnectionCommandDeps): Command {
  return {
    id: 'headwater.connection.add',
    failing: l10n.t('Could not open the connection form'),
    run: (argument) => {
      const folder = folderOf(argument);
      return forms.add(folder === undefined ? {} : { folder });
    },
  };
}
