import { check } from '../lib/check.mjs';
import { tool } from '../lib/run.mjs';

export const types = {
  name: 'types',
  budgetSeconds: 600,
  beside: true,
  run: async () => [
    await check('types: everything compiles under the strictest settings', async () => {
      const { code, output } = await tool('typescript/bin/tsc', ['-p', '.'], { background: true });
      if (code !== 0) throw new Error(output);
    }),
  ],
};
