import { defineConfig } from 'vitest/config';

/** One workbench per file, one file at a time: it takes 1.3 GB and both cores. */
export default defineConfig({
  test: {
    include: ['test/ui/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
