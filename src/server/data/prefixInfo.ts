import type { ColumnInfo } from '../../core/contract/catalog';
import type { ObjectPath, Objects } from '../../core/contract/objects';
import { HeadwaterError } from '../../core/errors';
import { formatCount } from '../../core/format/numbers';
import { matchingObjects } from '../../engine/remote/glob';
import { partitionFolders } from '../../engine/remote/partitions';

export interface PrefixInfo {
  /** Bytes of all data files together. */
  readonly size: number;
  /** Stands for the columns of all. */
  readonly first: ObjectPath;
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** Columns that folders `name=value` make. */
  readonly folders: readonly ColumnInfo[];
}

/** What the data files below a prefix are together. @throws HeadwaterError with kind `notFound` where there are none */
export async function describePrefix(objects: Objects, prefix: ObjectPath, label: string, signal: AbortSignal): Promise<PrefixInfo> {
  const found = await matchingObjects(objects, prefix, label, signal);
  const [first] = found;
  if (!first) throw new HeadwaterError({ what: `Could not read \`${label}\``, why: 'There are no data files below it.', todo: 'Choose a prefix with Parquet, CSV, JSON or Arrow objects.', kind: 'notFound', code: 'no-object' });
  const folders = partitionFolders(first.path).map((folder) => ({ name: folder.slice(0, folder.indexOf('=')), type: 'VARCHAR' }));
  return { size: found.reduce((sum, { size }) => sum + size, 0), first: first.path, facts: [['Objects', formatCount(found.length)]], folders };
}
