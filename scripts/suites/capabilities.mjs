import { checkPage, readSystems, unproven } from '../lib/capabilities.mjs';
import { check } from '../lib/check.mjs';

export const capabilities = {
  name: 'capabilities',
  budgetSeconds: 10,
  run: async ({ results, complete, full }) => {
    const page = await check('capabilities: docs/capabilities.md is current', checkPage);
    if (!complete) {
      console.log('        Only a run of all suites shows whether the named tests pass.');
      return [page];
    }
    const ran = results.flatMap(({ tests }) => tests);
    const systems = await readSystems();
    return [page, ...(await Promise.all(systems.map((system) => check(`capabilities: all that ${system.title} can do is proved`, () => prove(system, ran, full)))))];
  },
};

function prove(system, ran, full) {
  const problems = unproven(system, ran, { full });
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
