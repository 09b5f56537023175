import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { at } from '../lib/paths.mjs';
import { runVitest } from '../lib/vitest.mjs';

const folder = at('test/systems');

/** One suite for each folder of test/systems that has a test: real servers, and independent clients as judges. */
export const systems = (existsSync(folder) ? readdirSync(folder) : []).filter(hasTests).sort().map((name) => ({
  name,
  /** With everything built; a first run builds servers for minutes. */
  budgetSeconds: 90,
  run: (context) => runVitest(name, `test/systems/${name}`, context, ['--config', 'vitest.systems.config.mts'], { twice: true }),
}));

function hasTests(name) {
  const own = path.join(folder, name);
  return existsSync(own) && readdirSync(own, { recursive: true }).some((file) => file.endsWith('.test.ts'));
}
