// npm run fuzz -- SYSTEM [--inputs N | --rounds N] [--seed S]: the decoders of a system's client over inputs that are changed at random: ten million in all unless said, on all processors.
import { existsSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';
import { at } from './lib/paths.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { inputs: { type: 'string', default: '10000000' }, rounds: { type: 'string' }, seed: { type: 'string' } } });
const [system] = positionals;
if (system === undefined || !existsSync(at(`test/unit/${system}`))) {
  console.error('Say whose decoders: npm run fuzz -- fluss');
  process.exit(2);
}
await ensureDependencies();
if (existsSync(at(`test/unit/${system}/decoders.ts`))) {
  const [{ buildDecoders }, { fuzzAll }] = await Promise.all([import('./lib/bundle.mjs'), import('./lib/fuzzing.mjs')]);
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const ended = await fuzzAll({ system, bundle: await buildDecoders(system), inputs: Number(values.inputs), seed, processes: os.availableParallelism() });
  process.exit(ended ? 0 : 1);
}
// These have their decoders in a test yet: so many rounds for each.
const { spawnSync } = await import('node:child_process');
const { status } = spawnSync(process.execPath, [at('node_modules/vitest/vitest.mjs'), 'run', '--testTimeout', '3600000', `test/unit/${system}/`, '-t', 'changed at random'], {
  cwd: at('.'),
  stdio: 'inherit',
  env: { ...process.env, HEADWATER_FUZZ: values.rounds ?? '1000000', ...(values.seed === undefined ? {} : { HEADWATER_SEED: values.seed }) },
});
process.exit(status ?? 1);
