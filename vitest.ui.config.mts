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
    /** What a person would wait for, on a machine that does other things too. */
    expect: { poll: { timeout: 20_000 } },
    /** The editor now and then passes over a click while it is busy; what fails twice is broken. */
    retry: 1,
  },
});
