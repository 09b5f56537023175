import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Bundles a server entry with its workers into a folder of its own, and says where `server.js` is. */
export async function bundleServer(entry: string, folder: string): Promise<string> {
  const outdir = path.join(ROOT, '.cache', folder);
  await rm(outdir, { recursive: true, force: true });
  const workers = { duckdbWorker: 'src/duckdb/worker.ts', engineWorker: 'src/engine/worker/main.ts', resultsWorker: 'src/server/results/worker.ts' };
  const entryPoints = Object.fromEntries(Object.entries({ server: entry, ...workers }).filter(([, file]) => existsSync(path.join(ROOT, file))));
  await build({
    absWorkingDir: ROOT,
    entryPoints,
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: ['@duckdb/node-api', '@duckdb/node-bindings'],
    logLevel: 'error',
  });
  return path.join(outdir, 'server.js');
}
