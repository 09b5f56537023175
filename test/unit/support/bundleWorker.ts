import { build } from 'esbuild';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** Bundles a worker's entry (a path from the repository's root) for a test; gives the file to start. */
export async function bundleWorker(entry: string): Promise<string> {
  const name = entry.replace(/^src\//u, '').replace(/\.ts$/u, '').replaceAll('/', '.');
  const outfile = path.join(ROOT, '.cache/test-workers', `${name}.${process.pid}.js`);
  await build({
    entryPoints: [path.join(ROOT, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: ['@duckdb/node-api', '@duckdb/node-bindings'],
    logLevel: 'warning',
  });
  return outfile;
}
