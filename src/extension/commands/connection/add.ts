import { l10n, ThemeIcon, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import { FoundConnections } from '../../../protocol/backends';
import type { ParsedUrl } from '../../../protocol/backends';
import type { FormStart } from '../../connections/forms';
import type { Command } from '../command';
import type { ConnectionCommandDeps } from './deps';
import { folderOf } from './deps';

/** Opens an empty form, or one filled from the environment; on a folder, for a connection inside it. */
export function addConnection({ forms, server }: ConnectionCommandDeps): Command {
  return {
    id: 'headwater.connection.add',
    failing: l10n.t('Could not open the connection form'),
    run: async (argument) => {
      const folder = folderOf(argument);
      // Nobody misses an offer that could not be made.
      const found = await server.request(FoundConnections, {}).catch(() => []);
      const start = found.length === 0 ? {} : await choose(found);
      if (start) await forms.add({ ...start, ...(folder === undefined ? {} : { folder }) });
    },
  };
}

/** `undefined` where the person gave up. */
async function choose(found: readonly ParsedUrl[]): Promise<FormStart | undefined> {
  const items: readonly (QuickPickItem & { readonly start: FormStart })[] = [
    ...found.map(({ backend, profile: { name, values, secrets } }) => ({
      ...{ label: name ?? backend, description: l10n.t('from the environment'), iconPath: new ThemeIcon('terminal') },
      start: { backend, values, secrets, ...(name === undefined ? {} : { name }) },
    })),
    { label: l10n.t('New Connection…'), iconPath: new ThemeIcon('add'), alwaysShow: true, start: {} },
  ];
  const chosen = await window.showQuickPick(items, { title: l10n.t('Add Connection') });
  return chosen?.start;
}
