/** Files of tests that only `npm run test:full` runs: slow, or one more case of what another file shows. */
export const fullOnly = '**/*.full.test.ts';

/** @param {string} file its path or name */
export const isFullOnly = (file) => file.endsWith('.full.test.ts');
