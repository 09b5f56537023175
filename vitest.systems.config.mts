import { defineConfig } from 'vitest/config';

/** Against real servers, one file at a time: each starts its own. A first run builds them, which takes minutes. */
export default defineConfig({
  test: {
    include: ['test/systems/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 2_700_000,
    teardownTimeout: 30_000,
  },
});
