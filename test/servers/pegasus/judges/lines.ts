import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { at } from '../../../../scripts/lib/paths.mjs';
import { goProgram, pegasusPython } from './clients';

/** A program over an official client: a call as a line of JSON goes in, its result comes out. */
export class LineClient {
  readonly #answers: AsyncIterator<string>;
  readonly #ended: Promise<unknown>;
  #said = '';

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly folder: string,
  ) {
    this.#answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    this.#ended = new Promise((resolve) => child.once('close', resolve));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#said = (this.#said + text).slice(-4000)));
  }

  static async go(): Promise<LineClient> {
    return LineClient.#start(await goProgram('scenario'), []);
  }

  static async python(): Promise<LineClient> {
    return LineClient.#start((await pegasusPython()).python, [at('test/servers/pegasus/python/scenario.py')]);
  }

  /** In a folder of its own: the Python client writes a log where it is. */
  static async #start(program: string, args: readonly string[]): Promise<LineClient> {
    const folder = await mkdtemp(path.join(tmpdir(), 'headwater-pegasus-'));
    return new LineClient(spawn(program, args, { cwd: folder }), folder);
  }

  async ask(call: object): Promise<unknown> {
    this.child.stdin.write(`${JSON.stringify(call)}\n`);
    const line = await this.#answers.next();
    if (line.done) throw new Error(`The client ended: ${this.#said}`);
    return JSON.parse(line.value) as unknown;
  }

  async stop(): Promise<void> {
    this.child.stdin.end();
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 5_000);
    await this.#ended;
    clearTimeout(timer);
    await rm(this.folder, { recursive: true, force: true });
  }
}
