import type { Place } from '../api/objectsApi';

/** The object that `'lakefs://repository/ref/key'` in a statement means, with or without quotes. */
export function referencedObject(reference: string): Place | undefined {
  const text = reference.trim();
  const bare = text.startsWith("'") && text.endsWith("'") && text.length > 1 ? text.slice(1, -1).replaceAll("''", "'") : text;
  const [, repository, ref, key] = /^lakefs:\/\/([^/]+)\/([^/]+)\/(.+)$/su.exec(bare) ?? [];
  return repository === undefined || ref === undefined || key === undefined ? undefined : { repository, ref, key };
}
