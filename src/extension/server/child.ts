import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { LogOutputChannel } from 'vscode';
import type { MessageTransports } from 'vscode-languageclient/node';
import { ChildReader, PacedWriter } from '../../protocol/pipe';

export interface ChildOptions {
  readonly path: string;
  /** Node's own flags. The host's are never inherited: they are not meant for us. */
  readonly execArgv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly log: Pick<LogOutputChannel, 'info' | 'warn' | 'error'>;
}

/** One server process, from its fork to its certain end. */
export class Child {
  readonly #child: ChildProcess;
  readonly transports: Promise<MessageTransports>;

  constructor({ path, execArgv, env, log }: ChildOptions) {
    const child = fork(path, [], { serialization: 'advanced', stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [...execArgv], env });
    this.#child = child;
    const reader = new ChildReader(child); // listens before anything is awaited
    const writer = new PacedWriter(child);
    if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => log.info(`[server] ${line}`));
    if (child.stderr) createInterface({ input: child.stderr }).on('line', (line) => log.error(`[server] ${line}`));
    child.once('exit', (code, signal) => {
      log.info(`The server process ${child.pid ?? ''} ended: ${signal ?? `exit code ${code ?? 'unknown'}`}.`);
    });
    this.transports = once(child, 'spawn').then(() => ({ reader, writer })); // rejects with the child's 'error'
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Resolves when the process is gone: by itself within `graceMs`, else killed. */
  async end(graceMs: number): Promise<void> {
    if (!this.#alive()) return;
    const gone = once(this.#child, 'exit');
    if (graceMs > 0) await Promise.race([gone, delay(graceMs, undefined, { ref: false })]);
    if (!this.#alive()) return;
    this.kill();
    await gone;
  }

  #alive(): boolean {
    return this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }
}
