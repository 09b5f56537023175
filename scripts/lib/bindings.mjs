import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { withLock } from './lock.mjs';
import { at, folders } from './paths.mjs';
import { mustRun } from './run.mjs';

/** DuckDB's prebuilt binding for each platform that a VSIX can be made for, by VS Code's name of the platform. */
const bindings = {
  'linux-x64': '@duckdb/node-bindings-linux-x64',
  'linux-arm64': '@duckdb/node-bindings-linux-arm64',
  'alpine-x64': '@duckdb/node-bindings-linux-x64-musl',
  'alpine-arm64': '@duckdb/node-bindings-linux-arm64-musl',
  'darwin-x64': '@duckdb/node-bindings-darwin-x64',
  'darwin-arm64': '@duckdb/node-bindings-darwin-arm64',
  'win32-x64': '@duckdb/node-bindings-win32-x64',
  'win32-arm64': '@duckdb/node-bindings-win32-arm64',
};

export const targets = Object.keys(bindings);

/** Puts DuckDB with the binding for `target` into `modules`, a node_modules folder. */
export async function placeBindings(target, modules) {
  const platformPackage = bindings[target];
  for (const name of ['@duckdb/node-api', '@duckdb/node-bindings', 'detect-libc']) await place(at('node_modules', name), path.join(modules, name));
  const installed = at('node_modules', platformPackage);
  await place(existsSync(installed) ? installed : await fetchPackage(platformPackage), path.join(modules, platformPackage));
}

const unneeded = /\.(d\.ts|map|md)$/u;

const place = (from, to) => cp(from, to, { recursive: true, dereference: true, filter: (file) => !unneeded.test(file) });

/** A package for another platform: npm does not install it here, but the lock file knows its version and its hash. */
async function fetchPackage(name) {
  const lock = JSON.parse(await readFile(at('package-lock.json'), 'utf8')).packages[`node_modules/${name}`];
  if (!lock) throw new Error(`package-lock.json has no ${name}.`);
  const folder = path.join(folders.cache, 'bindings', `${name.replace('/', '+')}-${lock.version}`);
  if (!existsSync(folder)) await withLock(`${folder}.lock`, () => download(name, lock, folder));
  return folder;
}

async function download(name, { version, integrity }, folder) {
  if (existsSync(folder)) return;
  console.log(`Fetching ${name} ${version} …`);
  const building = `${folder}.partial`;
  await rm(building, { recursive: true, force: true });
  await mkdir(building, { recursive: true });
  const [{ filename }] = JSON.parse(await mustRun('npm', ['pack', `${name}@${version}`, '--json', '--loglevel=error'], { cwd: building }));
  const file = path.join(building, path.basename(filename));
  const [algorithm, hash] = integrity.split(/-(.*)/u);
  if (createHash(algorithm).update(await readFile(file)).digest('base64') !== hash) throw new Error(`${name} ${version} is not what package-lock.json says.`);
  await mustRun('tar', ['-xzf', path.basename(file)], { cwd: building });
  await rename(path.join(building, 'package'), folder);
  await rm(building, { recursive: true, force: true });
}
