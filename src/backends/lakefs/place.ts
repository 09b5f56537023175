import type { ObjectPath } from '../../core/contract/objects';
import type { VersionContainer } from '../../core/contract/versions';
import { HeadwaterError } from '../../core/errors';
import type { Place } from './api/objectsApi';

/** Bytes of a key at most. */
const MOST_KEY_BYTES = 1024;

/** Repository, ref and key of a path; the key may be empty or a prefix. @throws HeadwaterError */
export function prefixOf(path: ObjectPath, what: string): Place {
  const [repository = '', ref = '', ...rest] = path;
  if (repository === '' || ref === '') throw invalid(what, `“${path.join('/')}” names no repository and ref.`);
  return { repository, ref, key: rest.join('/') };
}

/** Repository, ref and key of an object. @throws HeadwaterError where that is no key that lakeFS takes */
export function placeOf(path: ObjectPath, what: string): Place {
  const place = prefixOf(path, what);
  if (place.key === '') throw invalid(what, 'The name of the object is empty.');
  const bytes = Buffer.byteLength(place.key, 'utf8');
  if (bytes > MOST_KEY_BYTES) throw invalid(what, `The name of the object has ${bytes} bytes; lakeFS takes ${MOST_KEY_BYTES}.`);
  if (/\p{Surrogate}/u.test(place.key)) throw invalid(what, 'The name of the object is not valid Unicode.');
  return place;
}

export function pathOf({ repository, ref, key }: Place): ObjectPath {
  return [repository, ref, key];
}

/** The repository that a container of versions is. @throws HeadwaterError with kind `notFound` */
export function repositoryOf(container: VersionContainer): string {
  const [repository] = container;
  if (repository !== undefined && container.length === 1) return repository;
  throw new HeadwaterError({ what: 'Could not find the repository', why: `“${container.join('/')}” is not the name of one.`, kind: 'notFound' });
}

function invalid(what: string, why: string): HeadwaterError {
  return new HeadwaterError({ what, why, kind: 'invalid' });
}
