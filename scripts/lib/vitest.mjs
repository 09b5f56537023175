import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { at, folders } from './paths.mjs';
import { tool } from './run.mjs';
import { testId } from './testId.mjs';
import { MISSING } from './toolchain/missingTool.mjs';

/** Runs the vitest files below `folder` as the suite `suite`. A file whose set-up finds a tool of the machine missing is skipped, with the reason. */
export async function runVitest(suite, folder, { grep }, options = []) {
  const file = path.join(folders.artifacts, `${suite}.json`);
  await mkdir(folders.artifacts, { recursive: true });
  await rm(file, { force: true });
  const args = ['run', `${folder}/`, '--reporter=default', `--reporter=${at('scripts/lib/vitestReporter.mjs')}`, ...(grep ? ['-t', grep] : []), ...options];
  const { code } = await tool('vitest/vitest.mjs', args, { show: true, env: { ...process.env, HEADWATER_RESULTS: file } });
  const report = JSON.parse(await readFile(file, 'utf8').catch(() => '{"files":[],"errors":[]}'));
  const tests = report.files.flatMap((one) => testsOf(suite, at(folder), one));
  const selected = grep ? tests.filter((test) => test.outcome !== 'skipped' || test.missing) : tests;
  // An error outside of every test, such as a promise that nobody waited for.
  const silent = code !== 0 && !selected.some((test) => test.outcome === 'failed' || test.missing);
  const lost = silent || report.errors.length > 0 ? [{ id: suite, outcome: 'failed', ms: 0, reason: report.errors.join('\n') || `vitest ended with code ${code}; see above.` }] : [];
  return [...selected, ...lost];
}

/** The tests of a file, and one more for the file itself where it could not be loaded or set up. */
function testsOf(suite, folder, { file, tests, hooks }) {
  const source = path.relative(folder, file);
  const broken = hooks.length > 0 ? settled(hooks.find(isMissing) ?? hooks.join('\n')) : undefined;
  const records = tests.map(({ titles, ...test }) => ({ id: testId(suite, source, titles), ...test, ...(isMissing(test.reason) ? settled(test.reason) : {}) }));
  if (broken === undefined) return records;
  const because = broken.missing ? broken : { reason: 'The set-up of its file failed.' };
  return [...records.map((test) => (test.outcome === 'skipped' ? { ...test, ...because } : test)), { id: testId(suite, source, ['the file']), ms: 0, ...broken }];
}

const isMissing = (reason) => reason?.startsWith(MISSING) ?? false;

const settled = (reason) => (isMissing(reason) ? { outcome: 'skipped', reason, missing: true } : { outcome: 'failed', reason });
