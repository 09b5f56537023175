import { l10n, window } from 'vscode';
import { formatBytes, formatCount } from '../../../core/format/numbers';
import { type ObjectCommandDeps, parentOf, targetsOf } from './deps';

/** Deletes objects and prefixes, after saying how much that is. */
export async function deleteObjects(deps: ObjectCommandDeps, argument: unknown): Promise<void> {
  const all = await targetsOf(deps, argument);
  const [first] = all;
  if (!first) return;
  const targets = all.filter(({ connectionId }) => connectionId === first.connectionId);
  const { containerParts } = await deps.requests.objects(first.connectionId);
  const prefixes = targets.filter(({ isPrefix }) => isPrefix);
  const sizes = await Promise.all(prefixes.map(({ connectionId, path, label }) => deps.transfers.measure(connectionId, path, label)));
  const below = sizes.reduce((sum, { objects }) => sum + objects, 0);
  const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0);
  const button = l10n.t('Delete');
  const message = targets.length === 1 ? l10n.t('Delete “{0}”?', first.label) : l10n.t('Delete {0} entries?', formatCount(targets.length));
  const detail = prefixes.length > 0 ? l10n.t('{0} objects below are deleted ({1}).', formatCount(below), formatBytes(bytes)) : l10n.t('The object is deleted on the server.');
  if ((await window.showWarningMessage(message, { modal: true, detail }, button)) !== button) return;
  try {
    await deps.transfers.deleteAll(first.connectionId, targets.map(({ path }) => path), targets.length === 1 ? first.label : l10n.t('{0} entries', formatCount(targets.length)));
  } finally {
    for (const { connectionId, path } of targets) deps.changed(connectionId, parentOf(path, containerParts));
  }
}
