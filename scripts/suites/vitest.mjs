import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { ensureBrowser } from '../lib/browser.mjs';
import { at, folders } from '../lib/paths.mjs';
import { tool } from '../lib/run.mjs';
import { ensureWorkbench } from '../lib/workbench.mjs';
import { testId } from '../lib/testId.mjs';
import { whereAvailable } from '../lib/whereAvailable.mjs';

const outcomes = { passed: 'passed', failed: 'failed', skipped: 'skipped', pending: 'skipped', todo: 'skipped', disabled: 'skipped' };

export const unit = { name: 'unit', budgetSeconds: 300, run: (context) => vitest('unit', context) };
export const contract = { name: 'contract', budgetSeconds: 240, run: (context) => vitest('contract', context) };
export const ui = {
  name: 'ui',
  budgetSeconds: 900,
  needsBuild: true,
  run: (context) => whereAvailable('ui', [ensureWorkbench, ensureBrowser], () => vitest('ui', context, ['--config', 'vitest.ui.config.mts'])),
};

async function vitest(suite, { grep }, options = []) {
  const file = path.join(folders.artifacts, `${suite}.json`);
  await rm(file, { force: true });
  const args = ['run', `test/${suite}/`, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...(grep ? ['-t', grep] : []), ...options];
  const { code } = await tool('vitest/vitest.mjs', args, { show: true });
  const report = JSON.parse(await readFile(file, 'utf8').catch(() => '{"testResults":[]}'));
  const tests = report.testResults.flatMap(({ name, message, assertionResults, status }) => {
    const source = path.relative(at('test', suite), name);
    const records = assertionResults.map((test) => ({
      id: testId(suite, source, [...test.ancestorTitles, test.title]),
      outcome: outcomes[test.status] ?? 'failed',
      ms: test.duration ?? 0,
      reason: test.failureMessages?.join('\n') || undefined,
    }));
    // A file that cannot be loaded, or whose hooks fail, has no failed test of its own.
    const lost = status === 'failed' && !records.some((test) => test.outcome === 'failed');
    if (!lost) return records;
    const skipped = records.map((test) => (test.outcome === 'skipped' ? { ...test, reason: 'The set-up of its file failed.' } : test));
    return [...skipped, { id: testId(suite, source, ['the file']), outcome: 'failed', ms: 0, reason: message || 'Its set-up failed; the reason stands above.' }];
  });
  const selected = grep ? tests.filter((test) => test.outcome !== 'skipped') : tests;
  // An error outside of every test, such as a promise that nobody waited for.
  const silent = code !== 0 && !selected.some((test) => test.outcome === 'failed');
  return silent ? [...selected, { id: suite, outcome: 'failed', ms: 0, reason: `vitest ended with code ${code}; see above.` }] : selected;
}
