import { l10n, ThemeIcon, window } from 'vscode';
import type { ConnectionProfile } from '../../core/contract/profile';
import { HeadwaterError } from '../../core/errors';
import { CatalogSearch } from '../../protocol/catalog';
import type { Server } from '../server/api';
import type { Connections } from '../services';
import { type TableRef, tableRef } from './tableRef';

const MOST = 1_000;

export interface PickTableDeps {
  readonly server: Pick<Server, 'request'>;
  readonly connections: Pick<Connections, 'pick' | 'open'>;
}

/** The table that a command is for: the one it was called on, or one that the person picks. */
export async function chooseTable({ server, connections }: PickTableDeps, argument: unknown, title: string): Promise<TableRef | undefined> {
  const given = tableRef(argument);
  if (given) {
    await connections.open(given.connectionId);
    return given;
  }
  const profile = await connections.pick(title);
  if (!profile) return undefined;
  await connections.open(profile.id);
  return pickTable(server, profile, title);
}

/** A table of a connection that is open. */
export async function pickTable(server: Pick<Server, 'request'>, profile: ConnectionProfile, title: string): Promise<TableRef | undefined> {
  const nodes = await server.request(CatalogSearch, { connectionId: profile.id, text: '', limit: MOST });
  const items = nodes.flatMap(({ table, label, path, icon }) => (table ? [{ label, description: path.slice(0, -1).join('.'), iconPath: new ThemeIcon(icon), table }] : []));
  if (items.length === 0) {
    throw new HeadwaterError({ what: l10n.t('Could not choose a table'), why: l10n.t('*{0}* has no tables that can be opened.', profile.name), todo: l10n.t('Choose another connection.') });
  }
  const chosen = await window.showQuickPick(items, { title, placeHolder: l10n.t('Choose a table'), matchOnDescription: true });
  return chosen && { connectionId: profile.id, table: chosen.table };
}
