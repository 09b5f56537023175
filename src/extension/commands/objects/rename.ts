import { l10n, window } from 'vscode';
import { type ObjectCommandDeps, parentOf, targetsOf } from './deps';

/** Asks for another key in the same container, and moves or copies there. */
export async function moveObject(deps: ObjectCommandDeps, argument: unknown, how: 'move' | 'copy'): Promise<void> {
  const [target] = await targetsOf(deps, argument);
  if (!target) return;
  const { containerParts } = await deps.requests.objects(target.connectionId);
  const container = target.path.slice(0, containerParts);
  const key = target.path.slice(containerParts).join('/');
  if (key === '') return;
  const nameAt = key.replace(/\/$/u, '').lastIndexOf('/') + 1;
  const wanted = await window.showInputBox({
    title: how === 'move' ? l10n.t('Rename or Move “{0}”', target.label) : l10n.t('Copy “{0}” to', target.label),
    prompt: target.isPrefix ? l10n.t('The whole prefix. Each object is copied{0}.', how === 'move' ? l10n.t(' and its original deleted') : '') : l10n.t('The whole key.'),
    value: key,
    valueSelection: [nameAt, key.length],
    validateInput: (text) => (text.trim() === '' || text === key ? l10n.t('Enter another key.') : undefined),
  });
  if (wanted === undefined) return;
  const goal = target.isPrefix && !wanted.endsWith('/') ? `${wanted}/` : wanted;
  const verb = how === 'move' ? l10n.t('Move') : l10n.t('Copy');
  await deps.consent.forVerb(target.connectionId, verb, l10n.t('{0} “{1}” to “{2}”?', verb, key, goal));
  try {
    await deps.transfers.copyOrMove({ connectionId: target.connectionId, from: target.path, to: [...container, goal], existing: 'refuse', move: how === 'move' }, target.label);
  } finally {
    deps.changed(target.connectionId, parentOf(target.path, containerParts));
    deps.changed(target.connectionId, parentOf([...container, goal], containerParts));
  }
}
