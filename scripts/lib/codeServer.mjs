import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { run } from './run.mjs';
import { ensureWorkbench } from './workbench.mjs';

const START_MS = 60_000;

/** A workbench that is quiet, shows nothing but what was asked for, and never saves a file by itself. */
export const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'chat.agentHost.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'window.dialogStyle': 'custom',
  'git.enabled': false,
};

/**
 * Starts a workbench server on 127.0.0.1.
 * `link`: unpacked extension folders; `vsix`: packaged ones; `env` reaches the extension host; `home`: the profile folder, a new temporary one
 * (removed at the end) unless given; `driver`: lets a page load an extension's tests, but hides notifications; `trust`: asks for workspace trust.
 * @returns {Promise<{origin: string, home: string, pageOf: Function, log: () => Promise<string>, stop: () => Promise<void>, ended: Promise<number>}>}
 */
export async function startCodeServer({ link = [], vsix = [], settings = {}, env = {}, home, port = 0, driver = false, trust = false } = {}) {
  const workbench = await ensureWorkbench();
  const profile = home ?? (await mkdtemp(path.join(os.tmpdir(), 'headwater-workbench-')));
  const folder = async (name) => {
    const place = path.join(profile, name);
    await mkdir(place, { recursive: true });
    return place;
  };
  await placeSettings(path.join(await folder('user/User'), 'settings.json'), { ...quietSettings, 'security.workspace.trust.enabled': trust, ...settings });
  await writeFile(path.join(profile, 'server.yaml'), '');
  const extensions = path.join(profile, 'extensions');
  // A folder without a list of extensions is scanned: so links placed there before the start are found.
  await rm(extensions, { recursive: true, force: true });
  await mkdir(extensions);
  const throwaway = home === undefined ? { HOME: await folder('home'), TMPDIR: await folder('tmp') } : {};
  const serverEnv = await environment(folder, { ...throwaway, ...env });
  const base = [workbench.entry, '--config', path.join(profile, 'server.yaml'), '--user-data-dir', await folder('user'), '--extensions-dir', extensions];
  for (const file of vsix) await installVsix(workbench.node, base, file, serverEnv);
  await rm(path.join(extensions, 'extensions.json'), { force: true });
  for (const place of link) await linkExtension(extensions, place);

  const actualPort = await freePort(port);
  const logFile = path.join(profile, 'server.log');
  const log = openSync(logFile, 'w');
  const flags = ['--auth', 'none', '--bind-addr', `127.0.0.1:${actualPort}`, '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override', '--disable-proxy', '--ignore-last-opened'];
  const child = spawn(workbench.node, [...base, ...flags, ...(trust ? [] : ['--disable-workspace-trust']), ...(driver ? ['--vscode-option', 'enable-smoke-test-driver'] : [])], {
    env: serverEnv,
    stdio: ['ignore', log, log],
    // A process group of its own, so that its second server process, extension hosts and file watchers end with it.
    detached: process.platform !== 'win32',
  });
  closeSync(log);
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  const killNow = () => signalAll(child, 'SIGKILL');
  process.once('exit', killNow);
  const origin = `http://127.0.0.1:${actualPort}`;
  const readLog = () => readFile(logFile, 'utf8');
  const stop = async () => {
    signalAll(child, 'SIGTERM');
    for (let waited = 0; waited < 8000 && signalAll(child, 0); waited += 100) await delay(100);
    killNow();
    process.off('exit', killNow);
    if (home === undefined) await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  };
  try {
    await untilHealthy(origin, child);
  } catch (error) {
    const text = await readLog();
    await stop();
    throw new Error(`The workbench did not start: ${error.message}\n${text.slice(-3000)}`, { cause: error });
  }
  return { origin, home: profile, ended, stop, log: readLog, pageOf: (what) => pageOf(origin, what) };
}

/** The address of a page: an opened folder or workspace file, extensions under development, and the tests to run in the extension host. */
function pageOf(origin, { folder, workspace, develop = [], tests } = {}) {
  const remote = (place) => `vscode-remote://${new URL(origin).host}${path.resolve(place)}`;
  const payload = [...develop.map((place) => ['extensionDevelopmentPath', remote(place)]), ...(tests ? [['extensionTestsPath', remote(tests)]] : [])];
  const opened = workspace ? { workspace: path.resolve(workspace) } : folder ? { folder: path.resolve(folder) } : { ew: 'true' };
  const query = new URLSearchParams(opened);
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `${origin}/?${query}`;
}

/** What a person has set in a profile that is kept stays as it is. */
async function placeSettings(file, settings) {
  await writeFile(file, JSON.stringify(settings, null, 2), { flag: 'wx' }).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

async function environment(folder, extra) {
  const env = {
    ...process.env,
    XDG_CONFIG_HOME: await folder('xdg/config'),
    XDG_DATA_HOME: await folder('xdg/data'),
    XDG_CACHE_HOME: await folder('xdg/cache'),
    XDG_RUNTIME_DIR: await folder('run'),
    // Nobody asks a gallery of extensions for anything.
    EXTENSIONS_GALLERY: '{}',
    ...extra,
  };
  for (const name of ['PORT', 'PASSWORD', 'HASHED_PASSWORD', 'NODE_OPTIONS']) delete env[name];
  return env;
}

async function installVsix(node, base, file, env) {
  const { code, output } = await run(node, [...base, '--install-extension', path.resolve(file)], { env });
  if (code !== 0) throw new Error(`Could not install ${file}:\n${output}`);
}

async function linkExtension(extensions, place) {
  const manifest = JSON.parse(await readFile(path.join(place, 'package.json'), 'utf8'));
  await symlink(path.resolve(place), path.join(extensions, `${manifest.publisher}.${manifest.name}-${manifest.version}`), 'junction');
}

/** `wanted` where it is free, else any free port. */
function freePort(wanted) {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', (error) => (wanted === 0 ? reject(error) : resolve(freePort(0))));
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function untilHealthy(origin, child) {
  for (const limit = Date.now() + START_MS; ; await delay(100)) {
    if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}.`);
    if (await fetch(`${origin}/healthz`).then((reply) => reply.ok, () => false)) return;
    if (Date.now() > limit) throw new Error(`nothing answered within ${START_MS / 1000} s.`);
  }
}

/** @returns {boolean} whether anything was there to signal */
function signalAll(child, signal) {
  try {
    return process.platform === 'win32' ? child.kill(signal) : process.kill(-child.pid, signal);
  } catch {
    return false;
  }
}
