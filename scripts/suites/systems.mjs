import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { at } from '../lib/paths.mjs';
import { runVitest } from '../lib/vitest.mjs';

const folder = at('test/systems');

/** Systems of which two files run at once: their servers are light, and the tests mostly wait for them. */
const SIDE_BY_SIDE = new Set(['lakefs']);

/** One suite for each folder of test/systems that has a test: real servers, and independent clients as judges. */
export const systems = (existsSync(folder) ? readdirSync(folder) : []).filter(hasTests).sort().map((name) => ({
  name,
  /** With everything built; a first run builds servers for minutes. */
  budgetSeconds: 90,
  run: (context) => runVitest(name, `test/systems/${name}`, context, optionsFor(name), { twice: true }),
}));

function optionsFor(name) {
  return ['--config', 'vitest.systems.config.mts', ...(SIDE_BY_SIDE.has(name) ? ['--file-parallelism', '--max-workers=2'] : [])];
}

function hasTests(name) {
  const own = path.join(folder, name);
  return existsSync(own) && readdirSync(own, { recursive: true }).some((file) => file.endsWith('.test.ts'));
}
