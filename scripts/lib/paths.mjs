import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

export const at = (...parts) => path.join(root, ...parts);

/** Git-ignored folders, all of which may be deleted at any time. */
export const folders = {
  /** What ships: bundles of the extension, the server and the views. */
  dist: at('dist'),
  /** What tests and tools build. */
  out: at('out'),
  /** Screenshots, logs and machine-readable results of the last run. */
  artifacts: at('artifacts'),
  /** The workbench, the browser and the prebuilt bindings that came from npm. */
  cache: process.env.HEADWATER_TEST_CACHE ?? at('.vscode-test'),
  /** What other languages' tools made for the tests: environments, programs, jars. See scripts/lib/toolchain. */
  toolchains: path.join(process.env.HEADWATER_TEST_CACHE ?? at('.cache'), 'toolchains'),
  demo: at('.demo'),
};
