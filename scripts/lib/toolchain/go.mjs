import path from 'node:path';
import { cached, filesBelow } from './cached.mjs';
import { needProgram, runGently } from './programs.mjs';

/**
 * A program built from a Go module with its go.sum: a package of the module (`./cmd/name`) or of one that it requires.
 * @returns {Promise<string>} the program
 */
export async function ensureGo(name, moduleFolder, packagePath) {
  const go = needProgram(['go'], { for: `building ${name}`, install: 'Go 1.21 or newer: it fetches the version that the module asks for' });
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  const folder = await cached('go', name, [packagePath, ...(await filesBelow(moduleFolder))], async (into) => {
    const args = ['build', '-mod=readonly', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o', path.join(into, file), packagePath];
    await runGently(go, args, { cwd: moduleFolder });
  });
  return path.join(folder, file);
}
