import { FileSystemError, type Uri } from 'vscode';
import { failureOf, HeadwaterError, isCancelled, plainText } from '../../core/errors';

/** A failure as the editor's file services understand it; it shows the message to people. */
export function fileError(error: unknown, uri: Uri): Error {
  if (error instanceof FileSystemError) return error;
  if (isCancelled(error)) return FileSystemError.Unavailable(error instanceof Error && error.message !== 'Cancelled' ? error.message : 'Cancelled');
  const { what, why, todo, kind } = failureOf(error, 'Could not reach the file');
  const message = plainText([`${what}: ${why}`, todo].filter((part) => part !== undefined).join(' '));
  if (!(error instanceof HeadwaterError)) return FileSystemError.Unavailable(message);
  switch (kind) {
    case 'notFound':
      return FileSystemError.FileNotFound(uri);
    case 'exists':
      return FileSystemError.FileExists(uri);
    case 'readOnly':
    case 'forbidden':
    case 'unauthorized':
      return FileSystemError.NoPermissions(message);
    default:
      return FileSystemError.Unavailable(message);
  }
}
