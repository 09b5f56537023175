import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { at, folders } from './paths.mjs';
import { tool } from './run.mjs';
import { testId } from './testId.mjs';
import { MISSING } from './toolchain/missingTool.mjs';

/**
 * Runs the vitest files below `folder` as the suite `suite`. A file whose set-up finds a tool of the machine missing is skipped, with the reason.
 * @param {readonly string[]} options further arguments for vitest
 * @param {boolean} twice whether a file with a failure is run once more, on its own and from its set-up: what real editors and servers do takes
 *   longer than expected now and then. What passes only then is told; what fails twice has failed.
 */
export async function runVitest(suite, folder, { grep }, options = [], { twice = false } = {}) {
  const first = await vitest(suite, folder, [`${folder}/`], grep, options);
  const files = twice ? [...new Set(first.filter(({ outcome, file }) => outcome === 'failed' && file !== undefined).map(({ file }) => file))] : [];
  if (files.length === 0) return first;
  console.log(`\n!! ${suite}: once more, from the start: ${files.join(', ')}`);
  const second = await vitest(suite, folder, files.map((file) => `${folder}/${file}`), grep, [...options, '--no-file-parallelism']);
  const before = new Map(first.filter(({ outcome }) => outcome === 'failed').map((test) => [test.id, test.reason]));
  return [
    ...first.filter(({ file }) => !files.includes(file)),
    ...second.map((test) => (test.outcome === 'passed' && before.has(test.id) ? { ...test, firstTry: before.get(test.id) ?? 'no reason given' } : test)),
  ];
}

async function vitest(suite, folder, paths, grep, options) {
  const results = path.join(folders.artifacts, `${suite}.json`);
  await mkdir(folders.artifacts, { recursive: true });
  await rm(results, { force: true });
  const args = ['run', ...paths, '--reporter=default', `--reporter=${at('scripts/lib/vitestReporter.mjs')}`, ...(grep ? ['-t', grep] : []), ...options];
  const { code } = await tool('vitest/vitest.mjs', args, { show: true, env: { ...process.env, HEADWATER_RESULTS: results } });
  const report = JSON.parse(await readFile(results, 'utf8').catch(() => '{"files":[],"errors":[]}'));
  const tests = report.files.flatMap((one) => testsOf(suite, at(folder), one));
  const selected = grep ? tests.filter((test) => test.outcome !== 'skipped' || test.missing) : tests;
  // An error outside of every test, such as a promise that nobody waited for.
  const silent = code !== 0 && !selected.some((test) => test.outcome === 'failed' || test.missing);
  const lost = silent || report.errors.length > 0 ? [{ id: suite, outcome: 'failed', ms: 0, reason: report.errors.join('\n') || `vitest ended with code ${code}; see above.` }] : [];
  return [...selected, ...lost];
}

/** The tests of a file, and one more for the file itself where it could not be loaded or set up. */
function testsOf(suite, folder, { file, tests, hooks }) {
  const source = path.relative(folder, file).replaceAll('\\', '/');
  const broken = hooks.length > 0 ? settled(hooks.find(isMissing) ?? hooks.join('\n')) : undefined;
  const records = tests.map(({ titles, ...test }) => ({ id: testId(suite, source, titles), file: source, ...test, ...(isMissing(test.reason) ? settled(test.reason) : {}) }));
  if (broken === undefined) return records;
  const because = broken.missing ? broken : { reason: 'The set-up of its file failed.' };
  return [...records.map((test) => (test.outcome === 'skipped' ? { ...test, ...because } : test)), { id: testId(suite, source, ['the file']), file: source, ms: 0, ...broken }];
}

const isMissing = (reason) => reason?.startsWith(MISSING) ?? false;

const settled = (reason) => (isMissing(reason) ? { outcome: 'skipped', reason, missing: true } : { outcome: 'failed', reason });
