import type { FileSources } from '../sources';

const MIB = 1_048_576;

/** What a line `-- headwater: fetchLimit=…` (MiB) before a statement allows, in bytes. Keys of such lines are lower case. */
export function fetchLimitOf(settings: Readonly<Record<string, string>> | undefined): { readonly fetchLimit?: number } {
  const text = settings?.['fetchlimit'];
  const mib = text === undefined || text.trim() === '' ? NaN : Number(text);
  return mib >= 0 ? { fetchLimit: Math.round(mib * MIB) } : {};
}

/** The same for objects that are fetched whole when they are opened. */
export function filesAllowing(files: FileSources | undefined, settings: Readonly<Record<string, string>> | undefined): FileSources | undefined {
  const limit = fetchLimitOf(settings);
  if (!files || limit.fetchLimit === undefined) return files;
  return {
    open: (connection, objects, path, label, signal, wishes) => files.open(connection, objects, path, label, signal, { ...limit, ...wishes }),
    target: (connection, objects, path, label, signal) => files.target(connection, objects, path, label, signal),
  };
}
