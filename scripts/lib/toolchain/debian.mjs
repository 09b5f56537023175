import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { mustRun, run } from '../run.mjs';
import { cached } from './cached.mjs';
import { MissingTool } from './missingTool.mjs';
import { findProgram } from './programs.mjs';

/**
 * A program of Debian's packages: the one on PATH, else unpacked into the cache, which needs no rights.
 * @param {string | readonly string[]} packages the one that holds the program, and those whose files it needs
 * @param {string} file its place in the package, e.g. `usr/bin/influxd`
 * @returns {Promise<string>} the program
 */
export async function ensureDebian(packages, file) {
  const program = path.basename(file);
  const present = findProgram(program);
  if (present) return present;
  const names = [packages].flat();
  if (!findProgram('apt-get') || !findProgram('dpkg')) throw new MissingTool(program, 'It is not on PATH, and this system has no Debian packages to take it from.', `Install ${program}.`);
  const folder = await cached('debian', names[0], [...names, file], (into) => unpack(names, into));
  return path.join(folder, file);
}

async function unpack(names, folder) {
  const download = () => run('apt-get', ['download', '-q', ...names], { cwd: folder });
  let { code, output } = await download();
  // A machine that has never asked has no list of packages; only root may fetch one.
  if (code !== 0 && process.getuid?.() === 0) {
    await run('apt-get', ['update', '-q']);
    ({ code, output } = await download());
  }
  if (code !== 0) throw new MissingTool(names[0], `The Debian package cannot be had: ${output.trim().slice(-500)}`, `Install ${names.join(', ')}, or run apt-get update.`);
  for (const archive of (await readdir(folder)).filter((name) => name.endsWith('.deb'))) await mustRun('dpkg', ['-x', path.join(folder, archive), folder]);
}
