import { configDefaults, defineConfig } from 'vitest/config';
import { fullOnly } from './scripts/lib/fullOnly.mjs';

/** One workbench per file, two files at a time: each takes 1.3 GB, and a core and a half while it starts. */
export default defineConfig({
  test: {
    include: ['test/ui/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(process.env.HEADWATER_FULL === '1' ? [] : [fullOnly])],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 240_000,
    hookTimeout: 180_000,
    /** What a person would wait for, on a machine that does other things too. */
    expect: { poll: { timeout: 45_000 } },
  },
});
