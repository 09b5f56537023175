import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withLock } from '../lock.mjs';
import { folders } from '../paths.mjs';

/**
 * A folder of the cache that `make(folder)` fills, once for all processes and runs. Its name carries a hash of `sources`, all that it is made
 * from: a change makes a new one. It is filled in its final place, because a Python environment cannot be moved; a stamp says that it is whole.
 * @param {string} kind the folder of its like
 * @param {string} name letters, digits and dashes
 * @param {readonly (string | Uint8Array)[]} sources
 * @param {(folder: string) => Promise<void>} make
 * @returns {Promise<string>} the folder
 */
export async function cached(kind, name, sources, make, { limitMinutes = 30 } = {}) {
  const folder = path.join(folders.toolchains, kind, `${name}-${hashOf([process.platform, process.arch, ...sources])}`);
  const stamp = path.join(folder, '.complete');
  if (existsSync(stamp)) return folder;
  const onWait = () => console.log(`Another run makes ${kind} ${name}; waiting for it …`);
  await withLock(`${folder}.lock`, () => fill(folder, stamp, `${kind} ${name}`, make), { onWait, limitMs: limitMinutes * 60_000 });
  return folder;
}

async function fill(folder, stamp, label, make) {
  if (existsSync(stamp)) return;
  const started = Date.now();
  console.log(`Making ${label} (once) …`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    await make(folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  await writeFile(stamp, new Date().toISOString());
  console.log(`Made ${label} in ${((Date.now() - started) / 1000).toFixed(0)} s.`);
}

function hashOf(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex').slice(0, 12);
}

/** Names and contents of all files below `folder`, in the order of their names: what a thing built from them depends on. */
export async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
  const named = await Promise.all(files.sort().map(async (file) => [path.relative(folder, file).replaceAll('\\', '/'), await readFile(file)]));
  return named.flat();
}
