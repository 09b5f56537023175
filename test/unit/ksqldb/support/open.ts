import type { ConnectContext } from '../../../../src/core/contract/backend';
import type { Execution, ExecutionEvent } from '../../../../src/core/contract/execution';
import type { FieldValue, Secrets } from '../../../../src/core/contract/profile';
import type { Session } from '../../../../src/core/contract/session';
import { type Failure, HeadwaterError } from '../../../../src/core/errors';
import { KsqlBackend } from '../../../../src/backends/ksqldb/backend';
import { Decoded } from './results';

export interface Told {
  readonly level: string;
  readonly text: string;
}

export function contextOf(told: Told[], more: Partial<ConnectContext> = {}): ConnectContext {
  const at = (level: string) => (text: string): void => void told.push({ level, text });
  return { log: { info: at('info'), warn: at('warn'), error: at('error'), wire: () => undefined }, signal: new AbortController().signal, storageFolder: '', workspaceFolders: [], trusted: true, timeZone: 'UTC', ...more };
}

export async function open(values: Readonly<Record<string, FieldValue>>, secrets: Secrets = {}, told: Told[] = [], more: Partial<ConnectContext> = {}): Promise<Session> {
  return new KsqlBackend({}).connect({ id: 'p', name: 'test', backend: 'ksqldb', values }, secrets, contextOf(told, more));
}

export interface Ran {
  readonly names: readonly string[];
  readonly rows: readonly string[];
  readonly messages: readonly string[];
  readonly facts: Readonly<Record<string, string>>;
  readonly affected: bigint | undefined;
  readonly live: boolean;
}

/** Everything that an execution tells, to its end, or until `enough` rows are there; then it is left. */
export async function gather(execution: Execution, enough = Infinity): Promise<Ran> {
  let decoded: Decoded | undefined;
  let done: (ExecutionEvent & { readonly kind: 'done' }) | undefined;
  let live = false;
  const messages: string[] = [];
  for await (const event of execution.events) {
    if (event.kind === 'schema') {
      decoded = new Decoded(event);
      live = event.live ?? false;
    } else if (event.kind === 'batch') decoded?.add(event);
    else if (event.kind === 'message') messages.push(event.text);
    else if (event.kind === 'done') done = event;
    if ((decoded?.rows.length ?? 0) >= enough) break;
  }
  return { names: decoded?.names ?? [], rows: decoded?.rows ?? [], messages, facts: Object.fromEntries(done?.facts ?? []), affected: done?.rowsAffected, live };
}

export function run(session: Session, text: string, options: { readonly scope?: string; readonly settings?: Readonly<Record<string, string>>; readonly enough?: number } = {}): Promise<Ran> {
  const { enough, ...rest } = options;
  return gather(runOf(session, text, rest), enough);
}

export function runOf(session: Session, text: string, options: { readonly scope?: string; readonly settings?: Readonly<Record<string, string>> } = {}): Execution {
  if (!session.statements) throw new Error('no statements');
  return session.statements.run(text, { signal: new AbortController().signal, ...options });
}

/** The failure of what must fail. */
export async function failed(work: Promise<unknown>): Promise<Failure> {
  try {
    await work;
  } catch (error) {
    if (error instanceof HeadwaterError) return error.failure;
    throw error;
  }
  throw new Error('It did not fail.');
}
