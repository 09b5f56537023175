import { build, context } from 'esbuild';
import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { at, folders, root } from './paths.mjs';

const common = { bundle: true, legalComments: 'none', logLevel: 'warning', metafile: true, absWorkingDir: root };
const node = { ...common, platform: 'node', format: 'cjs', target: 'node20', mainFields: ['module', 'main'] };
const browser = { ...common, platform: 'browser', format: 'esm', target: 'es2022', loader: { '.css': 'text', '.ttf': 'file' } };
const native = ['@duckdb/node-api', '@duckdb/node-bindings'];

/** What the server process starts as worker threads: files beside its own. */
const workers = { duckdbWorker: at('src/duckdb/worker.ts'), engineWorker: at('src/engine/worker/main.ts'), resultsWorker: at('src/server/results/worker.ts') };

/** What ships: each job is one or more bundles. */
function jobs(outdir) {
  const views = readdirSync(at('src/views')).filter((name) => existsSync(at('src/views', name, 'main.ts')));
  return [
    // The language client is an entry of its own that loads on first use: activation must not pay for it.
    // Node's own import() wants a file extension, which the source has not: a lazy require finds the chunk.
    { ...node, entryPoints: { extension: at('src/extension/main.ts'), serverProcess: at('src/extension/server/serverProcess.ts') }, outdir, external: ['vscode', './serverProcess'], supported: { 'dynamic-import': false } },
    { ...node, entryPoints: { server: at('src/server/main.ts'), ...workers }, outdir, external: native },
    ...views.map((name) => ({ ...browser, entryPoints: { [name]: at('src/views', name, 'main.ts') }, outdir: path.join(outdir, 'views') })),
  ];
}

/**
 * Builds what ships into `outdir`.
 * @returns {Promise<object>} esbuild's account: by output file, relative to the repository, its size in bytes and the modules in it
 */
export async function buildProduct({ outdir = folders.dist, production = false } = {}) {
  await prepare(outdir);
  const settings = { minify: production, sourcemap: production ? false : 'linked' };
  const results = await Promise.all(jobs(outdir).map((job) => build({ ...job, ...settings })));
  return Object.assign({}, ...results.map(({ metafile }) => metafile.outputs));
}

export async function watchProduct({ outdir = folders.dist } = {}) {
  await prepare(outdir);
  for (const job of jobs(outdir)) await (await context({ ...job, sourcemap: 'linked', logLevel: 'info' })).watch();
  console.log('[watch] ready');
}

/** Builds out/host (the suites that run in the extension host) and out/sample (the server with the sample backend). */
export async function buildTests() {
  const shared = { ...node, sourcemap: 'linked' };
  const suites = readdirSync(at('test/host/suite'), { recursive: true }).filter((name) => name.endsWith('.test.ts'));
  const hostFiles = [at('test/host/index.ts'), ...suites.map((name) => at('test/host/suite', name))];
  await Promise.all([rm(path.join(folders.out, 'host'), { recursive: true, force: true }), rm(path.join(folders.out, 'sample'), { recursive: true, force: true })]);
  await build({ ...shared, entryPoints: hostFiles, outbase: at('test/host'), outdir: path.join(folders.out, 'host'), external: ['vscode', 'mocha', ...native] });
  await build({ ...shared, entryPoints: { server: at('test/sample/server.ts'), ...workers }, outdir: path.join(folders.out, 'sample'), external: native });
}

async function prepare(outdir) {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(path.join(outdir, 'views'), { recursive: true });
  for (const file of ['codicon.css', 'codicon.ttf']) await cp(at('node_modules/@vscode/codicons/dist', file), path.join(outdir, 'views', file));
}

/**
 * Bundles bench/<name>.ts, which exports `run(): Promise<void>`.
 * @returns {Promise<string>} the bundle
 */
export async function buildBenchmark(name) {
  const outfile = path.join(folders.out, 'bench', `${name}.mjs`);
  await build({ ...node, format: 'esm', entryPoints: [at('bench', `${name}.ts`)], outfile, packages: 'external' });
  return outfile;
}
