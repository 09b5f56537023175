import type { ConnectContext } from '../../../src/core/contract/backend';
import type { RunOptions } from '../../../src/core/contract/execution';
import type { FieldValue, Secrets } from '../../../src/core/contract/profile';
import type { Session } from '../../../src/core/contract/session';
import { type Failure, HeadwaterError } from '../../../src/core/errors';
import { FlightSqlBackend } from '../../../src/backends/flightsql/backend';
import { collect, type Gathered } from '../../contract/gather';

export const never = new AbortController().signal;

export const context: ConnectContext = {
  log: { info: () => undefined, warn: () => undefined, error: () => undefined, wire: () => undefined },
  signal: never,
  storageFolder: '/nowhere',
  workspaceFolders: [],
  trusted: true,
  timeZone: 'UTC',
};

export function connectTo(values: Readonly<Record<string, FieldValue>>, secrets: Secrets = {}, more: Partial<ConnectContext> = {}): Promise<Session> {
  return new FlightSqlBackend().connect({ id: '1', name: 'test', backend: 'flightsql', values: { auth: 'none', tls: false, ...values } }, secrets, { ...context, ...more });
}

export function run(session: Session, text: string, options: Partial<RunOptions> = {}): Promise<Gathered> {
  return collect(session.statements!.run(text, { signal: never, ...options }));
}

/** The values of a result by column. */
export function valuesOf({ texts }: Gathered): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(texts.map(({ name, values }) => [name, values]));
}

export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error: unknown = await work.then(() => undefined, (reason: unknown) => reason);
  if (error instanceof HeadwaterError) return error.failure;
  throw new Error(`A failure was expected, not ${String(error)}`);
}
