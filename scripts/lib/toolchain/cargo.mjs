import { copyFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { cached, filesBelow } from './cached.mjs';
import { needProgram, runGently } from './programs.mjs';

/**
 * The program `name` of a Cargo package with its Cargo.lock, built with the profile `release` of its Cargo.toml. Only the program is kept.
 * @param {Record<string, string>} [env] reaches the build, and is no part of what names the cached program
 * @returns {Promise<string>} the program
 */
export async function ensureCargo(name, folder, env = {}) {
  const cargo = needProgram(['cargo'], { for: `building ${name}`, install: 'Rust with Cargo' });
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  const sources = await filesBelow(folder);
  const into = await cached(
    'cargo',
    name,
    sources,
    async (place) => {
      const target = path.join(place, 'target');
      await runGently(cargo, ['build', '--release', '--locked', '--bin', name, '--target-dir', target], { cwd: folder, env: { ...process.env, ...env } });
      await copyFile(path.join(target, 'release', file), path.join(place, file));
      await rm(target, { recursive: true, force: true });
    },
    { limitMinutes: 90 },
  );
  return path.join(into, file);
}
