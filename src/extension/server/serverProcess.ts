import type { LogOutputChannel } from 'vscode';
import type { CancellationToken, LanguageClientOptions, MessageTransports } from 'vscode-languageclient/node';
import { CloseAction, ErrorAction, type ErrorHandler, State } from 'vscode-languageclient/node';
import { Ping } from '../../protocol/lifecycle';
import type { ServerState } from './api';
import { Child } from './child';
import { QuietClient } from './quietClient';
import { Watchdog, type WatchdogTimes } from './watchdog';

/*
 * The one chunk that holds the language client (450 KB): imported when the server is first needed.
 * The client is given message transports, so it knows no process: watching, limiting and killing ours is done here.
 */

export interface ServerProcessOptions {
  readonly path: string;
  /** Asked at each fork. */
  execArgv(): readonly string[];
  env(): NodeJS.ProcessEnv;
  readonly log: LogOutputChannel;
  readonly client: LanguageClientOptions;
  /** Restarts by ourselves within three minutes. */
  readonly maxRestarts: number;
  /** Milliseconds from the fork to the answer to `initialize`. */
  readonly startMs: number;
  /** Milliseconds that a stop may take before the process is killed. */
  readonly stopMs: number;
  /** Absent under a debugger, where silence is normal. */
  readonly watchdog?: WatchdogTimes;
  onState(state: ServerState): void;
}

const CRASH_WINDOW_MS = 180_000;

/** The server's process and the client on it: started on demand, restarted after crashes within a limit, never left behind. */
export class ServerProcess {
  readonly #handlers = new Map<string, (params: unknown) => void>();
  readonly #watchdog: Watchdog | undefined;
  #client: QuietClient | undefined;
  #child: Child | undefined;
  #starting: Promise<QuietClient> | undefined;
  #crashes: number[] = [];
  #disposed = false;

  constructor(private readonly options: ServerProcessOptions) {
    const { watchdog } = options;
    this.#watchdog = watchdog && new Watchdog(watchdog, () => this.#ping(), () => this.#stuck());
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** What the server told about itself when it started. */
  get generation(): string | undefined {
    const experimental: unknown = this.#client?.initializeResult?.capabilities.experimental;
    return typeof experimental === 'object' && experimental !== null && 'generation' in experimental && typeof experimental.generation === 'string' ? experimental.generation : undefined;
  }

  /** Forks on first use, and again after a failed start, a stop or the crash limit. */
  async ready(): Promise<void> {
    await this.#ready();
  }

  async request(method: string, params: object, token: CancellationToken): Promise<unknown> {
    const client = await this.#ready();
    return client.sendRequest<unknown>(method, params, token);
  }

  /** Dropped where the server does not run. */
  async notify(method: string, params: object): Promise<void> {
    if (this.#client?.state === State.Running) await this.#client.sendNotification(method, params).catch(() => undefined);
  }

  /** One handler per method; stays over restarts. */
  onNotification(method: string, handler: (params: unknown) => void): void {
    this.#handlers.set(method, handler);
    this.#client?.onNotification(method, handler);
  }

  async stop(): Promise<void> {
    await this.#starting?.catch(() => undefined); // a client that is starting cannot be stopped
    this.#watchdog?.stop();
    await this.#client?.stop(this.options.stopMs).catch(() => undefined);
    await this.#reap(500); // the client does not know the process
    this.options.onState('stopped');
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.stop();
    await this.#client?.dispose().catch(() => undefined);
  }

  #ready(): Promise<QuietClient> {
    if (this.#disposed) return Promise.reject(new Error('The extension is shutting down.'));
    if (this.#client?.state === State.Running) return Promise.resolve(this.#client);
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #start(): Promise<QuietClient> {
    const client = await this.#usableClient();
    const limit = setTimeout(() => {
      this.options.log.error(`The server did not start within ${this.options.startMs / 1_000} s.`);
      this.#child?.kill();
    }, this.options.startMs);
    try {
      await client.start();
      // start() resolves even when the server ended meanwhile.
      if (client.state !== State.Running) throw new Error('The server process ended while it was starting.');
      return client;
    } catch (error) {
      await this.#reap(0);
      this.options.onState('failed');
      throw error;
    } finally {
      clearTimeout(limit);
    }
  }

  /** The client we have, or a new one: after a failed start and after a stop it refuses every request. */
  async #usableClient(): Promise<QuietClient> {
    const old = this.#client;
    if (old && old.state !== State.StartFailed && old.state !== State.Stopped) return old;
    await old?.dispose().catch(() => undefined);
    this.options.onState('starting');
    const client = new QuietClient('headwater', 'Headwater', () => this.#fork(), { ...this.options.client, errorHandler: this.#errors, initializationFailedHandler: () => false });
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running && client === this.#client) this.#running();
    });
    for (const [method, handler] of this.#handlers) client.onNotification(method, handler);
    this.#client = client;
    return client;
  }

  async #fork(): Promise<MessageTransports> {
    await this.#reap(0); // never two
    const { path, log } = this.options;
    this.#child = new Child({ path, log, execArgv: this.options.execArgv(), env: this.options.env() });
    return this.#child.transports;
  }

  #running(): void {
    this.options.log.info(`The server runs as process ${this.pid ?? 'unknown'}.`);
    this.#watchdog?.start();
    this.options.onState('running');
  }

  readonly #errors: ErrorHandler = {
    // The default stops the client after three failed writes.
    error: () => ({ action: ErrorAction.Continue, handled: true }),
    // Synchronous: until it answers, the state is Running over a dead connection.
    closed: () => {
      this.#watchdog?.stop();
      // Ended while starting: start() says so; a restart from here would run unseen.
      if (this.#client?.state !== State.Running || this.#disposed) return { action: CloseAction.DoNotRestart, handled: true };
      const now = Date.now();
      this.#crashes = [...this.#crashes.filter((time) => now - time < CRASH_WINDOW_MS), now];
      if (this.#crashes.length > this.options.maxRestarts) {
        this.options.log.error(`The server ended ${this.#crashes.length} times in three minutes; it is started again when something asks for it.`);
        this.options.onState('failed');
        return { action: CloseAction.DoNotRestart, handled: true };
      }
      this.options.onState('restarting');
      setImmediate(() => void this.#ready().catch(() => undefined)); // puts the start limit over the client's own restart
      return { action: CloseAction.Restart, handled: true };
    },
  };

  async #ping(): Promise<void> {
    if (this.#client?.state === State.Running) await this.#client.sendRequest(Ping.method, {});
  }

  #stuck(): void {
    this.options.log.error('The server is alive but does not answer; it is ended and started again.');
    this.#child?.kill();
  }

  async #reap(graceMs: number): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    await child?.end(graceMs);
  }
}
