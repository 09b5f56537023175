import { readFile } from 'node:fs/promises';
import { at } from './paths.mjs';
import { listFiles } from './zip.mjs';

/** Every file of the package must match one of these. */
const allowed = [
  /^\[Content_Types\]\.xml$/u,
  /^extension\.vsixmanifest$/u,
  /^extension\/(package\.json|package\.nls\.json|readme\.md|changelog\.md|LICENSE\.txt)$/iu,
  /^extension\/media\/[\w./-]+\.(svg|png|md)$/u,
  /^extension\/syntaxes\/[\w.-]+\.json$/u,
  /^extension\/docs\/images\/[\w-]+\.png$/u,
  /^extension\/dist\/(\w+|extension-\w+-\w+)\.js$/u,
  /^extension\/dist\/l10n\/bundle\.l10n\.json$/u,
  /^extension\/dist\/views\/[\w-]+\.(js|css|ttf)$/u,
  /^extension\/dist\/node_modules\/(@duckdb\/[\w-]+|detect-libc)\//u,
];

const required = ['extension/dist/extension.js', 'extension/dist/server.js', 'extension/dist/duckdbWorker.js', 'extension/dist/engineWorker.js', 'extension/dist/resultsWorker.js', 'extension/dist/l10n/bundle.l10n.json', 'extension/dist/views/results.js', 'extension/dist/views/chart.js', 'extension/dist/views/form.js', 'extension/dist/views/import.js', 'extension/dist/views/lookup.js'];

/** Chunks that are read on first use; the name of each ends with a hash of what is in it. */
const chunks = ['serverProcess', 'registerObjects'];

/** Files that the manifest names: `"./syntaxes/…"`, `"media/…"`. */
async function named() {
  const manifest = await readFile(at('package.json'), 'utf8');
  return [...manifest.matchAll(/"(?:\.\/)?((?:syntaxes|media)\/[\w./-]+)"/gu)].map(([, file]) => `extension/${file}`);
}

/** @throws unless the package holds all that runs on `target`, and nothing else */
export async function checkContents(vsix, target) {
  const files = await listFiles(vsix);
  const stray = files.filter(({ name }) => !allowed.some((pattern) => pattern.test(name)));
  if (stray.length > 0) throw new Error(`The package holds what it should not:\n${stray.map(({ name }) => name).join('\n')}`);
  const missing = [...required, ...(await named())].filter((name) => !files.some((file) => file.name === name));
  if (missing.length > 0) throw new Error(`The package lacks ${missing.join(', ')}.`);
  const gone = chunks.filter((chunk) => !files.some(({ name }) => name.startsWith(`extension/dist/extension-${chunk}-`)));
  if (gone.length > 0) throw new Error(`The package lacks the chunks ${gone.join(', ')}.`);
  const natives = files.filter(({ name }) => name.endsWith('.node'));
  if (natives.length !== 1) throw new Error(`The package for ${target} should hold one DuckDB binding, and holds ${natives.length}.`);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  console.log(`        ${files.length} files, ${(bytes / 1_000_000).toFixed(1)} MB unpacked`);
}
