// Bundles the extension, the server process with its workers, and each webview into dist/.
import { build, context } from 'esbuild';
import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');
const at = (...parts) => path.join(root, ...parts);

const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  absWorkingDir: root,
};

const node = { ...common, platform: 'node', format: 'cjs', target: 'node20', mainFields: ['module', 'main'] };
const browser = { ...common, platform: 'browser', format: 'esm', target: 'es2022', loader: { '.css': 'text', '.ttf': 'file' } };

/** The extension is split so that the language client loads on first use only: its chunk is an entry of its own. */
const jobs = [
  { ...node, entryPoints: { extension: at('src/extension/main.ts'), serverClient: at('src/extension/server/client.ts') }, outdir: at('dist'), external: ['vscode', './serverClient'] },
  {
    ...node,
    entryPoints: { server: at('src/server/main.ts'), duckdbWorker: at('src/duckdb/worker.ts'), resultsWorker: at('src/server/results/worker.ts') },
    outdir: at('dist'),
    external: ['@duckdb/node-api', '@duckdb/node-bindings'],
  },
  ...readdirSync(at('src/views'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(at('src/views', entry.name, 'main.ts')))
    .map((entry) => ({ ...browser, entryPoints: [at('src/views', entry.name, 'main.ts')], outfile: at('dist/views', `${entry.name}.js`) })),
].map((job) => ({ ...job, entryPoints: present(job.entryPoints) })).filter((job) => Object.keys(job.entryPoints).length > 0);

function present(entries) {
  if (Array.isArray(entries)) return entries.filter((file) => existsSync(file));
  return Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file)));
}

await rm(at('dist'), { recursive: true, force: true });
await mkdir(at('dist/views'), { recursive: true });
await cp(at('node_modules/@vscode/codicons/dist/codicon.css'), at('dist/views/codicon.css'));
await cp(at('node_modules/@vscode/codicons/dist/codicon.ttf'), at('dist/views/codicon.ttf'));

if (watch) {
  for (const job of jobs) await (await context(job)).watch();
} else {
  await Promise.all(jobs.map((job) => build(job)));
}
