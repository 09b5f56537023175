import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { npmInstall } from '../run.mjs';
import { cached } from './cached.mjs';

/**
 * A folder with exactly these npm packages below its node_modules; each requirement pins its version (`ksql-lint@1.0.1`). No script of a package runs.
 * @returns {Promise<{folder: string}>}
 */
export async function ensureNpm(name, requirements) {
  const folder = await cached('npm', name, requirements, async (into) => {
    // Its own root: otherwise npm would look for one above.
    await writeFile(path.join(into, 'package.json'), JSON.stringify({ name: `headwater-${name}`, private: true }));
    await npmInstall(into, ['--save-exact', ...requirements]);
  });
  return { folder };
}
