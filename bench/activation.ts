import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Workbench } from '../test/ui/harness/workbench';

const RUNS = 3;
/** A window that has just opened keeps both cores busy for seconds: what is measured then is the window. */
const SETTLE_MS = 8_000;

interface Times {
  /** From the call to its end, with VS Code's own work for any extension. */
  readonly headwater: number;
  readonly empty: number;
  /** Of that, what keeps the host: reading and running the bundle, and the call of its `activate`. */
  readonly own: number;
  /** Processes that Headwater started. */
  readonly servers: number;
}

/** How long activation keeps the extension host, beside that of an extension that does nothing, each in a fresh host whose window has settled. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'headwater-activation-'));
  const times: Times[] = [];
  try {
    const link = [await makeExtension(folder, 'headwater-warm'), await makeExtension(folder, 'headwater-empty')];
    for (let turn = 0; turn < RUNS; turn++) times.push(await measure(link));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const value = median(times.map(({ headwater }) => headwater));
  const peerValue = median(times.map(({ empty }) => empty));
  const servers = Math.max(...times.map((time) => time.servers));
  const own = median(times.map((time) => time.own));
  print({ bench: 'activation', metric: 'own work p50', value: own, unit: 'ms', peer: 'activating an empty extension', peerValue, ratio: peerValue / own, runs: RUNS, limit: 50 });
  print({ bench: 'activation', metric: 'activate p50', value, unit: 'ms', peer: 'activating an empty extension', peerValue, ratio: peerValue / value, runs: RUNS });
  print({ bench: 'activation', metric: 'server processes started', value: servers, unit: 'processes', peer: 'an empty extension', peerValue: 0, ratio: servers === 0 ? 1 : 0, runs: RUNS });
}

async function measure(link: readonly string[]): Promise<Times> {
  const workbench = await Workbench.start({ link });
  try {
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    return await workbench.bridge.inHost(async (vscode, _argument, require) => {
      const { performance } = require('node:perf_hooks') as { readonly performance: { readonly now: () => number } };
      const { execFileSync } = require('node:child_process') as { readonly execFileSync: (file: string, args: readonly string[], options: { readonly encoding: 'utf8' }) => string };
      const activate = async (id: string): Promise<number> => {
        const extension = vscode.extensions.getExtension(id);
        if (!extension || extension.isActive) throw new Error(`${id} is missing, or active already.`);
        const start = performance.now();
        await extension.activate();
        return performance.now() - start;
      };
      let own = 0;
      const timed = <A extends readonly unknown[], R>(work: (...given: A) => R) => (...given: A): R => {
        const start = performance.now();
        try {
          return work(...given);
        } finally {
          own += performance.now() - start;
        }
      };
      const extensions = (require('node:module') as { readonly _extensions: Record<string, (module: { exports: Record<string, (...given: unknown[]) => unknown> }, file: string) => void> })._extensions;
      const load = extensions['.js']!;
      extensions['.js'] = (module, file) => {
        if (!file.endsWith('/dist/extension.js')) {
          load(module, file);
          return;
        }
        timed(load)(module, file);
        module.exports = { ...module.exports, activate: timed(module.exports['activate']!) };
      };
      // The first activation of all pays for what VS Code itself loads; so an extension that is not measured goes first.
      await activate('headwater.headwater-warm');
      const times = { empty: await activate('headwater.headwater-empty'), headwater: await activate('headwater.headwater') };
      const children = execFileSync('ps', ['-A', '-o', 'ppid=,args='], { encoding: 'utf8' }).split('\n');
      const servers = children.filter((line) => line.trim().startsWith(`${process.pid} `) && line.includes('server.js')).length;
      extensions['.js'] = load;
      return { ...times, own, servers };
    });
  } finally {
    await workbench.stop();
  }
}

/** One that does nothing. */
async function makeExtension(folder: string, name: string): Promise<string> {
  const place = path.join(folder, name);
  const manifest = { name, publisher: 'headwater', version: '0.0.1', engines: { vscode: '^1.105.0' }, main: './main.js', activationEvents: [], extensionKind: ['workspace'] };
  await mkdir(place);
  await writeFile(path.join(place, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(place, 'main.js'), 'exports.activate = () => {};');
  return place;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

function print(line: Readonly<Record<string, string | number>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
