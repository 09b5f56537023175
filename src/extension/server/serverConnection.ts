import * as z from 'zod/mini';
import { CancelledError, HeadwaterError } from '../../core/errors';
import type { Check, NotificationDefinition, RequestDefinition } from '../../protocol/define';
import { type Cancel, orCancelled } from '../cancel';
import { type Disposal, Emitter } from '../emitter';
import type { Server, ServerState } from './api';
import { notStarted, requestError } from './requestError';
import type { ServerProcess } from './serverProcess';
import { tokenOf } from './token';

/** What the façade needs of {@link ServerProcess}. */
export type ProcessHandle = Pick<ServerProcess, 'ready' | 'request' | 'notify' | 'onNotification' | 'stop' | 'dispose' | 'generation' | 'pid'>;

export interface ConnectionOptions {
  /** Loads the chunk with the language client and makes the process; called once, on first use. */
  load(onState: (state: ServerState) => void): Promise<ProcessHandle>;
  warn(message: string): void;
}

/** The server for the rest of the host: typed requests and notifications over a process that starts when it is needed. */
export class ServerConnection implements Server {
  readonly #changed = new Emitter<ServerState>();
  readonly #listeners = new Map<string, Set<(params: unknown) => void>>();
  #loading: Promise<ProcessHandle> | undefined;
  #process: ProcessHandle | undefined;
  #state: ServerState = 'stopped';
  #generation: string | undefined;
  #disposed = false;

  readonly onDidChangeState = this.#changed.event;

  constructor(private readonly options: ConnectionOptions) {}

  get state(): ServerState {
    return this.#state;
  }

  get generation(): string | undefined {
    return this.#generation;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  async request<P extends object, R>(definition: RequestDefinition<P, R>, params: P, cancel?: Cancel): Promise<R> {
    const token = tokenOf(cancel);
    if (token.isCancellationRequested) throw new CancelledError();
    try {
      const answer = await orCancelled(this.#send(definition.method, params, cancel), cancel);
      return read(definition, answer);
    } catch (error) {
      throw requestError(error, definition.method);
    }
  }

  notify<P extends object>(definition: NotificationDefinition<P>, params: P): void {
    void this.#process?.notify(definition.method, params);
  }

  on<P>(definition: NotificationDefinition<P>, handle: (params: P) => void): Disposal {
    const { method } = definition;
    const listener = (params: unknown): void => {
      const checked = z.safeParse<Check<P>>(definition.params, params);
      if (checked.success) handle(checked.data);
      else this.options.warn(`${method} came in a shape that was not understood: ${z.prettifyError(checked.error)}`);
    };
    const listeners = this.#listeners.get(method) ?? new Set();
    listeners.add(listener);
    if (!this.#listeners.has(method)) {
      this.#listeners.set(method, listeners);
      if (this.#process) this.#forward(this.#process, method);
    }
    return { dispose: () => void listeners.delete(listener) };
  }

  async start(): Promise<void> {
    const process = await this.#load();
    await process.ready().catch((error: unknown) => {
      throw notStarted(error);
    });
  }

  async restart(): Promise<void> {
    await this.#process?.stop();
    await this.start();
  }

  /** Resolves when no process is left. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    const process = await this.#loading?.catch(() => undefined);
    await process?.dispose();
    this.#changed.dispose();
    this.#listeners.clear();
  }

  async #send(method: string, params: object, cancel: Cancel | undefined): Promise<unknown> {
    await this.start();
    const process = await this.#load();
    return process.request(method, params, tokenOf(cancel));
  }

  #load(): Promise<ProcessHandle> {
    if (this.#disposed) return Promise.reject(notStarted(new Error('The window is closing.')));
    this.#loading ??= this.options.load((state) => {
      this.#enter(state);
    }).then(
      (process) => {
        this.#process = process;
        for (const method of this.#listeners.keys()) this.#forward(process, method);
        return process;
      },
      (error: unknown) => {
        this.#loading = undefined;
        throw notStarted(error);
      },
    );
    return this.#loading;
  }

  #forward(process: ProcessHandle, method: string): void {
    process.onNotification(method, (params) => {
      for (const listener of [...(this.#listeners.get(method) ?? [])]) listener(params);
    });
  }

  #enter(state: ServerState): void {
    if (state === 'running') this.#generation = this.#process?.generation;
    if (state === this.#state) return;
    this.#state = state;
    this.#changed.fire(state);
  }
}

function read<P, R>(definition: RequestDefinition<P, R>, answer: unknown): R {
  const checked = z.safeParse(definition.result, answer);
  if (checked.success) return checked.data;
  throw new HeadwaterError({
    what: 'The Headwater server’s answer could not be used',
    why: `What ${definition.method} answered has a wrong shape.`,
    todo: 'Reload the window, so that both are of the same version.',
    code: 'bad-answer',
    detail: z.prettifyError(checked.error),
  });
}
