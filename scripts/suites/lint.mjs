import { check } from '../lib/check.mjs';
import { lintCode, lintDependencies } from '../lib/lint.mjs';

export const lint = {
  name: 'lint',
  budgetSeconds: 600,
  beside: true,
  run: async () => [await check('lint: the code keeps the typed rules', lintCode), await check('lint: imports go one way and in no circle', lintDependencies)],
};
