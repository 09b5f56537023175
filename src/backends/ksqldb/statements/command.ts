import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionEvent } from '../../../core/contract/execution';
import { HeadwaterError } from '../../../core/errors';
import { type Entity, fieldsOf } from '../client/entity';
import type { CommandState, KsqlClient } from '../client/ksqlClient';
import { currentStatusShape } from '../entities/shapes';

/** Statuses after which nothing more comes (CommandStatus.java). */
const ENDED: ReadonlySet<string> = new Set(['SUCCESS', 'ERROR', 'TERMINATED', 'RUNNING']);
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** What became of a command, and what is needed to run a statement that builds on it. */
export interface CommandOutcome {
  readonly message: string;
  readonly queryId: string | undefined;
  readonly sequence: number | undefined;
}

/**
 * Follows a command until it is done: the server answers before, where carrying it out takes longer than it waits.
 * @throws HeadwaterError where it failed
 */
export async function* followCommand(client: KsqlClient, what: string, entity: Entity, signal: AbortSignal): AsyncGenerator<ExecutionEvent, CommandOutcome, undefined> {
  const { commandId, commandStatus, commandSequenceNumber } = fieldsOf(what, entity, currentStatusShape);
  let state: CommandState = { status: commandStatus.status, message: commandStatus.message ?? '', queryId: commandStatus.queryId || undefined };
  for (let pause = FIRST_PAUSE_MS; !ENDED.has(state.status) && commandId; pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5)) {
    yield { kind: 'progress', text: `${state.status.toLowerCase()}: ${state.message}` };
    await delay(pause, undefined, { signal });
    state = await client.commandState(what, commandId, signal);
  }
  if (state.status === 'ERROR') throw new HeadwaterError({ what, why: firstLine(state.message), detail: state.message, kind: 'invalid', code: 'command-error' });
  return { message: state.message || state.status, queryId: state.queryId ?? (commandStatus.queryId || undefined), sequence: commandSequenceNumber ?? undefined };
}

function firstLine(message: string): string {
  const line = message.split('\n').find((one) => one.trim() !== '')?.trim() ?? 'The server gives no reason.';
  return /[.!?]$/u.test(line) ? line : `${line}.`;
}
