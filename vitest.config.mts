import { configDefaults, defineConfig } from 'vitest/config';
import { fullOnly } from './scripts/lib/fullOnly.mjs';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts', 'test/contract/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(process.env.HEADWATER_FULL === '1' ? [] : [fullOnly])],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 120_000,
  },
});
