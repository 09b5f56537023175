import path from 'node:path';

/**
 * Most bytes that a minified bundle may have: the extension shares its host with all others. Source control, the file system, editing and imports are in it;
 * what is next should be a bundle of its own, loaded when a session first has the capability.
 */
const limits = { 'extension.js': 320_000 };

/** What must not be read while VS Code starts. */
const heavy = ['vscode-languageclient', 'vscode-languageserver-protocol', 'apache-arrow', 'flatbuffers', 'lit', 'lit-html', 'lit-element', '@duckdb/node-api', '@vscode-elements/elements'];

const bundleNamed = (outputs, name) => {
  const found = Object.entries(outputs).find(([file]) => path.basename(file) === name);
  if (!found) throw new Error(`There is no bundle ${name}.`);
  return found[1];
};

export function checkSizes(outputs) {
  for (const [file, { bytes }] of Object.entries(outputs)) console.log(`        ${(bytes / 1000).toFixed(1).padStart(9)} KB  ${file}`);
  for (const [name, most] of Object.entries(limits)) {
    const { bytes } = bundleNamed(outputs, name);
    if (bytes > most) throw new Error(`${name} has ${bytes} bytes; at most ${most} are allowed.`);
  }
}

/** Looks at the modules in the extension's bundle: everything in it is read at activation. */
export function checkActivation(outputs) {
  const packages = packagesOf(bundleNamed(outputs, 'extension.js'));
  console.log(`        the extension holds ${packages.length === 0 ? 'no package' : packages.join(', ')}`);
  const found = packages.filter((name) => heavy.includes(name));
  if (found.length > 0) throw new Error(`The extension's bundle holds ${found.join(', ')}: load it on first use.`);
}

function packagesOf({ inputs }) {
  const names = Object.keys(inputs).flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/u.exec(file)?.[1] ?? []);
  return [...new Set(names)].sort();
}
