import { type Failure, HeadwaterError } from '../../../core/errors';

/** What a person can do about an error of the file system, by its code. */
const REMEDIES: Readonly<Record<string, { readonly why: string; readonly todo: string }>> = {
  ENOSPC: { why: 'The disk is full.', todo: 'Free some space, then try again.' },
  EDQUOT: { why: 'Your quota on this disk is used up.', todo: 'Free some space, then try again.' },
  EFBIG: { why: 'The disk does not allow files this large.', todo: 'Use another disk, or fewer rows.' },
  EACCES: { why: 'There is no permission to write there.', todo: 'Choose another folder, or change its permissions.' },
  EPERM: { why: 'There is no permission to write there.', todo: 'Choose another folder, or change its permissions.' },
  EROFS: { why: 'The disk is read-only.', todo: 'Choose a folder on another disk.' },
  ENOENT: { why: 'The folder does not exist.', todo: 'Make the folder, or choose another.' },
  ENOTDIR: { why: 'A part of the path is a file, not a folder.', todo: 'Choose another folder.' },
  EISDIR: { why: 'The path is a folder.', todo: 'Choose a file name.' },
  ENAMETOOLONG: { why: 'The path is too long.', todo: 'Choose a shorter name.' },
  EMFILE: { why: 'Too many files are open.', todo: 'Close some results, then try again.' },
  EIO: { why: 'The disk reported an error.', todo: 'Check the disk, or choose a folder on another one.' },
};

/** The failure for an error of the file system. `extra` is a sentence on what is left. */
export function diskFailure(error: unknown, what: string, extra = ''): Failure {
  const code = codeOf(error);
  const known = code === undefined ? undefined : REMEDIES[code];
  const detail = error instanceof Error ? error.message : String(error);
  return {
    what,
    why: `${known?.why ?? 'The disk reported an error.'}${extra === '' ? '' : ` ${extra}`}`,
    todo: known?.todo ?? 'Look at the details, then try again.',
    ...(code === undefined ? {} : { code }),
    detail,
  };
}

export function diskError(error: unknown, what: string, extra?: string): HeadwaterError {
  return error instanceof HeadwaterError ? error : new HeadwaterError(diskFailure(error, what, extra), { cause: error });
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
