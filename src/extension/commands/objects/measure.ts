import { l10n, window } from 'vscode';
import { formatBytesExact, formatCount } from '../../../core/format/numbers';
import { type ObjectCommandDeps, targetsOf } from './deps';

/** Says how many objects there are below a prefix, and how large they are together. */
export async function measurePrefix(deps: ObjectCommandDeps, argument: unknown): Promise<void> {
  const [target] = (await targetsOf(deps, argument)).filter(({ isPrefix }) => isPrefix);
  if (!target) return;
  const { objects, bytes } = await deps.transfers.measure(target.connectionId, target.path, target.label);
  void window.showInformationMessage(l10n.t('“{0}”: {1} objects, {2}.', target.label, formatCount(objects), formatBytesExact(bytes)));
}
