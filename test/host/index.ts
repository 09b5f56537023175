import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

interface TestRecord {
  /** The source file, relative to test/host. */
  readonly file: string;
  readonly titles: readonly string[];
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly ms: number;
  readonly reason?: string;
}

/**
 * Called by the extension host: runs the suites beside this bundle.
 * HEADWATER_HOST_RESULTS: where to write the outcome of each test; HEADWATER_GREP: which tests to run.
 */
export async function run(): Promise<void> {
  const grep = process.env['HEADWATER_GREP'];
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: false, forbidOnly: true, ...(grep ? { grep } : {}) });
  const suites = path.join(__dirname, 'suite');
  for (const name of readdirSync(suites, { recursive: true, encoding: 'utf8' }).sort()) {
    if (name.endsWith('.test.js')) mocha.addFile(path.join(suites, name));
  }
  const records: TestRecord[] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    const record = (test: Mocha.Test | Mocha.Hook, outcome: TestRecord['outcome'], reason?: string): void => {
      const file = path.relative(__dirname, test.file ?? '').replace(/\.js$/u, '.ts').replaceAll('\\', '/');
      records.push({ file, titles: test.titlePath(), outcome, ms: test.duration ?? 0, ...(reason === undefined ? {} : { reason }) });
    };
    runner.on('pass', (test) => record(test, 'passed'));
    runner.on('pending', (test) => record(test, 'skipped'));
    runner.on('fail', (test, error: Error) => record(test, 'failed', error.stack ?? error.message));
  });
  const target = process.env['HEADWATER_HOST_RESULTS'];
  if (target !== undefined) {
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, JSON.stringify(records));
  }
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}
