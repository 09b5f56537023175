import { mkdir, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import type { ConnectContext } from '../../core/contract/backend';
import { HeadwaterError } from '../../core/errors';
import { DuckDb } from '../../duckdb/duckdb';
import { fileKind } from './catalog/fileKinds';
import { type LocalSettings, MEMORY } from './form';
import { sqlString } from './names';
import { openingFailure } from './opening';
import type { SharedFiles } from './sharedFiles';

/** The open database of a session, and whether it is held to the workspace. */
export interface OpenDatabase {
  /** Shared by the sessions on one file: {@link close} it through this object. */
  readonly duckDb: DuckDb;
  /** Absolute, or {@link MEMORY}. */
  readonly path: string;
  readonly restricted: boolean;
  /** Ends this session's use of it. */
  close(): Promise<void>;
}

/** @throws HeadwaterError that says why the file cannot be opened and what to do */
export async function openDatabase(settings: LocalSettings, context: ConnectContext, workerPath: string, files: SharedFiles): Promise<OpenDatabase> {
  context.signal.throwIfAborted();
  const path = databasePath(settings.path, context.workspaceFolders);
  checkKind(path);
  if (!context.trusted) await checkInside(path, context.workspaceFolders);
  const temporary = join(context.storageFolder, 'duckdb');
  await mkdir(temporary, { recursive: true });
  const config = {
    ...(settings.readOnly ? { access_mode: 'READ_ONLY' } : {}),
    ...(settings.threads === undefined ? {} : { threads: String(settings.threads) }),
    ...(settings.memoryLimit === undefined ? {} : { memory_limit: settings.memoryLimit }),
    temp_directory: temporary,
  };
  const setup = setupOf(context);
  const { memory } = context;
  const open = () => DuckDb.open({ workerPath, path, config, setup, ...(memory ? { memory } : {}) });
  try {
    if (path !== MEMORY) {
      const { duckDb, close } = await files.open(path, JSON.stringify([config, setup]), open);
      return { duckDb, path, restricted: !context.trusted, close };
    }
    const duckDb = await open();
    return { duckDb, path, restricted: !context.trusted, close: () => duckDb.close() };
  } catch (error) {
    throw await openingFailure(error, path, settings);
  }
}

/** Relative names start at the first folder of the workspace. */
export function databasePath(path: string, folders: readonly string[]): string {
  if (path === MEMORY || isAbsolute(path)) return path;
  const [first] = folders;
  if (first !== undefined) return resolve(first, path);
  throw new HeadwaterError({
    what: `Could not open \`${path}\``,
    why: 'The name is relative, and no folder is open that it could start at.',
    todo: 'Open a folder, or give the whole path.',
    code: 'no-folder',
  });
}

/** In this order: once access is closed, nothing about it can be changed any more. */
function setupOf({ workspaceFolders, trusted, timeZone }: ConnectContext): readonly string[] {
  const search = workspaceFolders.length > 0 ? [`SET GLOBAL file_search_path = ${sqlString(workspaceFolders.join(','))}`] : [];
  const zone = `SET GLOBAL TimeZone = ${sqlString(timeZone)}`;
  if (trusted) return [...search, zone];
  const allowed = workspaceFolders.map((folder) => sqlString(folder.endsWith('/') ? folder : `${folder}/`));
  return [
    ...search,
    zone,
    'SET GLOBAL allow_persistent_secrets = false',
    `SET GLOBAL allowed_directories = [${allowed.join(', ')}]`,
    'SET GLOBAL enable_external_access = false',
    'SET GLOBAL lock_configuration = true',
  ];
}

/** DuckDB would open a data file as a view in memory, where tables made beside it are lost, and would cut a name at a NUL. */
function checkKind(path: string): void {
  const what = `Could not open \`${path.replaceAll('\0', '␀')}\``;
  if (path.includes('\0')) throw new HeadwaterError({ what, why: 'The name holds a NUL character, which no file can have.', todo: 'Correct the name.', code: 'bad-name' });
  if (!fileKind(path)) return;
  throw new HeadwaterError({ what, why: 'It is a data file, not a database.', todo: `Use a connection in memory, and select from the file by its name: FROM ${sqlString(path)}.`, code: 'data-file' });
}

async function checkInside(path: string, folders: readonly string[]): Promise<void> {
  if (path === MEMORY) return;
  const [real, ...places] = await Promise.all([path, ...folders].map(realPlace));
  if (real !== undefined && places.some((folder) => isInside(real, folder))) return;
  throw new HeadwaterError({
    what: `Could not open \`${path}\``,
    why: 'The workspace is not trusted, and the file lies outside it.',
    todo: 'Trust the workspace, or choose a file inside it.',
    code: 'untrusted',
  });
}

/** Where a path leads, links followed as far as it exists. */
async function realPlace(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await realPlace(parent), basename(path));
  }
}

function isInside(path: string, folder: string): boolean {
  const base = resolve(folder);
  const target = resolve(path);
  return target.startsWith(base.endsWith('/') || base.endsWith('\\') ? base : `${base}${target.includes('\\') ? '\\' : '/'}`);
}
