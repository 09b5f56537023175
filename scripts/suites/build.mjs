import { buildProduct, buildTests } from '../lib/bundle.mjs';
import { check } from '../lib/check.mjs';

export const build = {
  name: 'build',
  budgetSeconds: 60,
  run: async () => [
    await check('build: the extension, the server and the views are bundled', () => buildProduct()),
    await check('build: the suites of the host and the sample server are bundled', () => buildTests()),
  ],
};
