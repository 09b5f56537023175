import path from 'node:path';

/** Names that Windows keeps for devices. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu;

/**
 * Where below `folder` an object with this relative key stands as a file; `undefined` where no file can be called so:
 * keys may hold what file systems do not (`//`, `..`, a trailing slash), and must never lead out of the folder.
 */
export function localFile(folder: string, key: string, platform: NodeJS.Platform = process.platform): string | undefined {
  const parts = key.split('/');
  const fits = (part: string): boolean =>
    part !== '' && part !== '.' && part !== '..' && !part.includes('\0') && Buffer.byteLength(part) <= 255 && (platform !== 'win32' || (!/[<>:"\\|?*]|[. ]$/u.test(part) && !DEVICES.test(part)));
  return parts.every(fits) ? path.join(folder, ...parts) : undefined;
}
