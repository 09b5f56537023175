import { setTimeout as delay } from 'node:timers/promises';
import { BufferPool } from '../../../core/arrow/bufferPool';
import { CancelledError, HeadwaterError, isCancelled } from '../../../core/errors';
import type { MessageOf } from '../../../core/protobuf/message';
import { type Address, addressText } from '../wire/address';
import { type Api, GET_METADATA } from '../wire/apis';
import { FlussError, isRetriable, isStale } from '../wire/errorCodes';
import type { MetadataResponse } from '../wire/messages/names';
import { type ConnectionSettings, type RequestOptions, ServerConnection } from '../wire/serverConnection';
import { unreachable } from '../wire/socket';

export interface ClusterSettings extends ConnectionSettings {
  readonly bootstrap: readonly Address[];
  /** Addresses that the cluster tells → addresses that are reached from here: for containers and port forwards. */
  readonly addressMap: ReadonlyMap<string, Address>;
}

export interface ServerNode {
  readonly id: number;
  readonly role: 'coordinator' | 'tablet server';
  readonly address: Address;
  readonly rack?: string;
}

type Metadata = MessageOf<typeof MetadataResponse>;

/** Who a request goes to. */
export type Target = { readonly to: 'any' | 'tablet' | 'coordinator' } | { readonly to: 'server'; readonly id: number };

/** Tries of a request that changes nothing, with growing pauses: about six seconds in all. */
const PAUSES_MS = [50, 100, 200, 400, 800, 1600, 3200];

/** Memory that lies unused between answers, at most. */
const MOST_SPARE_BYTES = 32 << 20;

/** The servers of a cluster, and one connection to each that is in use. */
export class Cluster {
  readonly #connections = new Map<string, Promise<ServerConnection>>();
  #nodes: readonly ServerNode[] = [];
  readonly #closed = new AbortController();
  /** Where answers stand; who has used up one that is large gives its memory back. */
  readonly frames = new BufferPool(MOST_SPARE_BYTES);

  constructor(private readonly settings: ClusterSettings) {}

  /** Finds the cluster through the first bootstrap server that answers. */
  static async connect(settings: ClusterSettings, signal: AbortSignal): Promise<Cluster> {
    const cluster = new Cluster(settings);
    try {
      await cluster.refresh(signal);
      return cluster;
    } catch (error) {
      cluster.close();
      throw error;
    }
  }

  get nodes(): readonly ServerNode[] {
    return this.#nodes;
  }

  /** Whether the servers asked so far offer a request. */
  async offers(api: Api<never, unknown>, signal: AbortSignal): Promise<boolean> {
    const connection = await this.#connectionTo({ to: api.target === 'leader' ? 'tablet' : api.target }, signal);
    return connection.version(api) !== undefined;
  }

  /** Metadata of the cluster, and of the tables or partitions named. */
  async metadata(request: Parameters<(typeof GET_METADATA)['request']['encode']>[0], signal: AbortSignal): Promise<Metadata> {
    const answer = await this.#askAnybody(request, signal);
    const nodes = nodesOf(answer);
    if (nodes.length > 0) this.#nodes = nodes;
    return answer;
  }

  async refresh(signal: AbortSignal): Promise<void> {
    await this.metadata({}, signal);
  }

  /** One request; nothing is tried again. */
  async ask<Q, A>(target: Target, api: Api<Q, A>, value: Q, options: RequestOptions): Promise<A> {
    const connection = await this.#connectionTo(target, options.signal);
    return connection.request(api, value, options);
  }

  /** A request that changes nothing: asked again, with new metadata, while the answer is one that passes. */
  async askAgain<Q, A>(target: () => Target | Promise<Target>, api: Api<Q, A>, value: Q, options: RequestOptions): Promise<A> {
    return this.retrying(async () => this.ask(await target(), api, value, options), options.signal);
  }

  /** Runs work that changes nothing until it succeeds or the pauses are used up. */
  async retrying<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (const pause of PAUSES_MS) {
      try {
        return await work();
      } catch (error) {
        if (!passes(error) || signal.aborted) throw error;
        await this.pause(pause, signal);
        if (refreshes(error)) await this.refresh(signal).catch(rethrowCancelled);
      }
    }
    return work();
  }

  async pause(ms: number, signal: AbortSignal): Promise<void> {
    await delay(ms, undefined, { signal: AbortSignal.any([signal, this.#closed.signal]) }).catch(() => Promise.reject(new CancelledError()));
  }

  close(): void {
    this.#closed.abort();
    for (const connection of this.#connections.values()) connection.then((open) => open.close()).catch(() => undefined);
    this.#connections.clear();
    this.frames[Symbol.dispose]();
  }

  async #askAnybody(request: Parameters<(typeof GET_METADATA)['request']['encode']>[0], signal: AbortSignal): Promise<Metadata> {
    const known = this.#nodes.map((node) => node.address);
    let failure: Error | undefined;
    for (const address of [...known, ...this.settings.bootstrap]) {
      try {
        const connection = await this.#open(address, signal);
        const answer = await connection.request(GET_METADATA, request, { signal });
        // a server that has just started knows of nobody yet
        if (answer.tabletServers.length > 0 || answer.coordinator) return answer;
        failure = notReady(address);
      } catch (error) {
        // the table is not there, the login is wrong: others would say the same
        if (isCancelled(error) || (error instanceof FlussError && !isRetriable(error.code) && error.code !== -1)) throw error;
        failure = error instanceof FlussError ? notReady(address, error) : error instanceof Error ? error : new Error(String(error));
      }
    }
    throw failure ?? unreachable({ host: 'no server', port: 0 }, 'No bootstrap server is given');
  }

  async #connectionTo(target: Target, signal: AbortSignal): Promise<ServerConnection> {
    const node = this.#find(target);
    if (node) return this.#open(node.address, signal);
    await this.refresh(signal);
    const found = this.#find(target);
    if (found) return this.#open(found.address, signal);
    const who = target.to === 'server' ? `tablet server ${target.id}` : target.to === 'tablet' ? 'tablet server' : 'coordinator';
    throw new HeadwaterError({
      what: `The ${who} is not there`,
      why: 'The cluster does not list it at the moment.',
      todo: 'Wait until the server is up again (a restarted one needs some seconds to register), then try again.',
      kind: 'unreachable',
    });
  }

  #find(target: Target): ServerNode | undefined {
    switch (target.to) {
      case 'server':
        return this.#nodes.find((node) => node.role === 'tablet server' && node.id === target.id);
      case 'coordinator':
        return this.#nodes.find((node) => node.role === 'coordinator');
      case 'tablet':
        return this.#nodes.find((node) => node.role === 'tablet server');
      case 'any':
        return this.#nodes.find((node) => node.role === 'tablet server') ?? this.#nodes[0];
    }
  }

  async #open(told: Address, signal: AbortSignal): Promise<ServerConnection> {
    const key = addressText(told);
    const known = this.#connections.get(key);
    if (known) {
      const connection = await known.catch(() => undefined);
      if (connection && !connection.closed) return connection; // servers cut connections that are idle for ten minutes
      if (this.#connections.get(key) === known) this.#connections.delete(key);
    }
    const waiting = this.#connections.get(key);
    if (waiting) return waiting;
    const address = this.settings.addressMap.get(key) ?? told;
    // not cancelled with the one who asked first: others may wait for it too
    const opening = ServerConnection.open(address, this.settings, this.frames, this.#closed.signal);
    this.#connections.set(key, opening);
    opening.catch(() => {
      if (this.#connections.get(key) === opening) this.#connections.delete(key);
    });
    return abortable(opening, signal);
  }
}

function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new CancelledError());
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function nodesOf({ coordinator, tabletServers }: Metadata): readonly ServerNode[] {
  const node = (role: ServerNode['role'], { id, host, port, rack }: Metadata['tabletServers'][number]): ServerNode => ({ id, role, address: { host, port }, ...(rack === undefined ? {} : { rack }) });
  return [...(coordinator ? [node('coordinator', coordinator)] : []), ...tabletServers.map((server) => node('tablet server', server)).sort((a, b) => a.id - b.id)];
}

function passes(error: unknown): boolean {
  if (error instanceof FlussError) return isRetriable(error.code);
  return error instanceof HeadwaterError && error.failure.kind === 'unreachable' && error.failure.outcomeUnknown !== true;
}

const refreshes = (error: unknown): boolean => !(error instanceof FlussError) || isStale(error.code);

function rethrowCancelled(error: unknown): void {
  if (isCancelled(error)) throw error;
}

function notReady(address: Address, cause?: FlussError): HeadwaterError {
  return new HeadwaterError(
    {
      what: `The Fluss server ${addressText(address)} is not ready`,
      why: cause?.text === undefined || cause.text === '' ? 'It knows of no other server yet.' : cause.text,
      todo: 'Wait until the cluster has started, then try again.',
      kind: 'unreachable',
    },
    cause ? { cause } : undefined,
  );
}
