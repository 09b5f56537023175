import type { DuckDb, DuckDbConnection } from '../../duckdb/duckdb';
import { type Effect, effectsOf } from './effects';

/** Kept for the next statements; more are closed when they are free. */
const MOST_IDLE = 3;

/** Progress is worked out only where a bar is wanted; nothing is printed. */
const PROGRESS = ['SET enable_progress_bar = true', 'SET enable_progress_bar_print = false', 'SET progress_bar_time = 200'];

interface Reader {
  readonly connection: DuckDbConnection;
  /** How many of the session's settings it has. */
  settings: number;
}

/**
 * The DuckDB connections of one session. Statements that change something run one after the other on the *main* one.
 * Reading statements each get a connection of their own, so that a half-read result stays open whatever runs next, and
 * several run at once; settings made on the main one (`SET`, `USE`) are repeated there. While the main one has what no
 * other has (a transaction, temporary objects), reading statements run on it too.
 */
export class SessionConnections {
  readonly #idle: Reader[] = [];
  readonly #busy = new Set<Reader>();
  readonly #settings: string[] = [];
  #transaction = false;
  #state = false;

  private constructor(
    private readonly duckDb: DuckDb,
    private readonly setup: readonly string[],
    readonly main: DuckDbConnection,
  ) {}

  static async open(duckDb: DuckDb, restricted: boolean): Promise<SessionConnections> {
    const setup = restricted ? [] : PROGRESS;
    return new SessionConnections(duckDb, setup, await duckDb.connect(setup));
  }

  get alive(): boolean {
    return this.duckDb.alive;
  }

  /** True while reading statements must run on the main connection. */
  get tied(): boolean {
    return this.#transaction || this.#state;
  }

  /** Notes what a text that has run on the main connection left there. */
  note(text: string): void {
    for (const effect of effectsOf(text)) this.#noteEffect(effect);
  }

  /** A connection for one purpose, with nothing of the session's own; its user closes it. */
  separate(): Promise<DuckDbConnection> {
    return this.duckDb.connect();
  }

  /** A connection for reading; {@link release} it afterwards. */
  async acquire(): Promise<Reader> {
    const reader = this.#idle.pop() ?? { connection: await this.duckDb.connect(this.setup), settings: 0 };
    while (reader.settings < this.#settings.length) {
      const setting = this.#settings[reader.settings++];
      if (setting !== undefined) await reader.connection.rows(setting, 'Could not repeat a setting', NEVER).catch(() => undefined);
    }
    this.#busy.add(reader);
    return reader;
  }

  release(reader: Reader): void {
    this.#busy.delete(reader);
    if (this.alive && reader.connection.working === 0 && this.#idle.length < MOST_IDLE) this.#idle.push(reader);
    else if (this.alive) reader.connection.close();
  }

  /** Runs `use` where the session's own objects are seen, if that does not disturb a result that is being read. */
  async read<T>(use: (connection: DuckDbConnection) => Promise<T>): Promise<T> {
    if (this.tied && this.main.working === 0) return use(this.main);
    const reader = await this.acquire();
    try {
      return await use(reader.connection);
    } finally {
      this.release(reader);
    }
  }

  /** Stops what runs and closes all of them: the database may go on for other sessions. */
  close(): void {
    if (!this.alive) return;
    for (const { connection } of [...this.#idle, ...this.#busy]) connection.close();
    this.main.close();
  }

  #noteEffect(effect: Effect): void {
    switch (effect.kind) {
      case 'setting':
        this.#settings.push(effect.text);
        return;
      case 'transaction':
        this.#transaction = effect.open;
        return;
      case 'state':
        this.#state = true;
        return;
      case 'none':
    }
  }
}

const NEVER = new AbortController().signal;
