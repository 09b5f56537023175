import { configDefaults, defineConfig } from 'vitest/config';
import { fullOnly } from './scripts/lib/fullOnly.mjs';

/** Against real servers, one file at a time: each starts its own. A first run builds them, which takes minutes. */
export default defineConfig({
  test: {
    include: ['test/systems/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(process.env.HEADWATER_FULL === '1' ? [] : [fullOnly])],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 2_700_000,
    teardownTimeout: 30_000,
  },
});
