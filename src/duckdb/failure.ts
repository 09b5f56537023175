import { type Failure, HeadwaterError, type TextRange } from '../core/errors';
import { csvFailure } from './csvFailure';
import type { DuckDbError } from './messages';

/** An error of DuckDB as people are told it. `text` is the statement that was sent; positions are inside it. */
export function duckDbFailure(error: DuckDbError, what: string, text = ''): Failure {
  const lines = error.message.trim().split(/\n+/u);
  const csv = csvFailure(error.message);
  const [first = 'No reason was given', ...rest] = lines;
  const why = csv?.why ?? first;
  const hints = rest.filter((line) => /^(?:Did you mean|Candidate bindings|HINT)/u.test(line));
  const todo = csv?.todo ?? (hints.length > 0 ? hints.join(' ') : adviceFor(error.type, error.message));
  return {
    what,
    why: /[.!?]$/u.test(why) ? why : `${why}.`,
    ...(todo === undefined ? {} : { todo }),
    ...(error.type === '' ? {} : { code: `${error.type} Error` }),
    ...(lines.length > 1 ? { detail: error.message.trim() } : {}),
    ...(error.byte === undefined || text === '' ? {} : { position: rangeAt(text, error.byte) }),
  };
}

export function duckDbError(error: DuckDbError, what: string, text?: string): HeadwaterError {
  return new HeadwaterError(duckDbFailure(error, what, text));
}

function adviceFor(type: string, message: string): string | undefined {
  switch (type) {
    case 'Parser':
      return 'Correct the statement at the marked place.';
    case 'Catalog':
    case 'Binder':
      return 'Check the names at the marked place.';
    case 'Conversion':
      return 'Check the value, or use TRY_CAST to get NULL where it does not fit.';
    case 'Constraint':
      return 'Change the values so that they keep the constraint. Nothing was written.';
    case 'TransactionContext':
      return message.includes('aborted') ? 'Run ROLLBACK, then start again.' : undefined;
    case 'Out of Memory':
      return 'Raise the memory limit in the connection’s settings, or select less.';
    case 'Permission':
      return permissionAdvice(message);
    case 'IO':
    case 'HTTP':
      return ioAdvice(message);
    case 'Invalid Input':
      return inputAdvice(message);
    case 'Text':
      return 'Remove the character; in a value, write chr(0) for NUL.';
    case 'Broken Off':
      return 'Run it again with less, such as a LIMIT, to find the row.';
    case 'Missing Extension':
      return 'DuckDB reads this only with an extension: load it by INSTALL and LOAD in a trusted workspace, or copy the file into the workspace.';
    case 'Parameter':
      return 'Correct the value, or choose another type for the parameter.';
    default: // what breaks in the middle of a file has a type of its own, or none
      return isDamage(message) ? DAMAGED : undefined;
  }
}

function permissionAdvice(message: string): string {
  if (/extension/iu.test(message)) return 'In a workspace that is not trusted, no extensions are loaded. Trust the workspace to load them.';
  return 'In a workspace that is not trusted, only its own files can be used. Trust the workspace to use others.';
}

const DAMAGED = 'The file is damaged, or is not what its name says: get it anew, or read it by the function for its real format.';

function inputAdvice(message: string): string | undefined {
  if (message.startsWith('Values were not provided')) return 'Give a value for each parameter.';
  if (message.endsWith('the configuration has been locked')) return 'Trust the workspace to change this setting.';
  return isDamage(message) ? DAMAGED : undefined;
}

function isDamage(message: string): boolean {
  return /(?:be a|read|invalid) parquet|footer length|magic bytes|decompress|TProtocol|variable-length int|out of buffer|corrupt|don't know what type|malformed json|invalid unicode|not utf-8/iu.test(message);
}

function ioAdvice(message: string): string | undefined {
  if (message.startsWith('No files found')) return 'Check the name. Relative names start at the first folder of the workspace.';
  if (/set lock|lock on file/iu.test(message)) return 'Close the program that has the database open, or open it read-only in both.';
  if (/no space left|disk quota|disk full/iu.test(message)) return 'Make room on the disk, then run it again.';
  if (/file too large/iu.test(message)) return 'The disk does not allow files this large: use another disk, or fewer rows.';
  if (message.startsWith('Could not write')) return 'Check that there is room on the disk, and that files may be written there.';
  if (/not a valid DuckDB database/iu.test(message)) return 'Choose another file. Data files such as CSV and Parquet need no database: select from them by name.';
  if (/is a directory/iu.test(message)) return 'It is a folder: choose a file inside it.';
  if (isDamage(message)) return DAMAGED;
  return 'Check that the file exists and can be read.';
}

/** A name, number or quoted text, or any one character. */
const TOKEN = /^(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|[\p{L}\p{N}_$]+|[^])/u;

/** The token at a byte of the text's UTF-8; the last character where the text ended too early. */
function rangeAt(text: string, byte: number): TextRange {
  const before = Buffer.from(text, 'utf8').subarray(0, byte).toString('utf8').length;
  const trimmed = text.trimEnd().length;
  if (before >= trimmed) return { start: Math.max(0, trimmed - 1), end: trimmed };
  const token = TOKEN.exec(text.slice(before))?.[0] ?? '';
  return { start: before, end: before + Math.max(1, token.length) };
}
