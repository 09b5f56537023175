import path from 'node:path';
import { cached, filesBelow } from './cached.mjs';
import { needProgram, runGently } from './programs.mjs';

/**
 * The tests of packages that a Go module with its go.sum requires, built and not run.
 * @param {readonly string[]} packages
 * @returns {Promise<readonly string[]>} their programs, in the same order
 */
export async function ensureGoTests(name, moduleFolder, packages) {
  const go = needProgram(['go'], { for: `building the tests of ${name}`, install: 'Go 1.21 or newer: it fetches the version that the module asks for' });
  const programs = packages.map((_, index) => (process.platform === 'win32' ? `${index}.test.exe` : `${index}.test`));
  const folder = await cached('go', `${name}-tests`, [...packages, ...(await filesBelow(moduleFolder))], async (into) => {
    for (const [index, one] of packages.entries()) await runGently(go, ['test', '-mod=readonly', '-trimpath', '-c', '-o', path.join(into, programs[index]), one], { cwd: moduleFolder });
  });
  return programs.map((program) => path.join(folder, program));
}
