import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureVenv } from '../../../scripts/lib/toolchain/venv.mjs';

type Json = Readonly<Record<string, unknown>>;

/** The official Python client (Rust underneath), `pyfluss`, in a process of its own. */
export class PythonClient {
  readonly #answers: AsyncIterator<string>;
  #files = 0;

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly folder: string,
  ) {
    this.#answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  static async start(port: number, more: Readonly<Record<string, string>> = {}): Promise<PythonClient> {
    const { python } = await ensureVenv('fluss', ['pyfluss==1.0.0', 'pyarrow==26.0.1']);
    const folder = await mkdtemp(join(tmpdir(), 'headwater-pyfluss-'));
    const child = spawn(python, [join(import.meta.dirname, 'judge.py'), JSON.stringify({ 'bootstrap.servers': `127.0.0.1:${port}`, ...more })], { cwd: folder, env: { ...process.env, TMPDIR: folder } });
    child.stderr.resume();
    const client = new PythonClient(child, folder);
    await client.#answer();
    return client;
  }

  /** @throws Error where the client says that it failed */
  async ask(verb: string, request: Json): Promise<Json> {
    this.child.stdin.write(`${JSON.stringify({ verb, ...request })}\n`);
    const answer = await this.#answer();
    if (typeof answer['error'] === 'string') throw new Error(answer['error']);
    return answer;
  }

  /** Puts an Arrow stream where the client reads it. */
  async put(stream: Uint8Array): Promise<string> {
    const file = this.newFile();
    await writeFile(file, stream);
    return file;
  }

  newFile(): string {
    this.#files += 1;
    return join(this.folder, `${this.#files}.arrow`);
  }

  async take(file: string): Promise<Uint8Array> {
    return new Uint8Array(await readFile(file));
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.stdin.end();
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(timer);
    await rm(this.folder, { recursive: true, force: true });
  }

  async #answer(): Promise<Json> {
    const line = await this.#answers.next();
    if (line.done) throw new Error('the Python client ended');
    return JSON.parse(line.value) as Json;
  }
}
