import { createVSIX } from '@vscode/vsce';
import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { placeBindings, targets } from './bindings.mjs';
import { buildProduct } from './bundle.mjs';
import { at, folders } from './paths.mjs';

/** The platform that this machine's VS Code installs extensions for. */
export const thisTarget = () => `${process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime ? 'alpine' : process.platform}-${process.arch}`;

/**
 * Builds the VSIX for one platform, with DuckDB's prebuilt binding inside.
 * @returns {Promise<{target: string, vsix: string, outputs: object}>} the file, and what {@link buildProduct} says of the bundles
 */
export async function packageExtension({ target = thisTarget() } = {}) {
  if (!targets.includes(target)) throw new Error(`There is no DuckDB for ${target}. A VSIX can be made for: ${targets.join(', ')}.`);
  const staging = path.join(folders.out, 'package', target);
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true });
  const outputs = await buildProduct({ outdir: path.join(staging, 'dist'), production: true });
  // vsce never takes the node_modules beside package.json, but Node also looks in the one beside the bundles.
  await placeBindings(target, path.join(staging, 'dist/node_modules'));
  for (const name of ['media', 'syntaxes', 'docs/images', 'package.nls.json', 'README.md', 'CHANGELOG.md', 'LICENSE', '.vscodeignore']) {
    await cp(at(name), path.join(staging, name), { recursive: true });
  }
  const manifest = await writeManifest(staging);
  const vsix = path.join(folders.out, `${manifest.name}-${manifest.version}-${target}.vsix`);
  await createVSIX({ cwd: staging, packagePath: vsix, target, dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false });
  return { target, vsix, outputs, bytes: (await stat(vsix)).size };
}

/** The manifest without what only development needs. */
async function writeManifest(staging) {
  const { scripts: _scripts, dependencies: _dependencies, devDependencies: _devDependencies, private: _private, ...manifest } = JSON.parse(await readFile(at('package.json'), 'utf8'));
  await writeFile(path.join(staging, 'package.json'), JSON.stringify(manifest, null, 2));
  return manifest;
}
