import { existsSync } from 'node:fs';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isFullOnly } from './fullOnly.mjs';
import { at } from './paths.mjs';

const page = at('docs/capabilities.md');
/** What cannot be done names a test where it is refused with its reason. */
const states = { works: '✓', partly: 'partly', planned: 'planned', impossible: 'not possible' };

/** What people can do with each system, from test/capabilities/<system>.json, in the order of their names. */
export async function readSystems() {
  const folder = at('test/capabilities');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const systems = await Promise.all(files.map(async (name) => JSON.parse(await readFile(path.join(folder, name), 'utf8'))));
  for (const system of systems) checkShape(system);
  return systems;
}

function checkShape({ system, title, rows }) {
  if (typeof system !== 'string' || typeof title !== 'string' || !Array.isArray(rows)) throw new Error('A capability file is {system, title, rows}.');
  const seen = new Set();
  for (const { id, capability, description, status, tests } of rows) {
    const place = `${system}/${id}`;
    if ([id, capability, description].some((text) => typeof text !== 'string' || text === '')) throw new Error(`${place} needs an id, a capability and a description.`);
    if (seen.has(id)) throw new Error(`${place} is there twice.`);
    if (!(status in states)) throw new Error(`${place} has the status ${status}; there are ${Object.keys(states).join(', ')}.`);
    if (!Array.isArray(tests) || (status !== 'planned' && tests.length === 0)) throw new Error(`${place} names no test that proves it.`);
    seen.add(id);
  }
}

/**
 * What is wrong with the rows of `system`, given the tests that ran. A name that ends in `*` stands for all tests that begin so, one at least.
 * Of a test that only a full run has, a run that is not full checks that its file is there.
 * @returns {readonly string[]}
 */
export function unproven({ system, rows }, ran, { full = true } = {}) {
  return rows.flatMap(({ id, tests }) =>
    tests.flatMap((name) => {
      const [file] = name.split(': ');
      if (!full && isFullOnly(file)) return existsSync(at('test', file)) || existsSync(at('test/systems', file)) ? [] : [`${system}/${id}: there is no file of ${name}`];
      const named = ran.filter((test) => (name.endsWith('*') ? test.id.startsWith(name.slice(0, -1)) : test.id === name));
      if (named.length === 0) return [`${system}/${id}: ${name} did not run`];
      return named.filter(({ outcome }) => outcome !== 'passed').map((test) => `${system}/${id}: ${test.id} ${test.outcome}`);
    }),
  );
}

export async function writePage() {
  await writeFile(page, render(await readSystems()));
}

/** @throws unless docs/capabilities.md says what the capability files say */
export async function checkPage() {
  const current = await readFile(page, 'utf8').catch(() => '');
  if (current !== render(await readSystems())) throw new Error('docs/capabilities.md is out of date: run `node scripts/capabilities.mjs`.');
}

function render(systems) {
  const sections = systems.map(({ title, rows }) => {
    const lines = rows.map(({ capability, description, status, tests }) => `| ${capability} | ${description} | ${states[status]} | ${tests.length} |`);
    return [`## ${title}`, '', '| you can | how | state | tests |', '| --- | --- | --- | ---: |', ...lines, ''].join('\n');
  });
  const head = ['# What Headwater can do', '', 'Made from `test/capabilities` by `node scripts/capabilities.mjs`. Every row that works names the tests that prove it, and `npm test` fails where one of them is missing, skipped or did not run.', ''];
  return [...head, ...sections].join('\n');
}
