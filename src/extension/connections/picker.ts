import { commands, l10n, QuickPickItemKind, ThemeIcon, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { ConnectionProfile } from '../../core/contract/profile';
import { connectionIcon } from './appearance';
import type { ConnectionService } from './connectionService';

type Item = QuickPickItem & { readonly profile?: ConnectionProfile; readonly add?: true };

/** A list of all connections, open ones marked, with an entry to add one. */
export async function pickConnection(connections: ConnectionService, title: string): Promise<ConnectionProfile | undefined> {
  const items: readonly Item[] = [
    ...connections.profiles.map((profile) => itemOf(profile, connections)),
    { label: '', kind: QuickPickItemKind.Separator },
    { label: l10n.t('Add Connection…'), iconPath: new ThemeIcon('add'), add: true, alwaysShow: true },
  ];
  const chosen = await window.showQuickPick(items, { title, placeHolder: l10n.t('Choose a connection'), matchOnDescription: true });
  if (chosen?.add) await commands.executeCommand('headwater.connection.add');
  return chosen?.profile;
}

function itemOf(profile: ConnectionProfile, connections: ConnectionService): Item {
  const marks = [profile.folder, profile.protected ? l10n.t('protected') : undefined, connections.state(profile.id) === 'open' ? l10n.t('connected') : undefined];
  return {
    label: profile.name,
    description: marks.filter((mark) => mark !== undefined && mark !== '').join(' · '),
    iconPath: connectionIcon(profile, connections.state(profile.id)),
    profile,
  };
}
