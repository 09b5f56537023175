import { HeadwaterError } from '../../../core/errors';
import type { Hash64 } from '../keys/crc64';
import { hashBits } from '../keys/crc64';
import { partitionOf } from '../keys/fullKey';
import { addressText } from '../wire/address';
import { PegasusError } from '../wire/errors';
import type { Rpc } from '../wire/rpcs';
import type { Nodes } from './nodes';
import { pause } from './pause';
import type { Partition, RouteBook, Routes } from './routes';
import type { CallOptions, ClientSettings } from './settings';

/** What a call is about: a key's hash, or a whole partition. */
export type Target = Hash64 | { readonly partition: number };

/** The server does not have the partition as the caller thinks, and has done nothing: ask the meta server, try again. */
const MOVED: ReadonlySet<string> = new Set(['ERR_OBJECT_NOT_FOUND', 'ERR_INVALID_STATE', 'ERR_INACTIVE_STATE', 'ERR_PARENT_PARTITION_MISUSED']);
/** Nothing has been done, and it may be possible soon. */
const LATER: ReadonlySet<string> = new Set(['ERR_SPLITTING', 'ERR_NOT_ENOUGH_MEMBER']);
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/** Calls to the partitions of one table, tried again where that is safe. */
export class PartitionCalls {
  constructor(
    private readonly nodes: Nodes,
    readonly routes: RouteBook,
    readonly settings: ClientSettings,
  ) {}

  /**
   * @throws PegasusError with an error of the first layer that is not passed by trying again;
   * HeadwaterError where nobody answers, with `outcomeUnknown` where a change may have happened
   */
  async call<Q, A>(rpc: Rpc<Q, A>, target: Target, argument: Q, options: CallOptions = {}): Promise<A> {
    const { timeoutMs = this.settings.timeoutMs, signal } = options;
    const deadline = Date.now() + timeoutMs;
    let wait = FIRST_PAUSE_MS;
    let timedOut = false;
    for (;;) {
      const routes = this.routes.known ?? (await this.routes.current({ timeoutMs, signal }));
      try {
        return await this.#once(rpc, target, argument, routes, Math.max(1, deadline - Date.now()), signal);
      } catch (error) {
        const next = this.#next(error, rpc, timedOut);
        if (next === 'give up' || signal?.aborted || Date.now() + wait >= deadline) throw error instanceof PegasusError ? ended(error, rpc) : error;
        timedOut ||= next === 'again';
        if (next !== 'again') {
          await pause(wait, signal);
          wait = Math.min(wait * 2, LONGEST_PAUSE_MS);
        }
        if (next === 'ask') await this.routes.renewed(routes, { timeoutMs: Math.max(1, deadline - Date.now()), signal });
      }
    }
  }

  /** Who has the primary of a target, as far as is known. */
  primaryOf(target: Target): string | undefined {
    const routes = this.routes.known;
    const primary = routes && partitionFor(routes, target)?.primary;
    return primary && addressText(primary);
  }

  /** Sends what is never answered, if the server is connected. */
  tell<Q>(rpc: Rpc<Q, unknown>, target: Target, argument: Q): void {
    const routes = this.routes.known;
    if (!routes) return;
    const partition = partitionFor(routes, target);
    if (!partition?.primary) return;
    this.nodes.known(partition.primary)?.tell(rpc, { appId: routes.appId, partition: partition.index, partitionHash: bitsOf(target, partition.index), backup: false }, argument);
  }

  async #once<Q, A>(rpc: Rpc<Q, A>, target: Target, argument: Q, routes: Routes, timeoutMs: number, signal: AbortSignal | undefined): Promise<A> {
    const partition = partitionFor(routes, target);
    const primary = partition?.primary;
    if (!partition || !primary) throw this.#noPrimary(partition);
    const connection = this.nodes.known(primary) ?? (await this.nodes.connection(primary, signal));
    return connection.request(rpc, { appId: routes.appId, partition: partition.index, partitionHash: bitsOf(target, partition.index), backup: false }, argument, { timeoutMs, signal });
  }

  #next(error: unknown, { writes }: Rpc<never, unknown>, timedOut: boolean): 'ask' | 'wait' | 'again' | 'give up' {
    if (error instanceof PegasusError) {
      if (MOVED.has(error.code) || error.code === 'ERR_CHILD_NOT_READY') return 'ask';
      if (LATER.has(error.code)) return 'wait';
      return error.code === 'ERR_TIMEOUT' && !writes && !timedOut ? 'again' : 'give up';
    }
    if (!(error instanceof HeadwaterError) || error.failure.outcomeUnknown === true || error.failure.code === 'protocol') return 'give up';
    return error.failure.kind === 'unreachable' ? 'ask' : 'give up';
  }

  #noPrimary(partition: Partition | undefined): HeadwaterError {
    return new HeadwaterError({
      what: `Could not reach the table ${this.routes.table}`,
      why: partition ? `Partition ${partition.index} has no primary at the moment.` : 'The meta server told no partitions of it.',
      todo: 'Try again in some seconds: the cluster elects a new one.',
      kind: 'unreachable',
      code: 'ERR_INVALID_STATE',
    });
  }
}

/** A child of a split that is not ready yet is served by its parent. */
function partitionFor(routes: Routes, target: Target): Partition | undefined {
  const index = 'partition' in target ? target.partition : partitionOf(target, routes.partitionCount);
  const partition = routes.partitions[index];
  if (partition && partition.ballot < 0n && index >= routes.partitionCount / 2) return routes.partitions[index - routes.partitionCount / 2];
  return partition;
}

const bitsOf = (target: Target, index: number): bigint => ('partition' in target ? BigInt(index) : hashBits(target));

/** The server did not get an answer from its replicas in time: a change may have happened. */
function ended(error: PegasusError, { writes, name }: Rpc<never, unknown>): Error {
  if (!writes || error.code !== 'ERR_TIMEOUT') return error;
  return new HeadwaterError(
    { what: `${name} was not finished in time`, why: 'The server answered ERR_TIMEOUT: its replicas did not confirm the change in time.', todo: 'Read the key before you write again: the change may have been made.', kind: 'timeout', code: 'ERR_TIMEOUT', outcomeUnknown: true },
    { cause: error },
  );
}
