import type { ObjectPath } from '../../core/contract/objects';

/** The folders `name=value` above an object: DuckDB makes columns of them. */
export function partitionFolders(path: ObjectPath): readonly string[] {
  return (path.at(-1) ?? '').split('/').slice(0, -1).filter((part) => /^[\w-]+=[\w .%@+-]*$/u.test(part));
}
