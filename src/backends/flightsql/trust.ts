import { readFile } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { HeadwaterError } from '../../core/errors';
import type { TlsSettings } from './profile/settings';
import type { TlsOptions } from './wire/openSocket';

/** A certificate file is small; a larger one is something else. */
const MOST_BYTES = 4 * 1_048_576;

/** The files that the settings name, read. Relative names start at the first folder of the workspace. @throws HeadwaterError */
export async function tlsOptions(settings: TlsSettings, folders: readonly string[]): Promise<TlsOptions> {
  const read = async (path: string | undefined, noun: string) => (path === undefined ? undefined : readPem(path, noun, folders));
  const [ca, certificate, key] = await Promise.all([read(settings.caFile, 'certificate authority'), read(settings.clientCertificate, 'client certificate'), read(settings.clientKey, 'client key')]);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(key === undefined ? {} : { key }),
    ...(settings.passphrase === undefined ? {} : { passphrase: settings.passphrase }),
    ...(settings.serverName === undefined ? {} : { serverName: settings.serverName }),
    skipVerify: settings.skipVerify,
  };
}

async function readPem(path: string, noun: string, folders: readonly string[]): Promise<string> {
  const [first] = folders;
  const what = `Could not read the ${noun}`;
  if (!isAbsolute(path) && first === undefined) throw new HeadwaterError({ what, why: `The name \`${path}\` is relative, and no folder is open that it could start at.`, todo: 'Open a folder, or give the whole path.', kind: 'invalid', code: 'no-folder' });
  const file = resolve(first ?? '/', path);
  const bytes = await readFile(file).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new HeadwaterError({ what, why: code === 'ENOENT' ? `There is no file \`${file}\`.` : `The file \`${file}\` cannot be read (${code}).`, todo: 'Correct the path in the connection.', kind: 'notFound', code }, { cause: error });
  });
  const text = bytes.byteLength > MOST_BYTES ? '' : bytes.toString('utf8');
  if (text.includes('-----BEGIN ')) return text;
  throw new HeadwaterError({ what, why: `The file \`${file}\` is no PEM file.`, todo: 'Convert it to PEM, or name another file.', kind: 'invalid', code: 'no-pem' });
}
