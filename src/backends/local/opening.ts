import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Failure, failureOf, HeadwaterError } from '../../core/errors';
import { type LocalSettings, MEMORY } from './form';

/** Why a database file could not be opened, in words that say what to do. */
export async function openingFailure(error: unknown, path: string, { readOnly }: LocalSettings): Promise<HeadwaterError> {
  if (error instanceof HeadwaterError && error.failure.code === 'in-use') return error;
  const told = failureOf(error, 'Could not open the database');
  const what = `Could not open \`${path}\``;
  const detail = [told.why, told.detail].filter((text) => text !== undefined).join('\n');
  const reason = path === MEMORY || told.code === 'Setting Error' ? undefined : await known(path, readOnly, detail);
  return new HeadwaterError({ ...(reason ?? { why: told.why, todo: 'Correct the settings of the connection.' }), what, detail, ...(told.code ? { code: told.code } : {}) }, { cause: error });
}

async function known(path: string, readOnly: boolean, detail: string): Promise<Pick<Failure, 'why' | 'todo'> | undefined> {
  const holder = /lock[^]*?(?:held in|used by|process) (.*?)(?:\(PID (\d+)\)|$)/iu.exec(detail);
  if (/lock/iu.test(detail) && !/lock_configuration/iu.test(detail)) {
    const who = holder?.[2] ? ` (process ${holder[2]})` : '';
    return { why: `Another program has the file open${who}.`, todo: readOnly ? 'Close it there: DuckDB allows readers only while nobody writes.' : 'Close it there, or make both read-only.' };
  }
  const file = await stat(path).catch(() => undefined);
  if (file?.isDirectory()) return { why: 'It is a folder.', todo: 'Choose a file inside it.' };
  if (!file) return missing(path, readOnly);
  if (/not a valid|corrupt|magic|checksum|deserializ|serialization/iu.test(detail)) {
    return { why: 'It is not a DuckDB database, or it is damaged.', todo: 'Choose another file. Data files such as CSV and Parquet need no database: select from them by name.' };
  }
  if (/version|newer/iu.test(detail)) return { why: 'It was written by another version of DuckDB.', todo: 'Export it with the DuckDB that wrote it (EXPORT DATABASE), then import it.' };
  if (/permission|denied|read-only|access/iu.test(detail)) return { why: 'The file may not be written.', todo: readOnly ? 'Check the permissions of the file.' : 'Make the connection read-only, or change the permissions of the file.' };
  return undefined;
}

async function missing(path: string, readOnly: boolean): Promise<Pick<Failure, 'why' | 'todo'>> {
  const folder = await stat(dirname(path)).catch(() => undefined);
  if (!folder?.isDirectory()) return { why: `The folder \`${dirname(path)}\` does not exist.`, todo: 'Correct the path, or make the folder.' };
  if (readOnly) return { why: 'The file does not exist, and a read-only connection makes none.', todo: 'Correct the path, or make the connection writable once.' };
  return { why: 'The file could not be made.', todo: 'Check the permissions of its folder.' };
}
