import path from 'node:path';
import { l10n, Uri, window, workspace, FileType } from 'vscode';
import { HeadwaterError } from '../../../core/errors';
import { CancelledError } from '../../../core/errors';
import type { UploadItem } from '../../../protocol/transfers';
import { SCHEME } from '../../objects/objectUri';
import { type ObjectCommandDeps, type ObjectTarget, parentOf, targetsOf, within } from './deps';
import { takeInto } from './takeInto';

/** Lets the person choose files or a folder, and uploads them below what the command was called on. */
export async function uploadInto(deps: ObjectCommandDeps, argument: unknown, what: 'files' | 'folder'): Promise<void> {
  const [target] = await targetsOf(deps, argument);
  if (!target) return;
  const chosen = await window.showOpenDialog({
    title: what === 'files' ? l10n.t('Upload Files to “{0}”', target.label) : l10n.t('Upload a Folder to “{0}”', target.label),
    openLabel: l10n.t('Upload'),
    canSelectFiles: what === 'files',
    canSelectFolders: what === 'folder',
    canSelectMany: true,
  });
  if (chosen) await uploadUris(deps, target, chosen);
}

/** Local files are read by the server; others come through the editor's own file systems; objects of the connection itself are copied or moved there. */
export async function uploadUris(deps: ObjectCommandDeps, on: ObjectTarget, all: readonly Uri[]): Promise<void> {
  const { containerParts, writes } = await deps.requests.objects(on.connectionId);
  if (!writes) throw new HeadwaterError({ what: l10n.t('Could not upload'), why: l10n.t('Objects cannot be written on this connection.'), kind: 'unsupported' });
  const target = on.isPrefix ? on.path : parentOf(on.path, containerParts);
  const own = all.filter(({ scheme, authority }) => scheme === SCHEME && authority === on.connectionId);
  if (own.length > 0) await takeInto(deps, on, target, own);
  const sources = all.filter((uri) => !own.includes(uri));
  if (sources.length === 0) return;
  const count = sources.length === 1 ? path.basename(sources[0]?.path ?? '') : l10n.t('{0} files', sources.length);
  await deps.consent.forVerb(on.connectionId, l10n.t('Upload'), l10n.t('Upload {0} to “{1}”?', count, on.label));
  const local = sources.filter(({ scheme }) => scheme === 'file');
  const items: UploadItem[] = [];
  for (const uri of local) {
    const folder = ((await workspace.fs.stat(uri)).type & FileType.Directory) !== 0;
    items.push({ file: uri.fsPath, to: within(target, containerParts, `${path.posix.basename(uri.path)}${folder ? '/' : ''}`) });
  }
  try {
    if (items.length > 0) await deps.transfers.upload(on.connectionId, items, on.label);
    for (const uri of sources.filter(({ scheme }) => scheme !== 'file')) await uploadThroughEditor(deps, on.connectionId, uri, within(target, containerParts, path.posix.basename(uri.path)));
  } finally {
    deps.changed(on.connectionId, target);
  }
}

/** The bytes of one dropped file that stands at no address (a browser's). */
export async function uploadBytes(deps: ObjectCommandDeps, on: ObjectTarget, name: string, bytes: Uint8Array): Promise<void> {
  const { containerParts } = await deps.requests.objects(on.connectionId);
  const target = on.isPrefix ? on.path : parentOf(on.path, containerParts);
  const to = within(target, containerParts, name);
  const there = await deps.files.find(on.connectionId, to);
  if (there) {
    const replace = l10n.t('Replace');
    const answer = await window.showWarningMessage(l10n.t('“{0}” is in “{1}” already. Replace it?', name, on.label), { modal: true }, replace);
    if (answer !== replace) throw new CancelledError();
  }
  await deps.files.write({ connectionId: on.connectionId, path: to }, bytes);
  deps.changed(on.connectionId, target);
}

async function uploadThroughEditor(deps: ObjectCommandDeps, connectionId: string, uri: Uri, to: readonly string[]): Promise<void> {
  const { type } = await workspace.fs.stat(uri);
  if ((type & FileType.Directory) !== 0) {
    for (const [name] of await workspace.fs.readDirectory(uri)) await uploadThroughEditor(deps, connectionId, Uri.joinPath(uri, name), [...to.slice(0, -1), `${to.at(-1) ?? ''}/${name}`]);
    return;
  }
  const there = await deps.files.find(connectionId, to);
  if (there) {
    const replace = l10n.t('Replace');
    const answer = await window.showWarningMessage(l10n.t('“{0}” is there already. Replace it?', to.at(-1) ?? ''), { modal: true }, replace);
    if (answer !== replace) return;
  }
  await deps.files.write({ connectionId, path: to }, await workspace.fs.readFile(uri));
}
