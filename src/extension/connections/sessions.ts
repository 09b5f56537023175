import type { Failure } from '../../core/errors';
import { CancelledError, failureOf, isCancelled } from '../../core/errors';
import { CloseSession, OpenSession, SessionClosedNote } from '../../protocol/sessions';
import type { OpenSessionParams, SessionInfo } from '../../protocol/sessions';
import type { Cancel } from '../cancel';
import { orCancelled, whenCancelled } from '../cancel';
import { Emitter } from '../emitter';
import type { Disposal } from '../emitter';
import type { Server } from '../server/api';
import type { SessionState } from '../services';

/** What is needed to open a session: may ask a person for consent and secrets. */
export type Prepare = (id: string, signal: AbortSignal) => Promise<OpenSessionParams>;

interface Open {
  readonly kind: 'open';
  readonly info: SessionInfo;
  /** Of the server that holds the session; another server knows nothing of it. */
  readonly generation: string | undefined;
}

interface Opening {
  readonly kind: 'opening';
  readonly work: Promise<SessionInfo>;
  readonly abort: AbortController;
  /** Callers that still want it; the last one to give up ends the work. */
  waiting: number;
}

interface Failed {
  readonly kind: 'failed';
  readonly failure: Failure;
}

/** Which connections have a session in the server, by profile id. Many callers may open one at once; it is opened once. */
export class Sessions {
  readonly #entries = new Map<string, Open | Opening | Failed>();
  readonly #changed = new Emitter<string>();
  readonly #closed = new Emitter<string>();
  readonly #listening: readonly Disposal[];
  /** Fired with the profile's id. */
  readonly onDidChange = this.#changed.event;
  /** Fired with the id of a session that was ended here, not by the server. */
  readonly onDidClose = this.#closed.event;

  constructor(
    private readonly server: Server,
    private readonly prepare: Prepare,
  ) {
    this.#listening = [
      server.onDidChangeState(() => {
        this.#forgetLost();
      }),
      server.on(SessionClosedNote, ({ connectionId, failure }) => {
        if (this.#entries.get(connectionId)?.kind === 'open') this.#set(connectionId, failure && { kind: 'failed', failure });
      }),
    ];
  }

  state(id: string): SessionState {
    const entry = this.#current(id);
    return entry ? entry.kind : 'closed';
  }

  /** The open session; `undefined` while there is none. */
  info(id: string): SessionInfo | undefined {
    const entry = this.#current(id);
    return entry?.kind === 'open' ? entry.info : undefined;
  }

  /** Why the last attempt failed, or the session was lost; `undefined` once it is open again. */
  failure(id: string): Failure | undefined {
    const entry = this.#entries.get(id);
    return entry?.kind === 'failed' ? entry.failure : undefined;
  }

  /** @throws HeadwaterError with the reason; CancelledError when the caller or the person gave up */
  async open(id: string, cancel?: Cancel): Promise<SessionInfo> {
    const entry = this.#current(id);
    if (entry?.kind === 'open') return entry.info;
    const opening = entry?.kind === 'opening' ? entry : this.#start(id);
    opening.waiting++;
    const stop = whenCancelled(cancel, () => {
      if (--opening.waiting === 0) opening.abort.abort();
    });
    try {
      return await orCancelled(opening.work, cancel);
    } finally {
      stop();
    }
  }

  /** Ends the session, or the attempt to open it. Never throws: a server that is gone has no session either. */
  async close(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (!entry) return;
    if (entry.kind === 'opening') entry.abort.abort();
    const held = this.#current(id)?.kind === 'open';
    this.#set(id, undefined);
    this.#closed.fire(id);
    if (held) await this.server.request(CloseSession, { connectionId: id }).catch(() => null);
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
    for (const entry of this.#entries.values()) if (entry.kind === 'opening') entry.abort.abort();
    this.#changed.dispose();
    this.#closed.dispose();
  }

  #start(id: string): Opening {
    const abort = new AbortController();
    const opening: Opening = { kind: 'opening', abort, waiting: 0, work: this.#open(id, abort.signal) };
    this.#set(id, opening);
    const settle = (entry: Open | Failed | undefined): void => {
      if (this.#entries.get(id) === opening) this.#set(id, entry);
    };
    opening.work.then(
      (info) => {
        settle({ kind: 'open', info, generation: this.server.generation });
      },
      (error: unknown) => {
        settle(isCancelled(error) ? undefined : { kind: 'failed', failure: failureOf(error, 'Could not connect') });
      },
    );
    return opening;
  }

  async #open(id: string, signal: AbortSignal): Promise<SessionInfo> {
    const params = await this.prepare(id, signal);
    if (signal.aborted) throw new CancelledError();
    return this.server.request(OpenSession, params, signal);
  }

  #current(id: string): Open | Opening | Failed | undefined {
    const entry = this.#entries.get(id);
    return entry?.kind === 'open' && !this.#alive(entry) ? undefined : entry;
  }

  #alive(entry: Open): boolean {
    return this.server.state === 'running' && this.server.generation === entry.generation;
  }

  #forgetLost(): void {
    for (const [id, entry] of [...this.#entries]) if (entry.kind === 'open' && !this.#alive(entry)) this.#set(id, undefined);
  }

  #set(id: string, entry: Open | Opening | Failed | undefined): void {
    if (entry) this.#entries.set(id, entry);
    else this.#entries.delete(id);
    this.#changed.fire(id);
  }
}
