import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A server that a test has started. */
export interface Started {
  readonly pid: number;
  /** The last part of what it has written. */
  log(): string;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Ends it in order; after that it is gone. */
  stop(): Promise<void>;
}

export interface StartOptions<Ready> {
  /** What a line of its output says: that it is ready, and where; `undefined` for all other lines. */
  readonly ready: (line: string) => Ready | undefined;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

const LOG_CHARS = 20_000;
const START_MS = 60_000;
const STOP_MS = 5_000;

/**
 * Starts a server and waits until it is ready. Its standard input stays open as long as this process lives: our own servers end with it.
 * @throws with what it wrote, when it ends or says nothing in time
 */
export async function startProcess<Ready>(program: string, args: readonly string[], options: StartOptions<Ready>): Promise<Started & { readonly ready: Ready }> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], ...(options.cwd === undefined ? {} : { cwd: options.cwd }), env: { ...process.env, ...options.env } });
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  const gone = ended(child);
  let text = '';
  try {
    const ready = await new Promise<Ready>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${program} was not ready in time:\n${text}`)), options.timeoutMs ?? START_MS);
      for (const stream of [child.stdout, child.stderr]) {
        let rest = '';
        stream.setEncoding('utf8').on('data', (chunk: string) => {
          text = (text + chunk).slice(-LOG_CHARS);
          const lines = (rest + chunk).split('\n');
          rest = lines.pop() ?? '';
          const found = lines.map(options.ready).find((one) => one !== undefined);
          if (found === undefined) return;
          clearTimeout(timer);
          resolve(found);
        });
      }
      void gone.then((why) => {
        clearTimeout(timer);
        reject(new Error(`${program} ended ${why}:\n${text}`));
      });
    });
    return {
      ready,
      pid: child.pid ?? 0,
      log: () => text,
      kill: async () => {
        end();
        await gone;
      },
      stop: async () => {
        child.kill('SIGTERM');
        const late = setTimeout(end, STOP_MS);
        await gone;
        clearTimeout(late);
        process.off('exit', end);
      },
    };
  } catch (error) {
    end();
    await gone;
    process.off('exit', end);
    throw error;
  }
}

/** How it ended, in words. Never fails. */
async function ended(child: ChildProcess): Promise<string> {
  const failed = once(child, 'error').then(([error]) => `because ${String(error)}`);
  const left = once(child, 'close').then(([code, signal]) => `with ${code === null ? `signal ${String(signal)}` : `code ${String(code)}`}`);
  failed.catch(() => undefined);
  left.catch(() => undefined);
  return Promise.race([failed, left]);
}
