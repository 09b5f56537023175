import { l10n, type Memento, window } from 'vscode';
import { writtenByNewer } from './newerStorage';
import { BINDINGS } from './running/rememberedBindings';
import { PARAMETERS } from './running/parameters/rememberedValues';
import { TABS } from './results/tabStore';

/** Says once for a window what a newer Headwater keeps for the workspace, and that it stays as it is. */
export function tellNewerStorage(storage: Memento): void {
  const words = { tabs: l10n.t('result tabs'), bindings: l10n.t('connections of documents'), parameters: l10n.t('values of parameters') };
  const parts = writtenByNewer(storage, { tabs: TABS, bindings: BINDINGS, parameters: PARAMETERS });
  if (parts.length === 0) return;
  const list = parts.map((part) => words[part]).join(', ');
  void window.showWarningMessage(
    l10n.t('A newer version of Headwater saved what it remembers of this workspace ({0}). It stays as it is: changes last until this window closes. Update Headwater to keep them.', list),
  );
}
