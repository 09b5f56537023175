import { build, context, transform } from 'esbuild';
import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { at, folders, root } from './paths.mjs';
import { writeBundle, writeMadeUp } from './texts/messages.mjs';

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
    // What the source imports with import() is a chunk of its own, read on first use: activation must not pay for it.
    { ...node, entryPoints: { extension: at('src/extension/main.ts') }, outdir, external: ['vscode'], format: 'esm', splitting: true, chunkNames: 'extension-[name]-[hash]', plugins: [commonJs()] },
    { ...node, entryPoints: { server: at('src/server/main.ts'), ...workers }, outdir, external: native },
    ...views.map((name) => ({ ...browser, entryPoints: { [name]: at('src/views', name, 'main.ts') }, outdir: path.join(outdir, 'views') })),
  ];
}

/**
 * Writes what was built, ECMAScript modules since only those can be split, as the CommonJS modules that an extension's host loads.
 * Chunks are required relative to their file.
 */
function commonJs() {
  return {
    name: 'commonjs',
    setup({ initialOptions, onEnd }) {
      const wanted = initialOptions.sourcemap;
      Object.assign(initialOptions, { write: false, sourcemap: wanted ? 'inline' : false });
      onEnd(async ({ outputFiles = [], metafile }) => {
        const bytes = new Map(await Promise.all(outputFiles.map(async ({ path: file, text }) => [path.resolve(file), await writeCommonJs(file, text, { minify: initialOptions.minify === true, sourcemap: Boolean(wanted) })])));
        for (const [file, output] of Object.entries(metafile?.outputs ?? {})) output.bytes = bytes.get(path.resolve(root, file)) ?? output.bytes;
      });
    },
  };
}

/** @returns {Promise<number>} its bytes */
async function writeCommonJs(file, text, { minify, sourcemap }) {
  const { code, map } = await transform(text, { format: 'cjs', platform: 'node', target: node.target, minify, sourcemap: sourcemap ? 'external' : false, sourcefile: path.basename(file), legalComments: 'none', supported: { 'dynamic-import': false } });
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, sourcemap ? `${code}//# sourceMappingURL=${path.basename(file)}.map\n` : code);
  if (sourcemap) await writeFile(`${file}.map`, map);
  return Buffer.byteLength(code);
}

/**
 * Builds what ships into `outdir`.
 * @returns {Promise<object>} esbuild's account: by output file, relative to the repository, its size in bytes and the modules in it
 */
export async function buildProduct({ outdir = folders.dist, production = false } = {}) {
  await prepare(outdir);
  const settings = { minify: production, sourcemap: production ? false : 'linked' };
  if (production) await writeBundle(path.join(outdir, 'l10n'));
  const results = await Promise.all(jobs(outdir).map((job) => build({ ...job, ...settings })));
  return Object.assign({}, ...results.map(({ metafile }) => metafile.outputs));
}

export async function watchProduct({ outdir = folders.dist } = {}) {
  await prepare(outdir);
  for (const job of jobs(outdir)) await (await context({ ...job, sourcemap: 'linked', logLevel: 'info' })).watch();
  console.log('[watch] ready');
}

/** Builds out/host (the suites that run in the extension host), out/sample (the server with the sample backend), and the texts of a made-up language. */
export async function buildTests() {
  await writeMadeUp(path.join(folders.dist, 'l10n'));
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
  const outdir = path.join(folders.out, 'bench');
  // What is imported with import() is not loaded by processes that measure something else.
  await build({ ...node, format: 'esm', entryPoints: [at('bench', `${name}.ts`)], outdir, splitting: true, outExtension: { '.js': '.mjs' }, packages: 'external' });
  return path.join(outdir, `${name}.mjs`);
}

/**
 * What Node is started with for work that the server does: its heap and its collector are set up for batches.
 * @returns {Promise<readonly string[]>}
 */
export async function serverArguments() {
  const outfile = path.join(folders.out, 'bench', 'flags.mjs');
  await build({ ...node, format: 'esm', entryPoints: [at('src/extension/server/flags.ts')], outfile });
  const { serverFlags } = await import(pathToFileURL(outfile).href);
  const { default: memoryMb } = JSON.parse(await readFile(at('package.json'), 'utf8')).contributes.configuration.flatMap(({ properties }) => properties['headwater.server.memoryMb'] ?? [])[0];
  return serverFlags(memoryMb);
}

/**
 * Bundles the decoders of a system's client with what puts them to the proof: test/unit/<system>/decoders.ts and support/fuzzing.ts.
 * @returns {Promise<string>} the bundle, which exports `DECODERS` and `fuzz`
 */
export async function buildDecoders(system) {
  const outfile = path.join(folders.out, 'fuzz', `${system}.mjs`);
  const contents = `export { DECODERS } from './${system}/decoders'; export { fuzz } from './support/fuzzing';`;
  await build({ ...node, format: 'esm', stdin: { contents, resolveDir: at('test/unit'), loader: 'ts' }, outfile, packages: 'external' });
  return outfile;
}
