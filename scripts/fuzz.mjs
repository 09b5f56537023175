// npm run fuzz -- SYSTEM [--rounds N]: the decoders of a system's client over N inputs that are changed at random, each; a million unless said.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';
import { at } from './lib/paths.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { rounds: { type: 'string', default: '1000000' } } });
const [system] = positionals;
if (system === undefined || !existsSync(at(`test/unit/${system}`))) {
  console.error('Say whose decoders: npm run fuzz -- fluss');
  process.exit(2);
}
await ensureDependencies();
const { spawnSync } = await import('node:child_process');
const { status } = spawnSync(process.execPath, [at('node_modules/vitest/vitest.mjs'), 'run', '--testTimeout', '3600000', `test/unit/${system}/`, '-t', 'changed at random'], {
  cwd: at('.'),
  stdio: 'inherit',
  env: { ...process.env, HEADWATER_FUZZ: values.rounds },
});
process.exit(status ?? 1);
