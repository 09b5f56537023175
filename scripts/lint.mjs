// Typed lint, then the dependency rules.
import { lintCode, lintDependencies } from './lib/lint.mjs';

for (const lint of [lintCode, lintDependencies]) {
  try {
    await lint();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
