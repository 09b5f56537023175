import path from 'node:path';
import type { ConnectContext } from '../../core/contract/backend';
import type { MessageMemory } from '../../core/contract/memory';
import type { Session } from '../../core/contract/session';
import { type Failure, failureOf, HeadwaterError, isCancelled } from '../../core/errors';
import type { OfferedAction, OpenSessionParams, SessionClosed, SessionInfo, SessionTest } from '../../protocol/sessions';
import type { Backends } from '../backends';
import type { ServerLog } from '../log';
import type { Settings } from '../settings';
import { connectWithin } from './connect';
import { connectionLog } from './connectionLog';
import { describeSession } from './describeSession';
import type { LiveSession } from './liveSession';
import { redactError, redactor } from './redact';
import { sessionKey } from './sessionKey';
import { SharedTask } from './sharedTask';
import { settledWithin } from './settledWithin';

export interface SessionLimits {
  /** Milliseconds a connect may take. */
  readonly connectMs: number;
  /** Milliseconds that closing may take before we stop waiting for it. */
  readonly closeMs: number;
  /** Milliseconds that a session has to answer when one of its requests has failed. */
  readonly checkMs: number;
}

export const SESSION_LIMITS: SessionLimits = { connectMs: 30_000, closeMs: 3_000, checkMs: 10_000 };

interface Slot {
  readonly key: string;
  readonly opening: SharedTask<LiveSession>;
  live: LiveSession | undefined;
  checking: boolean;
}

/** The open sessions, by the id of their connection. */
export class SessionRegistry {
  readonly #slots = new Map<string, Slot>();
  readonly #closing = new Map<string, Promise<void>>();
  readonly #listeners: ((note: SessionClosed) => Promise<void>)[] = [];
  readonly #offered: ((offer: OfferedAction) => void)[] = [];

  constructor(
    private readonly backends: Backends,
    private readonly settings: Settings,
    private readonly log: ServerLog,
    private readonly limits: SessionLimits = SESSION_LIMITS,
    private readonly memory?: MessageMemory,
  ) {}

  /** Told before the session is closed; what it returns is waited for, so that what runs on it can end first. */
  onClosed(listener: (note: SessionClosed) => Promise<void>): void {
    this.#listeners.push(listener);
  }

  onOffer(listener: (offer: OfferedAction) => void): void {
    this.#offered.push(listener);
  }

  /** The session of a profile: the open one where settings and secrets are the same, else a new one in its place. */
  async open(params: OpenSessionParams, signal: AbortSignal): Promise<SessionInfo> {
    const { id } = params.profile;
    const key = sessionKey(params, this.settings.current);
    let slot = this.#slots.get(id);
    if (slot && (slot.key !== key || slot.opening.abandoned)) {
      this.#end(id, slot, { connectionId: id });
      slot = undefined;
    }
    slot ??= this.#start(id, key, params);
    await slot.opening.join(signal);
    if (!slot.live) throw closed(params.profile.name);
    slot.live = { ...slot.live, profile: params.profile };
    return slot.live.info;
  }

  /** Connects, measures a round trip and disconnects, beside any open session. */
  async test(params: OpenSessionParams, signal: AbortSignal): Promise<SessionTest> {
    const redact = redactor(params.secrets);
    try {
      const { session, connectMs } = await this.#connect(params, signal);
      try {
        const started = performance.now();
        await session.ping(signal);
        return { server: session.server, connectMs, roundTripMs: performance.now() - started };
      } finally {
        await this.#dispose(session);
      }
    } catch (error) {
      throw redactError(error, redact, `Could not connect to *${params.profile.name}*`);
    }
  }

  /** All that are open now. */
  all(): readonly LiveSession[] {
    return [...this.#slots.values()].flatMap(({ live }) => live ?? []);
  }

  find(connectionId: string): LiveSession | undefined {
    return this.#slots.get(connectionId)?.live;
  }

  /**
   * Work on an open session. What it throws comes out without secrets; afterwards the session is asked whether it still lives.
   * @throws HeadwaterError with code `no-session` where none is open
   */
  async use<T>(connectionId: string, what: string, work: (live: LiveSession) => Promise<T>): Promise<T> {
    const live = this.find(connectionId);
    if (!live) throw new HeadwaterError({ what, why: 'The connection is not open.', todo: 'Open the connection and try again.', code: 'no-session' });
    try {
      return await work(live);
    } catch (error) {
      if (!isCancelled(error)) this.check(connectionId);
      throw redactError(error, live.redact, what);
    }
  }

  /** Asks a session that has just failed whether it is still there, and closes it where it is not. Answers at once. */
  check(connectionId: string): void {
    const slot = this.#slots.get(connectionId);
    if (!slot?.live || slot.checking) return;
    const { live } = slot;
    slot.checking = true;
    live.session
      .ping(AbortSignal.timeout(this.limits.checkMs))
      .catch((error: unknown) => {
        // Slow is not gone: only the session's own word counts.
        if (isCancelled(error) || (error instanceof Error && error.name === 'TimeoutError')) return;
        if (this.#slots.get(connectionId) !== slot) return;
        const failure: Failure = failureOf(redactError(error, live.redact, lost(live.profile.name)), lost(live.profile.name));
        this.#end(connectionId, slot, { connectionId, failure });
      })
      .finally(() => {
        slot.checking = false;
      })
      .catch(() => undefined);
  }

  /** Resolves when the session is closed, or the time for that is over. */
  async close(connectionId: string): Promise<void> {
    const slot = this.#slots.get(connectionId);
    if (slot) this.#end(connectionId, slot, { connectionId });
    await this.#closing.get(connectionId);
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#slots.keys()].map((id) => this.close(id)));
    await Promise.all(this.#closing.values());
  }

  #start(id: string, key: string, params: OpenSessionParams): Slot {
    const opening = new SharedTask(async (signal) => {
      const redact = redactor(params.secrets);
      try {
        await this.#closing.get(id); // a file may be locked until then
        const { session, connectMs } = await this.#connect(params, signal);
        const live: LiveSession = { profile: params.profile, session, info: describeSession(id, session, connectMs), redact };
        if (this.#slots.get(id) !== slot) {
          await this.#dispose(session);
          throw closed(params.profile.name);
        }
        slot.live = live;
        return live;
      } catch (error) {
        if (this.#slots.get(id) === slot) this.#slots.delete(id);
        throw redactError(error, redact, `Could not connect to *${params.profile.name}*`);
      }
    });
    const slot: Slot = { key, opening, live: undefined, checking: false };
    this.#slots.set(id, slot);
    return slot;
  }

  async #connect(params: OpenSessionParams, signal: AbortSignal): Promise<{ session: Session; connectMs: number }> {
    const { profile, secrets } = params;
    const backend = await this.backends.get(profile.backend);
    const started = performance.now();
    const session = await connectWithin(this.limits.connectMs, backend, profile, secrets, this.#context(params, signal));
    const connectMs = performance.now() - started;
    this.log.write('info', `${profile.name}: connected to ${session.server.product} ${session.server.version} in ${connectMs.toFixed(0)} ms`);
    return { session, connectMs };
  }

  #context({ profile, secrets }: OpenSessionParams, signal: AbortSignal): ConnectContext {
    const { storageFolder, workspaceFolders, trusted, timeZone, proxy } = this.settings.current;
    const log = connectionLog(this.log, profile.name, redactor(secrets), () => this.settings.current.wireLog);
    const offer: ConnectContext['offer'] = (offered) => {
      for (const listener of this.#offered) listener({ connectionId: profile.id, ...offered });
    };
    return { log, signal, offer, storageFolder: path.join(storageFolder, 'connections', profile.id), workspaceFolders, trusted, timeZone, ...(proxy ? { proxy } : {}), ...(this.memory ? { memory: this.memory } : {}) };
  }

  #end(id: string, slot: Slot, note: SessionClosed): void {
    if (this.#slots.get(id) === slot) this.#slots.delete(id);
    slot.opening.abort();
    if (!slot.live) return;
    const { session } = slot.live;
    const told = Promise.all(this.#listeners.map((listener) => listener(note)));
    const closing = settledWithin(told, this.limits.closeMs)
      .then(() => this.#dispose(session))
      .finally(() => {
        if (this.#closing.get(id) === closing) this.#closing.delete(id);
      });
    this.#closing.set(id, closing);
  }

  async #dispose(session: Session): Promise<void> {
    const closed = await settledWithin(session[Symbol.asyncDispose](), this.limits.closeMs);
    if (!closed) this.log.write('warn', `A session of ${session.server.product} did not close in time.`);
  }
}

function lost(name: string): string {
  return `The connection to *${name}* was lost`;
}

function closed(name: string): HeadwaterError {
  return new HeadwaterError({ what: `Could not connect to *${name}*`, why: 'The connection was closed while it was being opened.', code: 'closed' });
}
