// Stands on Node alone: it runs before node_modules exists.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withLock } from './lock.mjs';
import { at } from './paths.mjs';
import { mustRun } from './run.mjs';

const stamp = at('node_modules/.headwater-lock');

/** Installs the dependencies of package-lock.json unless they are there. */
export async function ensureDependencies() {
  requireNode(20);
  if (await isCurrent()) return;
  await withLock(at('.cache/install.lock'), async () => {
    if (await isCurrent()) return;
    const started = Date.now();
    console.log('Installing dependencies (npm ci) …');
    await mustRun('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { show: true });
    await writeFile(stamp, await wanted());
    console.log(`Installed in ${((Date.now() - started) / 1000).toFixed(0)} s.`);
  });
}

async function isCurrent() {
  if (!existsSync(at('node_modules/.package-lock.json'))) return false;
  const want = await wanted();
  if ((await readFile(stamp, 'utf8').catch(() => '')) === want) return true;
  if (!(await installedMatches())) return false;
  await mkdir(path.dirname(stamp), { recursive: true });
  await writeFile(stamp, want);
  return true;
}

const wanted = async () => createHash('sha256').update(await readFile(at('package-lock.json'))).digest('hex');

/** Whether somebody's own `npm install` has put the same versions there. Packages for other platforms are not. */
async function installedMatches() {
  const read = async (file) => JSON.parse(await readFile(at(file), 'utf8')).packages;
  const [want, have] = await Promise.all([read('package-lock.json'), read('node_modules/.package-lock.json')]);
  return Object.entries(want).every(([place, { version, optional, devOptional }]) => place === '' || have[place]?.version === version || (!have[place] && (optional || devOptional)));
}

function requireNode(major) {
  if (Number(process.versions.node.split('.')[0]) >= major) return;
  throw new Error(`Node ${major} or newer is needed; this is ${process.versions.node}.`);
}
