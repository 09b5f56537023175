// Typed lint, then the dependency rules.
import { spawnSync } from 'node:child_process';

const run = (command, args) => spawnSync('npx', ['--no-install', command, ...args], { stdio: 'inherit', shell: process.platform === 'win32' }).status ?? 1;
const status = run('eslint', ['--cache', '--cache-location', '.cache/eslint', '--max-warnings', '0', 'src', 'test', 'bench']) || run('depcruise', ['--config', '.dependency-cruiser.cjs', 'src']);
process.exit(status);
