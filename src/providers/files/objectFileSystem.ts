import { commands, Disposable, EventEmitter, FileChangeType, FilePermission, FileSystemError, FileType, l10n, Uri, window, workspace } from 'vscode';
import type { FileChangeEvent, FileStat, FileSystemProvider } from 'vscode';
import type { ObjectPath, ObjectStat } from '../../core/contract/objects';
import { formatBytes, formatCount } from '../../core/format/numbers';
import { DeleteObjects, ListObjects, ObjectsWritable } from '../../protocol/objects';
import { Emitter } from '../../extension/emitter';
import type { ObjectFiles } from '../../extension/objects/objectFiles';
import { expressible, type Located, locate, SCHEME } from '../../extension/objects/objectUri';
import type { SessionRequests } from '../../extension/objects/sessionRequests';
import type { Transfers } from '../../extension/objects/transfers';
import type { WriteConsent } from '../../extension/objects/writeConsent';
import { ContentTimes } from './contentTimes';
import { fileError } from './fileErrors';
import { SaveCheck } from './saveCheck';

export interface ObjectFileSystemDeps {
  readonly requests: SessionRequests;
  readonly files: ObjectFiles;
  readonly transfers: Transfers;
  readonly consent: WriteConsent;
}

const PAGE = 1_000;
/** Entries of one folder that the editor is given; the tree shows any number, page by page. */
const MOST_ENTRIES = 5_000;
/** Milliseconds that an answer to "can this be written?" is believed. */
const WRITABLE_MS = 30_000;

/** The objects of connections as files. Folders are prefixes: they are there as long as an object stands below them. */
export class ObjectFileSystem implements FileSystemProvider, Disposable {
  readonly #changed = new EventEmitter<FileChangeEvent[]>();
  readonly #written = new Emitter<Uri>();
  readonly #listening: Disposable;
  readonly #times = new ContentTimes();
  readonly #saves = new SaveCheck();
  /** Folders made here in which nothing stands yet. */
  readonly #empty = new Set<string>();
  readonly #writable = new Map<string, { readonly value: Promise<boolean>; readonly until: number }>();
  readonly #warned = new Set<string>();
  readonly onDidChangeFile = this.#changed.event;
  /** Fired after everything that was changed through the editor's files. */
  readonly onDidWrite = this.#written.event;

  constructor(private readonly deps: ObjectFileSystemDeps) {
    this.#listening = workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === SCHEME) this.#saves.forget(uri.toString());
    });
  }

  /** Systems tell nobody of changes, and asking again and again would walk the repository: what is shown is read anew when a person asks, or writes. */
  watch(): Disposable {
    return new Disposable(() => undefined);
  }

  stat(uri: Uri): Promise<FileStat> {
    return this.#told(uri, async (at) => {
      const permissions = await this.#permissions(at);
      if (at.key === '') return { type: FileType.Directory, ctime: 0, mtime: 0, size: 0, ...permissions };
      const found = await this.deps.files.find(at.connectionId, pathOf(at));
      if (found) {
        this.#saves.told(uri.toString(), found);
        return { type: FileType.File, ctime: 0, mtime: this.#times.mtimeOf(uri.toString(), found), size: found.size, ...permissions };
      }
      if (this.#empty.has(uri.toString()) || (await this.#anythingBelow(at))) return { type: FileType.Directory, ctime: 0, mtime: 0, size: 0, ...permissions };
      throw FileSystemError.FileNotFound(uri);
    });
  }

  readDirectory(uri: Uri): Promise<[string, FileType][]> {
    return this.#told(uri, async (at) => {
      const entries = new Map<string, FileType>();
      let hidden = 0;
      let cursor: string | undefined;
      let listed = 0;
      const depth = at.key === '' ? 0 : at.key.length + 1;
      do {
        const page = await this.deps.requests.request(ListObjects, { connectionId: at.connectionId, prefix: folderOf(at), limit: PAGE, recursive: false, ...(cursor === undefined ? {} : { cursor }) });
        const add = (path: ObjectPath, type: FileType): void => {
          const name = keyOf(at, path).slice(depth).replace(/\/$/u, '');
          if (expressible(name) && !(type === FileType.File && keyOf(at, path).endsWith('/'))) {
            // An object `a` beside objects below `a/`: the file it is; what is below opens from the tree.
            if (!entries.has(name) || type === FileType.File) entries.set(name, type);
          } else hidden += 1;
        };
        for (const { path } of page.objects) add(path, FileType.File);
        for (const path of page.prefixes) add(path, FileType.Directory);
        listed += page.objects.length + page.prefixes.length;
        cursor = page.next;
      } while (cursor !== undefined && listed < MOST_ENTRIES);
      for (const empty of this.#empty) {
        const folder = Uri.parse(empty, true);
        if (Uri.joinPath(folder, '..').toString() === uri.toString()) entries.set(folder.path.slice(folder.path.lastIndexOf('/') + 1), FileType.Directory);
      }
      this.#warn(uri, cursor !== undefined, hidden);
      return [...entries];
    });
  }

  readFile(uri: Uri): Promise<Uint8Array> {
    return this.#told(uri, async (at) => {
      const found = await this.deps.files.find(at.connectionId, pathOf(at));
      if (!found) throw FileSystemError.FileNotFound(uri);
      const limit = openLimitMb();
      if (found.size > limit * 1_048_576) {
        void this.#offerDownload(uri, found);
        throw FileSystemError.Unavailable(l10n.t('“{0}” has {1}; up to {2} MiB are opened in the editor. Download it instead.', nameOf(uri), formatBytes(found.size), limit));
      }
      const content = await this.deps.files.read(at.connectionId, found);
      this.#saves.read(uri.toString(), found, content);
      return content;
    });
  }

  writeFile(uri: Uri, content: Uint8Array, { create, overwrite }: { readonly create: boolean; readonly overwrite: boolean }): Promise<void> {
    return this.#told(uri, async (at) => {
      refuseUnaddressable(at);
      await this.#refuseSavedState(at);
      const [address, path] = [uri.toString(), pathOf(at)];
      const now = await this.deps.files.find(at.connectionId, path);
      if (!now && !create) throw FileSystemError.FileNotFound(uri);
      if (now && create && !overwrite) throw FileSystemError.FileExists(uri);
      if (this.#saves.decide(address, now) === 'ask' && now) await this.#askBeforeLoss(uri);
      if (this.#saves.losesBytes(address, content)) await askBeforeReplacingBytes(uri);
      await this.deps.consent.forSave(at.connectionId, nameOf(uri));
      const condition = now ? (now.contentId === undefined ? {} : { ifContentId: now.contentId }) : { ifAbsent: true };
      const stored = await this.deps.files.write({ connectionId: at.connectionId, path, ...condition }, content);
      this.#saves.read(address, stored, content);
      this.#saves.told(address, stored);
      this.#filled(uri);
      this.#tell([{ type: now ? FileChangeType.Changed : FileChangeType.Created, uri }]);
    });
  }

  createDirectory(uri: Uri): Promise<void> {
    return this.#told(uri, async (at) => {
      refuseUnaddressable(at);
      await this.#refuseSavedState(at);
      this.#empty.add(uri.toString());
      this.#changed.fire([{ type: FileChangeType.Created, uri }]);
    });
  }

  delete(uri: Uri, { recursive }: { readonly recursive: boolean }): Promise<void> {
    return this.#told(uri, async (at) => {
      if (at.key === '') throw FileSystemError.NoPermissions(l10n.t('A whole branch is not deleted as a folder. Delete the branch in the Headwater view.'));
      await this.#refuseSavedState(at);
      await this.deps.consent.forVerb(at.connectionId, l10n.t('Delete'), l10n.t('Delete “{0}”?', nameOf(uri)));
      const found = await this.deps.files.find(at.connectionId, pathOf(at));
      if (found) await this.deps.requests.request(DeleteObjects, { connectionId: at.connectionId, paths: [pathOf(at)] });
      else if (this.#empty.has(uri.toString())) this.#empty.delete(uri.toString());
      else if (recursive) await this.deps.transfers.deleteAll(at.connectionId, [folderOf(at)], nameOf(uri));
      else throw FileSystemError.NoPermissions(l10n.t('The folder is not empty.'));
      this.#tell([{ type: FileChangeType.Deleted, uri }]);
    });
  }

  rename(from: Uri, to: Uri, { overwrite }: { readonly overwrite: boolean }): Promise<void> {
    return this.#copyOrMove(from, to, overwrite, true);
  }

  copy(from: Uri, to: Uri, { overwrite }: { readonly overwrite: boolean }): Promise<void> {
    return this.#copyOrMove(from, to, overwrite, false);
  }

  /** To be told when something was changed without the editor's files, so that editors and the Explorer read anew. */
  changed(changes: readonly FileChangeEvent[]): void {
    if (changes.length > 0) this.#changed.fire([...changes]);
  }

  dispose(): void {
    this.#listening.dispose();
    this.#changed.dispose();
    this.#written.dispose();
  }

  #copyOrMove(from: Uri, to: Uri, overwrite: boolean, move: boolean): Promise<void> {
    return this.#told(from, async (at) => {
      const goal = await this.#locate(to);
      refuseUnaddressable(goal);
      await this.#refuseSavedState(goal);
      if (move) await this.#refuseSavedState(at);
      if (goal.connectionId !== at.connectionId) throw FileSystemError.NoPermissions(l10n.t('Files cannot be moved to another connection. Download them and upload them there.'));
      await this.deps.consent.forVerb(at.connectionId, move ? l10n.t('Move') : l10n.t('Copy'), move ? l10n.t('Move “{0}”?', nameOf(from)) : l10n.t('Copy “{0}”?', nameOf(from)));
      const single = await this.deps.files.find(at.connectionId, pathOf(at));
      const [source, target] = single ? [pathOf(at), pathOf(goal)] : [folderOf(at), folderOf(goal)];
      await this.deps.transfers.copyOrMove({ connectionId: at.connectionId, from: source, to: target, existing: overwrite ? 'replace' : 'refuse', move }, nameOf(from));
      this.#filled(to);
      this.#tell([...(move ? [{ type: FileChangeType.Deleted, uri: from }] : []), { type: FileChangeType.Created, uri: to }]);
    });
  }

  /** Errors of the work as the editor's own kinds. */
  async #told<T>(uri: Uri, work: (at: Located) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#locate(uri));
    } catch (error) {
      throw fileError(error, uri);
    }
  }

  async #locate(uri: Uri): Promise<Located> {
    const { containerParts } = await this.deps.requests.objects(uri.authority);
    const at = locate(uri, containerParts);
    if (at.container.length < containerParts) throw FileSystemError.FileNotFound(uri);
    return at;
  }

  async #permissions({ connectionId, container }: Located): Promise<{ permissions?: FilePermission }> {
    const key = JSON.stringify([connectionId, container]);
    let known = this.#writable.get(key);
    if (!known || known.until < Date.now()) {
      known = { value: this.deps.requests.request(ObjectsWritable, { connectionId, path: container }), until: Date.now() + WRITABLE_MS };
      known.value.catch(() => this.#writable.delete(key));
      this.#writable.set(key, known);
    }
    return (await known.value) ? {} : { permissions: FilePermission.Readonly };
  }

  async #refuseSavedState(at: Located): Promise<void> {
    const { permissions } = await this.#permissions(at);
    if (permissions !== undefined) throw FileSystemError.NoPermissions(l10n.t('“{0}” is a saved state: it cannot be changed. Switch to a branch first.', at.container.at(-1) ?? ''));
  }

  async #anythingBelow(at: Located): Promise<boolean> {
    const page = await this.deps.requests.request(ListObjects, { connectionId: at.connectionId, prefix: folderOf(at), limit: 1, recursive: true });
    return page.objects.length > 0;
  }

  /** The folders above are there by themselves now. */
  #filled(uri: Uri): void {
    for (const empty of this.#empty) if (uri.toString().startsWith(`${empty}/`)) this.#empty.delete(empty);
  }

  #tell(changes: FileChangeEvent[]): void {
    this.#changed.fire(changes);
    for (const { uri } of changes) this.#written.fire(uri);
  }

  async #askBeforeLoss(uri: Uri): Promise<void> {
    const [compare, overwrite] = [l10n.t('Compare'), l10n.t('Overwrite')];
    const detail = l10n.t('Somebody saved another version after you opened it. Overwriting replaces that version.');
    const answer = await window.showWarningMessage(l10n.t('“{0}” was changed meanwhile.', nameOf(uri)), { modal: true, detail }, compare, overwrite);
    if (answer === overwrite) return;
    if (answer === compare) void commands.executeCommand('workbench.files.action.compareWithSaved', uri);
    throw FileSystemError.Unavailable(l10n.t('“{0}” was not saved: it was changed meanwhile.', nameOf(uri)));
  }

  async #offerDownload(uri: Uri, { size }: ObjectStat): Promise<void> {
    const button = l10n.t('Download…');
    const chosen = await window.showWarningMessage(l10n.t('“{0}” is too large for the editor ({1}).', nameOf(uri), formatBytes(size)), button);
    if (chosen === button) await commands.executeCommand('headwater.objects.download', uri);
  }

  #warn(uri: Uri, more: boolean, hidden: number): void {
    if ((!more && hidden === 0) || this.#warned.has(uri.toString())) return;
    this.#warned.add(uri.toString());
    const text = more
      ? l10n.t('“{0}” shows its first {1} entries here. The Headwater view shows all, page by page.', nameOf(uri), formatCount(MOST_ENTRIES))
      : l10n.t('{0} objects in “{1}” have keys that no file can have. The Headwater view shows them.', formatCount(hidden), nameOf(uri));
    void window.showWarningMessage(text);
  }
}

async function askBeforeReplacingBytes(uri: Uri): Promise<void> {
  const save = l10n.t('Save as UTF-8');
  const detail = l10n.t('The editor shows the bytes that it could not read as �, and saving would write these marks in their place. “Reopen with Encoding” in the status bar reads them.');
  if ((await window.showWarningMessage(l10n.t('“{0}” is not UTF-8 text.', nameOf(uri)), { modal: true, detail }, save)) === save) return;
  throw FileSystemError.Unavailable(l10n.t('“{0}” was not saved: bytes that are not UTF-8 would be lost.', nameOf(uri)));
}

function pathOf({ container, key }: Located): ObjectPath {
  return [...container, key];
}

/** As a prefix. */
function folderOf({ container, key }: Located): ObjectPath {
  return key === '' ? container : [...container, `${key}/`];
}

function keyOf({ container }: Located, path: ObjectPath): string {
  return path.slice(container.length).join('/');
}

function nameOf(uri: Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

function refuseUnaddressable({ key }: Located): void {
  if (!expressible(key)) throw FileSystemError.NoPermissions(l10n.t('A file cannot have this name: “{0}”.', key));
}

function openLimitMb(): number {
  const value: unknown = workspace.getConfiguration('headwater').get('files.openLimitMb');
  return typeof value === 'number' && value >= 1 ? value : 64;
}
