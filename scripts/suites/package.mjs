import { check } from '../lib/check.mjs';
import { checkActivation, checkSizes } from '../lib/bundleChecks.mjs';
import { packageExtension } from '../lib/package.mjs';
import { checkContents } from '../lib/packageContents.mjs';

export const packaging = {
  name: 'package',
  budgetSeconds: 120,
  run: async () => {
    const state = {};
    return [
      await check('package: a VSIX for this machine is built', async () => Object.assign(state, await packageExtension())),
      await check('package: the bundles keep their sizes', () => checkSizes(state.outputs)),
      await check('package: activation loads nothing heavy', () => checkActivation(state.outputs)),
      await check('package: the VSIX holds what runs, and no sources or tests', () => checkContents(state.vsix, state.target)),
    ];
  },
};
