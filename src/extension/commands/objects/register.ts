import { Disposable, l10n } from 'vscode';
import type { FailureReporter } from '../../failures';
import { type Command, registerCommand } from '../command';
import { copyUri } from './copyUri';
import { deleteObjects } from './delete';
import type { ObjectCommandDeps } from './deps';
import { downloadObjects } from './download';
import { measurePrefix } from './measure';
import { newFile } from './newFile';
import { openObject } from './open';
import { addToWorkspace, openInNewWindow } from './openFolder';
import { moveObject } from './rename';
import { uploadInto } from './upload';

/** All commands `headwater.objects.*`. */
export function registerObjectCommands(deps: ObjectCommandDeps, reporter: FailureReporter): Disposable {
  const commands: readonly Command[] = [
    { id: 'headwater.objects.open', failing: l10n.t('Could not open the object'), run: (node) => openObject(deps, node) },
    { id: 'headwater.objects.addToWorkspace', failing: l10n.t('Could not open the folder'), run: (node) => addToWorkspace(deps, node) },
    { id: 'headwater.objects.openInNewWindow', failing: l10n.t('Could not open the folder'), run: (node) => openInNewWindow(deps, node) },
    { id: 'headwater.objects.newFile', failing: l10n.t('Could not create the file'), run: (node) => newFile(deps, node) },
    { id: 'headwater.objects.uploadFiles', failing: l10n.t('Could not upload'), run: (node) => uploadInto(deps, node, 'files') },
    { id: 'headwater.objects.uploadFolder', failing: l10n.t('Could not upload'), run: (node) => uploadInto(deps, node, 'folder') },
    { id: 'headwater.objects.download', failing: l10n.t('Could not download'), run: (node, more) => downloadObjects(deps, node, more) },
    { id: 'headwater.objects.move', failing: l10n.t('Could not move the object'), run: (node) => moveObject(deps, node, 'move') },
    { id: 'headwater.objects.copy', failing: l10n.t('Could not copy the object'), run: (node) => moveObject(deps, node, 'copy') },
    { id: 'headwater.objects.delete', failing: l10n.t('Could not delete'), run: (node) => deleteObjects(deps, node) },
    { id: 'headwater.objects.measure', failing: l10n.t('Could not add up the sizes'), run: (node) => measurePrefix(deps, node) },
    { id: 'headwater.objects.copyUri', failing: l10n.t('Could not copy the address'), run: (node, more) => copyUri(deps, node, more) },
  ];
  return Disposable.from(...commands.map((command) => registerCommand(command, reporter)));
}
