import path from 'node:path';
import { mustRun } from '../run.mjs';
import { cached } from './cached.mjs';
import { MissingTool } from './missingTool.mjs';
import { needProgram } from './programs.mjs';

const windows = process.platform === 'win32';

/** A Python environment with exactly these packages; each requirement pins its version (`pyarrow==26.0.1`). */
export async function ensureVenv(name, requirements) {
  const base = needProgram(['python3', 'python'], { for: `the environment ${name} of tests`, install: 'Python 3.10 or newer with venv (Debian: python3-venv)' });
  const version = (await mustRun(base, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'])).trim();
  const folder = await cached('venv', name, [version, ...requirements], async (into) => {
    await create(base, into);
    // The settings of the machine say where packages come from.
    await mustRun(pythonOf(into), ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', ...requirements]);
  });
  return { python: pythonOf(folder) };
}

const pythonOf = (folder) => (windows ? path.join(folder, 'Scripts', 'python.exe') : path.join(folder, 'bin', 'python'));

async function create(base, folder) {
  try {
    await mustRun(base, ['-m', 'venv', folder]);
  } catch (error) {
    throw new MissingTool('python3-venv', `Python cannot make an environment: ${error.message}`, 'Install python3-venv with the packages of the system.');
  }
}
