import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from '../suites/build.mjs';
import { capabilities } from '../suites/capabilities.mjs';
import { host } from '../suites/host.mjs';
import { lint } from '../suites/lint.mjs';
import { packaging } from '../suites/package.mjs';
import { systems } from '../suites/systems.mjs';
import { types } from '../suites/types.mjs';
import { contract, ui, unit } from '../suites/vitest.mjs';
import { folders } from './paths.mjs';

/**
 * A suite is {name, budgetSeconds, needsBuild?, beside?, run({grep, full, results}) → tests}.
 * What is `beside` the others waits for nothing, so it runs while they wait for servers and editors, at a lower priority.
 * A test is {id, outcome: 'passed' | 'failed' | 'skipped', ms, reason?, firstTry?}; its id starts with the name of the suite. `firstTry` is why it failed before it passed.
 */
const all = [build, types, lint, unit, contract, ...systems, packaging, host, ui, capabilities];

/** @returns {Promise<boolean>} whether nothing failed (and, with CI=true, nothing was skipped) */
export async function runSuites({ names, grep, full }) {
  const unknown = names.filter((name) => !all.some((suite) => suite.name === name));
  if (unknown.length > 0) throw new Error(`No suite is called ${unknown.join(', ')}. There are: ${all.map((suite) => suite.name).join(', ')}.`);
  const selected = all.filter((suite) => names.length === 0 || names.includes(suite.name));
  if (selected.some((suite) => suite.needsBuild) && !selected.includes(build)) selected.unshift(build);

  const results = [];
  const context = { grep, full, results, complete: names.length === 0 && grep === undefined };
  const beside = inOrder(selected.filter((suite) => suite.beside), context, results);
  await inOrder(selected.filter((suite) => !suite.beside && suite !== capabilities), context, results);
  await beside;
  await inOrder(selected.filter((suite) => suite === capabilities), context, results);
  results.sort((one, other) => placeOf(one) - placeOf(other));
  await mkdir(folders.artifacts, { recursive: true });
  await writeFile(path.join(folders.artifacts, 'results.json'), JSON.stringify(results, null, 1));
  return report(results);
}

async function inOrder(suites, context, results) {
  for (const suite of suites) results.push(await runSuite(suite, context));
}

const placeOf = ({ name }) => all.findIndex((suite) => suite.name === name);

async function runSuite(suite, context) {
  console.log(`\n== ${suite.name}`);
  const started = Date.now();
  const tests = await outcomes(suite, context);
  const seconds = (Date.now() - started) / 1000;
  if (seconds > suite.budgetSeconds) console.log(`!! ${suite.name} took ${seconds.toFixed(0)} s; its budget is ${suite.budgetSeconds} s.`);
  return { name: suite.name, seconds, budgetSeconds: suite.budgetSeconds, tests };
}

async function outcomes(suite, context) {
  const broken = (reason) => [{ id: suite.name, outcome: 'failed', ms: 0, reason }];
  if (suite.needsBuild && context.results.some(({ name, tests }) => name === 'build' && tests.some(failed))) return broken('The build failed.');
  try {
    const tests = await suite.run(context);
    return tests.length > 0 || context.grep !== undefined ? tests : broken('The suite ran no test.');
  } catch (error) {
    console.error(error);
    return broken(error.message);
  }
}

const failed = (test) => test.outcome === 'failed';
const skipped = (test) => test.outcome === 'skipped';
const passed = (test) => test.outcome === 'passed';
const again = (test) => test.firstTry !== undefined;

function report(results) {
  const tests = results.flatMap((suite) => suite.tests);
  for (const test of tests.filter(failed)) console.log(`\nFAILED  ${test.id}\n  ${(test.reason ?? '').replaceAll('\n', '\n  ').slice(0, 2000)}`);
  for (const test of tests.filter(again)) console.log(`\nAGAIN   ${test.id} passed at the second try; the first one:\n  ${test.firstTry.replaceAll('\n', '\n  ').slice(0, 600)}`);
  for (const test of tests.filter(skipped)) console.log(`\nSKIPPED ${test.id}: ${test.reason ?? 'no reason given'}`);
  console.log(`\n${'suite'.padEnd(14)}${'passed'.padStart(8)}${'failed'.padStart(8)}${'skipped'.padStart(9)}${'seconds'.padStart(9)}${'budget'.padStart(8)}`);
  for (const suite of results) {
    const count = (is) => String(suite.tests.filter(is).length);
    const over = suite.seconds > suite.budgetSeconds ? '  over budget' : '';
    console.log(`${suite.name.padEnd(14)}${count(passed).padStart(8)}${count(failed).padStart(8)}${count(skipped).padStart(9)}${suite.seconds.toFixed(1).padStart(9)}${String(suite.budgetSeconds).padStart(8)}${over}`);
  }
  const skips = tests.filter(skipped).length;
  const failures = tests.filter(failed).length;
  if (process.env.CI === 'true' && skips > 0) console.log('\nIn continuous integration a skipped test is a failure.');
  console.log(`\n${tests.filter(passed).length} passed, ${failures} failed, ${skips} skipped`);
  return failures === 0 && (skips === 0 || process.env.CI !== 'true');
}
