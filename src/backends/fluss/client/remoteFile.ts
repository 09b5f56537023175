import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { HeadwaterError } from '../../../core/errors';
import type { RemoteFile } from './remoteStorage';
import { openS3, type S3Access } from './s3File';

/** How what is not on this machine is reached; absent: it is not. */
export type FindAccess = (signal: AbortSignal) => Promise<S3Access | undefined>;

/** @throws HeadwaterError where the storage is one that cannot be read from here */
export async function openRemote(url: string, findAccess: FindAccess, signal: AbortSignal): Promise<RemoteFile> {
  const path = /^file:\/{1,3}(?<path>[^/].*)$/u.exec(url)?.groups?.['path']; // servers write one slash, whatever their setting was
  if (path !== undefined) return openLocal(fileURLToPath(`file:///${path}`));
  const { bucket, key } = /^s3[an]?:\/\/(?<bucket>[^/]+)\/(?<key>.+)$/u.exec(url)?.groups ?? {};
  if (bucket === undefined || key === undefined) throw refused(url, 'A store of this kind cannot be read from here');
  const access = await findAccess(signal);
  if (!access) throw refused(url, 'Neither has the connection keys for it, nor does the cluster give any', 'Give the access key of the remote storage in the connection. Or read from a later offset.');
  return openS3(bucket, key, access);
}

async function openLocal(path: string): Promise<RemoteFile> {
  const file = await open(path);
  return {
    read: async (at, length) => {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await file.read(bytes, 0, length, at);
      return bytes.subarray(0, bytesRead);
    },
    close: () => file.close(),
  };
}

function refused(url: string, why: string, todo = 'Read from a later offset: what the tablet servers still hold themselves can be read.'): HeadwaterError {
  return new HeadwaterError({ what: 'Older rows of this log are in remote storage', why: `They are at ${url}. ${why}.`, todo, kind: 'unsupported' });
}
