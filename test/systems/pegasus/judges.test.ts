import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MISSING } from '../../../scripts/lib/toolchain/missingTool.mjs';
import { GO_PACKAGES, goEcho, type GoPackage, goTests, pegasusPython } from '../../servers/pegasus/judges/clients';
import { ownNetwork } from '../../servers/pegasus/judges/namespace';
import { type Judge, Onebox } from '../../servers/pegasus/judges/onebox';
import { ECHO, GO_TESTS, OUTSIDE, PYTHON_ALONE, PYTHON_TESTS } from './officialTests';

/** The official clients' own tests, unmodified, against the double. Each program has a double of its own, in a network of its own where this system has such. */

const LIMIT_MS = 240_000;
const NO_NETWORK = `${MISSING}a network namespace. A server that these tests want listens on all interfaces, which is done in a network of their own only. Allow user namespaces (unshare -rn).`;

type Results = ReadonlyMap<string, 'passed' | 'failed'>;

const go = new Map<GoPackage, { readonly results: Results; readonly output: string }>();
let python: { readonly results: Results; readonly output: string };
let network: readonly string[] | undefined;
let onebox: Onebox | undefined;

beforeAll(async () => {
  const { python: interpreter } = await pegasusPython();
  const programs = await goTests();
  network = await ownNetwork(interpreter);
  const box = await Onebox.make(network ?? []);
  onebox = box;
  const echo = network ? await goEcho() : undefined;
  const left = [...OUTSIDE, ...(echo === undefined ? ECHO : [])];
  const runs: (() => Promise<void>)[] = GO_PACKAGES.map((name) => async () => {
    const args = ['-test.v', '-test.timeout', '180s', '-test.skip', `^(${left.join('|')})$`];
    const output = await box.run({ program: programs[name], args, ...(echo !== undefined && (name === 'session' || name === 'rpc') ? { beside: echo } : {}) }, LIMIT_MS);
    go.set(name, { output, results: goResults(output) });
  });
  const together = PYTHON_TESTS.filter((name) => !PYTHON_ALONE.includes(name));
  runs.push(async () => {
    const outputs = [await box.run(trial(interpreter, together), LIMIT_MS), await box.run(trial(interpreter, PYTHON_ALONE), LIMIT_MS)];
    const output = outputs.join('\n');
    python = { output, results: pythonResults(output) };
  });
  // In one network the ports are taken by the first.
  if (network) await Promise.all(runs.map((run) => run()));
  else for (const run of runs) await run();
  tell();
});
afterAll(() => onebox?.remove());

describe('The official Go client takes the double for Pegasus', () => {
  for (const name of GO_PACKAGES) {
    describe(name, () => {
      for (const one of GO_TESTS[name].filter((each) => !OUTSIDE.includes(each))) {
        test(one, () => {
          if (network === undefined && ECHO.includes(one)) throw new Error(NO_NETWORK);
          expect(go.get(name)?.results.get(one), go.get(name)?.output.slice(-3000)).toBe('passed');
        });
      }
      test('has no other tests than these, and sends nothing that a server would refuse', () => {
        const { results, output } = go.get(name)!;
        expect([...results.keys()].filter((one) => !GO_TESTS[name].includes(one))).toEqual([]);
        expect(output).not.toContain('VIOLATION');
      });
    });
  }
});

describe('The Python client of PyPI takes the double for Pegasus', () => {
  for (const one of PYTHON_TESTS) {
    test(one, () => {
      expect(python.results.get(one), python.output.slice(-3000)).toBe('passed');
    });
  }
  test('sends nothing that a server would refuse', () => {
    expect(python.output).not.toContain('VIOLATION');
  });
});

/** Twisted's own runner, without the script that pip makes: that one wants packages by their old names. */
const trial = (interpreter: string, names: readonly string[]): Judge => ({
  program: interpreter,
  args: ['-c', 'from twisted.scripts.trial import run; run()', '--reporter=verbose', ...names.map((name) => `tests.test_basics.TestBasics.${name}`)],
});

const goResults = (output: string): Results => new Map([...output.matchAll(/^--- (PASS|FAIL): (\S+)/gmu)].map(([, state, name]) => [name!, state === 'PASS' ? 'passed' : 'failed']));

const pythonResults = (output: string): Results => new Map([...output.matchAll(/^\s+(test_\w+) \.\.\. *\[(OK|\w+)\]/gmu)].map(([, name, state]) => [name!, state === 'OK' ? 'passed' : 'failed']));

function tell(): void {
  const count = (results: Results, state: string): number => [...results.values()].filter((one) => one === state).length;
  for (const [name, { results }] of go) {
    const all = GO_TESTS[name];
    const outside = all.filter((one) => OUTSIDE.includes(one));
    const echo = network ? [] : all.filter((one) => ECHO.includes(one));
    const left = [...outside.map((one) => `${one} (asks a host of the internet)`), ...echo.map((one) => `${one} (its server listens on all interfaces)`)];
    console.log(`Go ${name}: ${count(results, 'passed')} passed, ${count(results, 'failed')} failed, ${left.length} not applicable${left.length > 0 ? `: ${left.join(', ')}` : ''}`);
  }
  console.log(`Python test_basics: ${count(python.results, 'passed')} passed, ${count(python.results, 'failed')} failed; test_integration is not applicable: it starts a cluster by scripts of the source tree`);
}
