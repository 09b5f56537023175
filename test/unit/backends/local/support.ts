import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LocalBackend } from '../../../../src/backends/local/backend';
import type { ConnectContext } from '../../../../src/core/contract/backend';
import type { ExecutionEvent, StatementParameter } from '../../../../src/core/contract/execution';
import type { ConnectionProfile } from '../../../../src/core/contract/profile';
import type { Session } from '../../../../src/core/contract/session';
import { HeadwaterError } from '../../../../src/core/errors';
import { bundleWorker } from '../../support/bundleWorker';

export const never = new AbortController().signal;

/** A workspace folder and a backend, for one test file. */
export class Bench {
  readonly #sessions: Session[] = [];

  private constructor(
    readonly folder: string,
    readonly backend: LocalBackend,
  ) {}

  static async make(): Promise<Bench> {
    const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'headwater-local-')));
    await mkdir(path.join(folder, 'workspace'));
    return new Bench(folder, new LocalBackend(await bundleWorker('src/duckdb/worker.ts')));
  }

  get workspace(): string {
    return path.join(this.folder, 'workspace');
  }

  async connect(values: ConnectionProfile['values'] = {}, context: Partial<ConnectContext> = {}): Promise<Session> {
    const silent = () => undefined;
    const session = await this.backend.connect({ id: 'x', name: 'Local', backend: 'local', values }, {}, {
      log: { info: silent, warn: silent, error: silent, wire: silent },
      signal: never,
      storageFolder: path.join(this.folder, 'storage'),
      workspaceFolders: [this.workspace],
      trusted: true,
      timeZone: 'UTC',
      ...context,
    });
    this.#sessions.push(session);
    return session;
  }

  async closeSessions(): Promise<void> {
    for (const session of this.#sessions.splice(0)) await session[Symbol.asyncDispose]();
  }

  async remove(): Promise<void> {
    await this.closeSessions();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** What a statement told, in short: `schema`, `3 rows`, `message …`, `done 5`. */
export async function told(session: Session, statement: string, parameters: readonly StatementParameter[] = []): Promise<readonly string[]> {
  const events: string[] = [];
  for await (const event of session.statements!.run(statement, { signal: never, parameters }).events) {
    const text = short(event);
    if (text !== undefined) events.push(text);
  }
  return events;
}

export function short(event: ExecutionEvent): string | undefined {
  switch (event.kind) {
    case 'batch':
      return `${event.rows} rows`;
    case 'message':
      return event.text;
    case 'done':
      return event.rowsAffected === undefined ? 'done' : `done ${event.rowsAffected}`;
    case 'schema':
      return 'schema';
    case 'dictionary':
    case 'progress':
      return undefined;
  }
}

export async function failure(work: Promise<unknown>): Promise<HeadwaterError['failure']> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof HeadwaterError) return error.failure;
  throw new Error('It should have failed in words.', { cause: error });
}
