import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { at } from '../../../../scripts/lib/paths.mjs';

export interface Judge {
  readonly program: string;
  readonly args: readonly string[];
  /** Runs meanwhile. */
  readonly beside?: string;
}

/** Runs tests of official clients against a double of their own. */
export class Onebox {
  private constructor(
    private readonly folder: string,
    private readonly script: string,
    /** What stands before a command to give it a network of its own. */
    private readonly network: readonly string[],
  ) {}

  static async make(network: readonly string[]): Promise<Onebox> {
    const folder = await mkdtemp(path.join(tmpdir(), 'headwater-pegasus-'));
    const script = path.join(folder, 'onebox.mjs');
    await build({ entryPoints: [at('test/servers/pegasus/onebox.ts')], outfile: script, bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'error' });
    return new Onebox(folder, script, network);
  }

  /** What the tests printed, whatever their end. They run in an empty folder. */
  async run({ program, args, beside }: Judge, limitMs: number): Promise<string> {
    const cwd = await mkdtemp(path.join(this.folder, 'run-'));
    const command = [...this.network, process.execPath, this.script, ...(beside === undefined ? [] : ['--beside', beside]), program, ...args];
    const child = spawn(command[0]!, command.slice(1), { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    const timer = setTimeout(() => child.kill('SIGTERM'), limitMs);
    await new Promise<void>((resolve, reject) => child.once('error', reject).once('close', () => resolve()));
    clearTimeout(timer);
    return output;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
