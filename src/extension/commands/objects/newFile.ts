import { commands, l10n, window } from 'vscode';
import { HeadwaterError } from '../../../core/errors';
import { type ObjectCommandDeps, parentOf, targetsOf, uriOf, within } from './deps';

/** Asks for a name, makes an empty object and opens it. */
export async function newFile(deps: ObjectCommandDeps, argument: unknown): Promise<void> {
  const [target] = await targetsOf(deps, argument);
  if (!target) return;
  const { connectionId } = target;
  const { containerParts } = await deps.requests.objects(connectionId);
  const folder = target.isPrefix ? target.path : parentOf(target.path, containerParts);
  const name = await window.showInputBox({ title: l10n.t('New File in “{0}”', target.label), prompt: l10n.t('The name may hold slashes.'), validateInput: (text) => (text.trim() === '' ? l10n.t('Enter a name.') : undefined) });
  if (name === undefined) return;
  const path = within(folder, containerParts, name);
  const uri = uriOf({ connectionId, path });
  await deps.consent.forVerb(connectionId, l10n.t('Create'), l10n.t('Create “{0}”?', name));
  if (await deps.files.find(connectionId, path)) {
    throw new HeadwaterError({ what: l10n.t('Could not create `{0}`', name), why: l10n.t('There is an object of that name already.'), todo: l10n.t('Choose another name.'), kind: 'exists' });
  }
  await deps.files.write({ connectionId, path, ifAbsent: true }, new Uint8Array(0));
  deps.changed(connectionId, folder);
  await commands.executeCommand('vscode.open', uri);
}
