import type { Failure } from '../../core/errors';
import type { SharedProblem } from '../../extension/connections/sharedProfiles';
import type { SessionState } from '../../extension/services';

/** The editor's own translator, by shape. */
export interface Translator {
  t(message: string, ...args: readonly (string | number)[]): string;
}

export type Words = ReturnType<typeof makeWords>;

/** Texts that the nodes of the connections tree show or have read aloud. */
export function makeWords(l10n: Translator) {
  const states: Readonly<Record<SessionState, string>> = {
    closed: l10n.t('not connected'),
    opening: l10n.t('connecting'),
    open: l10n.t('connected'),
    failed: l10n.t('failed'),
  };
  return {
    connect: l10n.t('Connect'),
    notConnected: l10n.t('Not connected. Select to connect.'),
    protected: l10n.t('protected'),
    protectedLong: l10n.t('Protected: asks before anything is changed.'),
    workspace: l10n.t('workspace'),
    product: l10n.t('Product'),
    connectTime: l10n.t('Connected in'),
    timeout: l10n.t('Statement timeout'),
    rowCap: l10n.t('Row cap'),
    open: l10n.t('Open'),
    loadMore: l10n.t('Load More…'),
    retry: l10n.t('Retry'),
    show: l10n.t('Show'),
    update: l10n.t('Check for Updates'),
    openSettings: l10n.t('Open Settings'),
    trust: l10n.t('Manage Workspace Trust'),
    readOnly: l10n.t('Connections are read-only'),
    readOnlyWhy: l10n.t('A newer version of Headwater saved them. Update Headwater to change them.'),
    addFirst: l10n.t('Add Connection…'),
    addFirstWhy: l10n.t('to a stream or a lake'),
    ignoredWhy: l10n.t('The workspace is not trusted. Select to change that.'),
    folder: (name: string) => l10n.t('folder {0}', name),
    connection: (name: string) => l10n.t('connection {0}', name),
    state: (state: SessionState) => states[state],
    shown: (count: number, total: number | undefined) =>
      total === undefined ? l10n.t('{0} shown', grouped(count)) : l10n.t('{0} of {1} shown', grouped(count), grouped(total)),
    failed: ({ what, why, todo }: Failure) => [`${what}: ${why}`, todo, l10n.t('Select to try again.')].filter((part) => part !== undefined).join(' '),
    unreadable: (count: number) =>
      count === 1 ? l10n.t('A saved connection could not be read') : l10n.t('{0} saved connections could not be read', grouped(count)),
    malformed: ({ name, index }: SharedProblem) =>
      name === undefined ? l10n.t('Entry {0} of headwater.connections is malformed', index + 1) : l10n.t('Connection “{0}” in the settings is malformed', name),
    ignored: (count: number) =>
      count === 1 ? l10n.t('A workspace connection is ignored') : l10n.t('{0} workspace connections are ignored', grouped(count)),
  };
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
