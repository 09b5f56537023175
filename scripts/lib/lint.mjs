import { tool } from './run.mjs';

export async function lintCode() {
  const { code, output } = await tool('eslint/bin/eslint.js', ['--cache', '--cache-location', '.cache/eslint', '--max-warnings', '0', 'src', 'test', 'bench'], { background: true });
  if (code !== 0) throw new Error(output);
}

export async function lintDependencies() {
  const { code, output } = await tool('dependency-cruiser/bin/dependency-cruise.mjs', ['--config', '.dependency-cruiser.cjs', 'src'], { background: true });
  if (code !== 0) throw new Error(output);
}
