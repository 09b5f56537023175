import path from 'node:path';

/** Most bytes, minified, that are read at activation: the extension shares its host with all others. What only some sessions need is imported on first use. */
const ACTIVATION_BYTES = 260_000;

/** What must not be read while VS Code starts. */
const heavy = ['vscode-languageclient', 'vscode-languageserver-protocol', 'apache-arrow', 'flatbuffers', 'lit', 'lit-html', 'lit-element', '@duckdb/node-api', '@vscode-elements/elements'];

/** The extension's bundle and the chunks that it imports at once: what is read at activation. */
function activationBundles(outputs) {
  const found = new Map();
  const visit = (file) => {
    if (found.has(file)) return;
    found.set(file, outputs[file]);
    for (const { path: next, kind, external } of outputs[file].imports) if (kind === 'import-statement' && !external) visit(next);
  };
  const start = Object.keys(outputs).find((file) => path.basename(file) === 'extension.js');
  if (start === undefined) throw new Error('There is no bundle extension.js.');
  visit(start);
  return [...found.values()];
}

export function checkSizes(outputs) {
  for (const [file, { bytes }] of Object.entries(outputs)) console.log(`        ${(bytes / 1000).toFixed(1).padStart(9)} KB  ${file}`);
  const bytes = activationBundles(outputs).reduce((sum, bundle) => sum + bundle.bytes, 0);
  console.log(`        ${(bytes / 1000).toFixed(1).padStart(9)} KB  of them read at activation`);
  if (bytes > ACTIVATION_BYTES) throw new Error(`Activation reads ${bytes} bytes; at most ${ACTIVATION_BYTES} are allowed.`);
}

/** Looks at the modules in what is read at activation. */
export function checkActivation(outputs) {
  const packages = [...new Set(activationBundles(outputs).flatMap(packagesOf))].sort();
  console.log(`        the extension holds ${packages.length === 0 ? 'no package' : packages.join(', ')}`);
  const found = packages.filter((name) => heavy.includes(name));
  if (found.length > 0) throw new Error(`The extension's bundle holds ${found.join(', ')}: load it on first use.`);
}

function packagesOf({ inputs }) {
  const names = Object.keys(inputs).flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/u.exec(file)?.[1] ?? []);
  return [...new Set(names)].sort();
}
