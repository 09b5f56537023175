import type { ObjectPath } from '../../core/contract/objects';
import { HeadwaterError } from '../../core/errors';

/** Scheme of the file system over the objects of connections: `headwater://<connection>/<container…>/<key>`. */
export const SCHEME = 'headwater';

/** An address by its parts; the editor's `Uri` has more. */
export interface ObjectAddress {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
}

export interface Located {
  readonly connectionId: string;
  /** Fewer parts than a container has where the address stands above one. */
  readonly container: readonly string[];
  /** Without a trailing slash; empty for the container itself. */
  readonly key: string;
}

/** The place that an address stands for. `containerParts`: how many parts a container has in this connection. */
export function locate({ authority, path }: ObjectAddress, containerParts: number): Located {
  const parts = path.replace(/^\/|\/$/gu, '').split('/').filter((part, index) => part !== '' || index > 0);
  return { connectionId: authority, container: parts.slice(0, containerParts), key: parts.slice(containerParts).join('/') };
}

/**
 * True where an address can hold this key: the editor's addresses have no empty parts, no `.` and no `..`,
 * and a slash at the end means nothing there. Keys of objects may have all of these.
 */
export function expressible(key: string): boolean {
  return key.split('/').every((part) => part !== '' && part !== '.' && part !== '..') && !key.includes('\0') && !key.includes('\\');
}

/** The address of an object or, where the last part ends with `/`, of a folder. @throws HeadwaterError with kind `invalid` where no address can hold it */
export function addressOf(connectionId: string, path: ObjectPath): ObjectAddress {
  const joined = path.join('/').replace(/\/$/u, '');
  if (expressible(joined)) return { scheme: SCHEME, authority: connectionId, path: `/${joined}` };
  throw new HeadwaterError({
    what: `Could not open \`${path.at(-1) ?? ''}\``,
    why: 'The editor cannot address a key with empty parts, backslashes, or parts that are only dots.',
    todo: 'Download it, or copy it to another key.',
    kind: 'invalid',
    code: 'key-not-expressible',
  });
}
