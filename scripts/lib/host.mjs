import { runTests } from '@vscode/test-electron';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { at, folders, root } from './paths.mjs';

/**
 * Runs test/host in a real extension host: that of HEADWATER_VSCODE (the program of a desktop VS Code), else that of the workbench from npm.
 * @returns {Promise<readonly object[]>} the outcome of each test, see test/host/index.ts
 * @throws when the host ended without having run them
 */
export async function runHostTests({ grep, full = false } = {}) {
  const workspace = await mkdtemp(path.join(os.tmpdir(), 'headwater-host-'));
  const resultFile = path.join(folders.artifacts, 'host.json');
  await rm(resultFile, { force: true });
  await cp(at('test/host/workspace'), workspace, { recursive: true });
  let failure;
  try {
    await runTests({
      vscodeExecutablePath: process.env.HEADWATER_VSCODE ?? at('scripts/lib/codeShim.mjs'),
      extensionDevelopmentPath: root,
      extensionTestsPath: path.join(folders.out, 'host/index.js'),
      launchArgs: [workspace],
      extensionTestsEnv: {
        HEADWATER_TEST: '1',
        HEADWATER_HOST_RESULTS: resultFile,
        HEADWATER_SERVER_PATH: path.join(folders.out, 'sample/server.js'),
        ...(grep ? { HEADWATER_GREP: grep } : {}),
        ...(full ? { HEADWATER_FULL: '1' } : {}),
      },
    });
  } catch (error) {
    failure = error;
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
  const text = await readFile(resultFile, 'utf8').catch(() => undefined);
  if (text === undefined) throw failure ?? new Error('The extension host ended without having run the tests.');
  return JSON.parse(text);
}
