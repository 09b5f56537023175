// npm test [-- SUITE… --grep TEXT --full]: does its own set-up from a fresh clone, runs the suites in order,
// and ends with one line: N passed, N failed, N skipped.
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Only tests whose name holds this text. */
    grep: { type: 'string' },
    /** Full sizes: large fuzz counts, scale and fault runs. */
    full: { type: 'boolean', default: false },
  },
});
if (values.full) process.env.HEADWATER_FULL = '1';

await ensureDependencies();
const { runSuites } = await import('./lib/suites.mjs');
process.exitCode = (await runSuites({ names: positionals, grep: values.grep, full: values.full })) ? 0 : 1;
