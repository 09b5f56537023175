import { spawn } from 'node:child_process';
import os from 'node:os';
import { at, root } from './paths.mjs';

const windows = process.platform === 'win32';

/**
 * Runs a program to its end; in the `background`, it takes the processors only while nobody else wants them.
 * @returns {Promise<{code: number, output: string}>} its exit code (1 when it died of a signal) and, unless `show`, all that it printed
 */
export function run(command, args, { cwd = root, env = process.env, show = false, background = false } = {}) {
  return new Promise((resolve, reject) => {
    // npm and npx are scripts on Windows, which only a shell can start.
    const child = spawn(command, args, { cwd, env, shell: windows, stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'] });
    if (background && child.pid !== undefined) lowerPriority(child.pid);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** It may have ended already. */
function lowerPriority(pid) {
  try {
    os.setPriority(pid, os.constants.priority.PRIORITY_BELOW_NORMAL);
  } catch (error) {
    if (error.code !== 'ERR_SYSTEM_ERROR') throw error;
  }
}

/** Like {@link run}, but an exit code that is not 0 is an error with what was printed. */
export async function mustRun(command, args, options = {}) {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new Error(`${[command, ...args].join(' ')} ended with code ${code}${output ? `:\n${output.slice(-4000)}` : ''}`);
  return output;
}

/** A program of this project's own dependencies. */
export const tool = (file, args, options) => run(process.execPath, [at('node_modules', file), ...args], options);

export const npmInstall = (cwd, args, options = {}) =>
  mustRun('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...args], { cwd, ...options });
