import { mkdir } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import type { ConnectContext } from '../../core/contract/backend';
import { HeadwaterError } from '../../core/errors';
import { DuckDb } from '../../duckdb/duckdb';
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
  if (!context.trusted) checkInside(path, context.workspaceFolders);
  const temporary = join(context.storageFolder, 'duckdb');
  await mkdir(temporary, { recursive: true });
  const config = {
    ...(settings.readOnly ? { access_mode: 'READ_ONLY' } : {}),
    ...(settings.threads === undefined ? {} : { threads: String(settings.threads) }),
    ...(settings.memoryLimit === undefined ? {} : { memory_limit: settings.memoryLimit }),
    temp_directory: temporary,
  };
  const setup = setupOf(context);
  const open = () => DuckDb.open({ workerPath, path, config, setup });
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

function checkInside(path: string, folders: readonly string[]): void {
  if (path === MEMORY || folders.some((folder) => isInside(path, folder))) return;
  throw new HeadwaterError({
    what: `Could not open \`${path}\``,
    why: 'The workspace is not trusted, and the file lies outside it.',
    todo: 'Trust the workspace, or choose a file inside it.',
    code: 'untrusted',
  });
}

function isInside(path: string, folder: string): boolean {
  const base = resolve(folder);
  const target = resolve(path);
  return target.startsWith(base.endsWith('/') || base.endsWith('\\') ? base : `${base}${target.includes('\\') ? '\\' : '/'}`);
}
