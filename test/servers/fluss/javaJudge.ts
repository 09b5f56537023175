import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureJava } from '../../../scripts/lib/toolchain/java.mjs';
import { at } from '../../../scripts/lib/paths.mjs';
import { ensureMaven } from '../../../scripts/lib/toolchain/maven.mjs';
import type { Cell } from './cells';

interface Answer {
  readonly error?: string;
  readonly rows?: readonly unknown[];
}

/** The official Java client in a process of its own. It alone reads and writes all row formats. Rows cross as cells (see `cells.ts`). */
export class JavaClient {
  readonly #answers: AsyncIterator<string>;

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly folder: string,
  ) {
    this.#answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  static async start(port: number): Promise<JavaClient> {
    const sources = at('test/servers/fluss/client');
    const jars = await ensureMaven('fluss-client', join(sources, 'pom.xml'));
    const classPath = await ensureJava('fluss-client', jars, [join(sources, 'JavaJudge.java')]);
    const folder = await mkdtemp(join(tmpdir(), 'headwater-fluss-java-'));
    const flags = ['--add-opens=java.base/java.nio=ALL-UNNAMED', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx256m', '-Dorg.slf4j.simpleLogger.defaultLogLevel=error', `-Djava.io.tmpdir=${folder}`];
    const child = spawn('java', [...flags, '-cp', classPath, 'JavaJudge', `127.0.0.1:${port}`], { cwd: folder });
    child.stderr.resume();
    const client = new JavaClient(child, folder);
    await client.#answer();
    return client;
  }

  async append(table: readonly [database: string, table: string], rows: readonly (readonly Cell[])[]): Promise<void> {
    await this.#ask('append', table, { rows });
  }

  async upsert(table: readonly [database: string, table: string], rows: readonly (readonly Cell[])[]): Promise<void> {
    await this.#ask('upsert', table, { rows });
  }

  /** Records of all buckets and partitions, from the earliest on, until there are `count`: change type and cells. */
  async scan(table: readonly [database: string, table: string], count: number, columns?: readonly number[]): Promise<readonly (readonly [change: string, cells: readonly Cell[]])[]> {
    const rows = await this.#ask('scan', table, { count, ...(columns ? { columns } : {}) });
    return rows as readonly (readonly [string, readonly Cell[]])[];
  }

  /** Rows of whole keys, or of the leading part of keys; `names` are the columns of the keys. */
  async lookup(table: readonly [database: string, table: string], names: readonly string[], keys: readonly (readonly Cell[])[], whole: boolean): Promise<readonly (readonly Cell[])[]> {
    const rows = await this.#ask('lookup', table, { names, keys, whole });
    return rows as readonly (readonly Cell[])[];
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }

  /** @throws Error where the client says that it failed */
  async #ask(verb: string, [database, table]: readonly [string, string], more: object): Promise<readonly unknown[]> {
    this.child.stdin.write(`${JSON.stringify({ verb, database, table, ...more })}\n`);
    const answer = await this.#answer();
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.rows ?? [];
  }

  async #answer(): Promise<Answer> {
    const line = await this.#answers.next();
    if (line.done) throw new Error('the Java client ended');
    return JSON.parse(line.value) as Answer;
  }
}
