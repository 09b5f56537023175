import { configDefaults, defineConfig } from 'vitest/config';
import { fullOnly } from './scripts/lib/fullOnly.mjs';

/** One workbench per file, one file at a time: it takes 1.3 GB and both cores. */
export default defineConfig({
  test: {
    include: ['test/ui/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(process.env.HEADWATER_FULL === '1' ? [] : [fullOnly])],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    /** What a person would wait for, on a machine that does other things too. */
    expect: { poll: { timeout: 20_000 } },
  },
});
