import { HeadwaterError, isCancelled } from '../../../core/errors';
import { type Address, addressText } from '../wire/address';
import { PegasusError } from '../wire/errors';
import type { Rpc } from '../wire/rpcs';
import type { Nodes } from './nodes';
import { pause } from './pause';
import type { CallOptions, ClientSettings } from './settings';

/** What every result of a meta server has. */
interface MetaResult {
  readonly err: string;
  /** Of a partition table only: a server that does not lead names there who does. */
  readonly partitions?: readonly { readonly primary: Address | undefined }[];
}

const FORWARD = 'ERR_FORWARD_TO_OTHERS';
/** Meta servers that start, or that have lost their leader: it takes seconds. */
const STARTING: ReadonlySet<string> = new Set(['ERR_SERVICE_NOT_ACTIVE', 'ERR_UNDER_RECOVERY', FORWARD]);
const ROUND_PAUSE_MS = 500;
/** One that does not answer must not use up the time of the others. */
const ONE_OF_MANY_MS = 2_000;
const NOWHERE = { appId: 0, partition: 0, partitionHash: 0n, backup: false };

/** The meta servers: calls go to the one that leads. */
export class Metas {
  #addresses: readonly Address[];
  #leader: Address | undefined;

  constructor(
    private readonly nodes: Nodes,
    private readonly settings: ClientSettings,
  ) {
    this.#addresses = settings.metas;
  }

  /** Who answered last. */
  get leader(): Address | undefined {
    return this.#leader;
  }

  /**
   * @throws PegasusError with what the leader answers; HeadwaterError where none answers.
   * A change that was sent and not answered is not sent again.
   */
  async call<Q, A extends MetaResult>(rpc: Rpc<Q, A>, argument: Q, { timeoutMs = this.settings.timeoutMs, signal }: CallOptions = {}): Promise<A> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const round = await this.#round(rpc, argument, deadline, signal);
      if ('answer' in round) return round.answer;
      if (!round.starting || Date.now() + ROUND_PAUSE_MS >= deadline) throw round.failure;
      await pause(ROUND_PAUSE_MS, signal);
    }
  }

  /** Asks one after the other, whoever is named as leader next. */
  async #round<Q, A extends MetaResult>(rpc: Rpc<Q, A>, argument: Q, deadline: number, signal: AbortSignal | undefined): Promise<{ readonly answer: A } | { readonly failure: Error; readonly starting: boolean }> {
    const left = this.#inOrder();
    const asked = new Set<string>();
    let failure: Error | undefined;
    let starting = false;
    for (let address = left.shift(); address; address = left.shift()) {
      if (asked.has(addressText(address))) continue;
      asked.add(addressText(address));
      const remaining = Math.max(1, deadline - Date.now());
      try {
        const connection = await this.nodes.connection(address, signal);
        const answer = await connection.request(rpc, NOWHERE, argument, { timeoutMs: rpc.writes || left.length === 0 ? remaining : Math.min(remaining, ONE_OF_MANY_MS), signal });
        if (answer.err === 'ERR_OK') {
          this.#leads(address);
          return { answer };
        }
        const error = new PegasusError('meta', answer.err, rpc.name, hintOf(answer));
        if (!STARTING.has(answer.err)) {
          this.#leads(address);
          throw error;
        }
        starting = true;
        failure = answer.err === FORWARD ? (failure ?? noLeader(asked.size)) : error;
        const named = answer.partitions?.[0]?.primary;
        if (named) left.unshift(named);
      } catch (error) {
        if (isCancelled(error) || !(error instanceof HeadwaterError) || error.failure.outcomeUnknown) throw error;
        failure = failure instanceof PegasusError ? failure : error;
      }
    }
    return { failure: failure ?? noLeader(asked.size), starting };
  }

  #inOrder(): Address[] {
    const leader = this.#leader;
    return leader ? [leader, ...this.#addresses] : [...this.#addresses];
  }

  #leads(address: Address): void {
    this.#leader = address;
    if (!this.#addresses.some((known) => addressText(known) === addressText(address))) this.#addresses = [...this.#addresses, address];
  }
}

const hintOf = (answer: object): string => ('hint' in answer && typeof answer.hint === 'string' ? answer.hint : '');

function noLeader(asked: number): HeadwaterError {
  return new HeadwaterError({
    what: 'Could not find the leader of the meta servers',
    why: asked === 1 ? 'The meta server that was asked does not lead, and names nobody who does.' : `None of the ${asked} meta servers that were asked leads.`,
    todo: 'Add the other meta servers to the connection, or wait until one is elected.',
    kind: 'unreachable',
    code: FORWARD,
  });
}
