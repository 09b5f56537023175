// A real VS Code workbench with a real extension host, from npm alone: code-server on the Node that it wants.
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withLock } from './lock.mjs';
import { folders } from './paths.mjs';
import { npmInstall, run } from './run.mjs';

/** Carries VS Code 1.139.1. */
const CODE_SERVER = '4.139.1';
/** code-server runs on this major version only: under an older one it starts, and then every page fails. */
const NODE = '24.21.0';

const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/**
 * Installs the workbench into the cache unless it is there.
 * @returns {Promise<{node: string, entry: string}>} the Node program and the script to run with it
 */
export async function ensureWorkbench() {
  const folder = path.join(folders.cache, `code-server-${CODE_SERVER}`);
  if (!existsSync(path.join(folder, '.complete'))) {
    const lock = path.join(folders.cache, 'workbench.lock');
    await withLock(lock, () => install(folder), { onWait: () => console.log('Another run is installing the workbench; waiting for it …') });
  }
  const modules = path.join(folder, 'node_modules');
  const node = path.join(modules, `node-${platform}`, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return { node, entry: path.join(modules, 'code-server/out/node/entry.js') };
}

async function install(folder) {
  if (existsSync(path.join(folder, '.complete'))) return;
  const started = Date.now();
  console.log(`Installing the workbench: code-server ${CODE_SERVER} and Node ${NODE} (once; 250 MB to download, 780 MB on disk) …`);
  // Built beside its place and moved there whole, so that an interrupted install is never taken for a finished one.
  const building = `${folder}.partial`;
  await rm(building, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
  await mkdir(building, { recursive: true });
  await writeFile(path.join(building, 'package.json'), '{"private":true}');
  await npmInstall(building, ['--no-package-lock', `node-${platform}@${NODE}`, `code-server@${CODE_SERVER}`]);
  // Its own lock file is out of date, so `npm ci` would refuse.
  const inner = path.join(building, 'node_modules/code-server/lib/vscode');
  await npmInstall(inner, ['--omit=dev']);
  await buildLogging(building, inner);
  await writeFile(path.join(building, '.complete'), new Date().toISOString());
  await rename(building, folder);
  console.log(`Workbench installed in ${((Date.now() - started) / 1000).toFixed(0)} s.`);
}

/** Output channels have no text without this native module. Where no compiler is, they stay empty and all else works. */
async function buildLogging(folder, inner) {
  const node = path.join(folder, 'node_modules', `node-${platform}`);
  const env = { ...process.env, npm_config_nodedir: node, PATH: path.join(node, 'bin') + path.delimiter + process.env.PATH };
  const { code } = await run('npm', ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], { cwd: inner, env }).catch(() => ({ code: 1 }));
  if (code !== 0) console.log('No C++ compiler: output channels of the workbench will stay empty.');
}
