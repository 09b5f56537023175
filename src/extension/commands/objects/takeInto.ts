import { l10n, type Uri, window } from 'vscode';
import type { ObjectPath } from '../../../core/contract/objects';
import { type ObjectCommandDeps, type ObjectTarget, parentOf, targetsOf, within } from './deps';

/** Brings objects of the same connection below a prefix, as a copy or for good: what was dragged within the tree. */
export async function takeInto(deps: ObjectCommandDeps, on: ObjectTarget, prefix: ObjectPath, sources: readonly Uri[]): Promise<void> {
  const { containerParts } = await deps.requests.objects(on.connectionId);
  const containerOf = (path: ObjectPath): string => path.slice(0, containerParts).join('/');
  const dragged = await targetsOf(deps, sources[0], sources);
  // Those that stand there already stay.
  const taken = dragged.filter(({ path }) => parentOf(path, containerParts).join('/') !== prefix.join('/'));
  const [first] = taken;
  if (!first) return;
  const name = taken.length === 1 ? first.label : l10n.t('{0} objects', taken.length);
  const [move, copy] = [l10n.t('Move'), l10n.t('Copy')];
  // Elsewhere the originals may stand in a saved state, which nothing leaves.
  const verbs = taken.every(({ path }) => containerOf(path) === containerOf(prefix)) ? [move, copy] : [copy];
  const verb = await window.showInformationMessage(l10n.t('Bring “{0}” to “{1}”?', name, on.label), { modal: true }, ...verbs);
  if (verb === undefined) return;
  await deps.consent.forVerb(on.connectionId, verb, l10n.t('{0} “{1}” to “{2}”?', verb, name, on.label));
  try {
    for (const { path, label } of taken) {
      const to = within(prefix, containerParts, label);
      await deps.transfers.copyOrMove({ connectionId: on.connectionId, from: path, to, existing: 'refuse', move: verb === move }, label);
    }
  } finally {
    for (const changed of [prefix, ...taken.map(({ path }) => parentOf(path, containerParts))]) deps.changed(on.connectionId, changed);
  }
}
