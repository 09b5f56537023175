import path from 'node:path';

/** The CommonJS modules under `folder` that this process has loaded, relative to it. */
export function loadedBundles(folder: string): readonly string[] {
  return Object.keys(require.cache)
    .filter((file) => file.startsWith(path.join(folder, 'dist') + path.sep) || file.includes(`${path.sep}node_modules${path.sep}@duckdb${path.sep}`))
    .map((file) => path.relative(folder, file).replaceAll('\\', '/'))
    .sort();
}
