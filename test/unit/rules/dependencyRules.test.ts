import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = path.resolve(__dirname, '../../..');
const cruiser = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

interface Report {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: { readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[] };
}

/** The rules' verdict on the sources of `folder`. */
function judge(folder: string, sources = 'src'): Promise<Report> {
  const args = [cruiser, '--config', path.join(root, '.dependency-cruiser.cjs'), '--output-type', 'json', sources];
  return new Promise((resolve, reject) => {
    // It ends with the number of violations, which is no failure here.
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 64 << 20 }, (error, stdout) => {
      if (stdout === '') reject(error ?? new Error('It printed nothing.'));
      else resolve(JSON.parse(stdout) as Report);
    });
  });
}

const brokenRules = (report: Report): readonly string[] => [...new Set(report.summary.violations.map(({ rule }) => rule.name))].sort();

// Each judgement starts a process that loads the compiler.
describe('The dependency rules', { timeout: 120_000 }, () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'headwater-rules-'));
    await plant({ 'tsconfig.json': '{"compilerOptions":{"module":"preserve","moduleResolution":"bundler"}}', 'src/core/plain.ts': 'export const one = 1;' });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function plant(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
  }

  it('pass a file that imports nothing', async () => {
    expect(brokenRules(await judge(folder))).toEqual([]);
  });

  it('catch a cycle, also one of types only', async () => {
    await plant({ 'src/core/a.ts': "import type { B } from './b';\nexport interface A { b: B }", 'src/core/b.ts': "import type { A } from './a';\nexport interface B { a: A }" });
    expect(brokenRules(await judge(folder))).toEqual(['no-cycle']);
  });

  it('catch every wrong-way import', async () => {
    const wrong = [
      ['core-stands-alone', 'core/up.ts', '../server/x'],
      ['duckdb-sees-core', 'duckdb/up.ts', '../server/x'],
      ['backends-see-core-duckdb', 'backends/one/up.ts', '../../server/x'],
      ['backends-are-islands', 'backends/one/across.ts', '../two/x'],
      ['engine-sees-core-duckdb', 'engine/up.ts', '../backends/two/x'],
      ['protocol-sees-core', 'protocol/up.ts', '../server/x'],
      ['server-sees-no-host', 'server/up.ts', '../views/x'],
      ['host-sees-no-backend', 'extension/up.ts', '../backends/two/x'],
      ['host-sees-no-backend', 'providers/up.ts', '../server/x'],
      ['views-see-protocol-and-format', 'views/grid/up.ts', '../../server/x'],
      ['no-vscode-below', 'server/editor.ts', 'vscode'],
    ] as const;
    const targets = ['server', 'views', 'backends/two'].map((place) => [`src/${place}/x.ts`, 'export const x = 1;'] as const);
    const sources = wrong.map(([, from, to]) => [`src/${from}`, `import { x } from '${to}';\nexport const y = x;`] as const);
    await plant(Object.fromEntries<string>([...targets, ...sources]));
    const caught = (await judge(folder)).summary.violations.map(({ rule, from }) => `${rule.name} ${from}`);
    expect(caught.sort()).toEqual(wrong.map(([rule, from]) => `${rule} src/${from}`).sort());
  });

  it('see the modules of this project', async () => {
    const { modules } = await judge(root, 'src/core');
    expect(modules.filter(({ source }) => source.startsWith('src/core/')).length).toBeGreaterThan(30);
  });
});
