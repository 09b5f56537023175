import type { Disposal } from '../emitter';
import { Emitter } from '../emitter';
import type { KeyValueStore } from '../connections/storage';
import type { SessionRequests } from '../objects/sessionRequests';
import { type BranchId, keyOf } from './branchId';
import { BranchState } from './branchState';

const KEY = 'headwater.openBranches';

interface Entry {
  readonly state: BranchState;
  readonly listening: Disposal;
}

/** The branches that the window works on: those of workspace folders, those opened by a person, those that something was saved to. */
export class OpenBranches {
  readonly #entries = new Map<string, Entry>();
  readonly #opened = new Emitter<BranchState>();
  readonly #closed = new Emitter<BranchState>();
  readonly #changed = new Emitter<BranchState>();
  readonly onDidOpen = this.#opened.event;
  readonly onDidClose = this.#closed.event;
  /** Fired when something of an opened branch was read anew. */
  readonly onDidChange = this.#changed.event;
  /** What was open when the window closed and is not open again yet. */
  #remembered: readonly BranchId[];

  constructor(
    private readonly requests: SessionRequests,
    private readonly memento: KeyValueStore,
  ) {
    const stored = memento.get(KEY);
    this.#remembered = Array.isArray(stored) ? stored.filter(isBranchId) : [];
  }

  get all(): readonly BranchState[] {
    return [...this.#entries.values()].map(({ state }) => state);
  }

  find(id: BranchId): BranchState | undefined {
    return this.#entries.get(keyOf(id))?.state;
  }

  /** The state of a branch; it is read in the background where it is new. */
  open(id: BranchId): BranchState {
    const known = this.find(id);
    if (known) return known;
    const state = new BranchState(id, this.requests);
    const listening = state.onDidChange(() => {
      this.#changed.fire(state);
    });
    this.#entries.set(keyOf(id), { state, listening });
    this.#remember();
    this.#opened.fire(state);
    void state.refresh();
    return state;
  }

  close(id: BranchId): void {
    const entry = this.#entries.get(keyOf(id));
    if (!entry) return;
    this.#entries.delete(keyOf(id));
    this.#remember();
    this.#closed.fire(entry.state);
    entry.listening.dispose();
    entry.state.dispose();
  }

  /** Branches of a connection that were open when the window closed. Opening them asks the server: to be done when the connection is open anyway. */
  takeRemembered(connectionId: string): readonly BranchId[] {
    const taken = this.#remembered.filter((id) => id.connectionId === connectionId);
    this.#remembered = this.#remembered.filter((id) => id.connectionId !== connectionId);
    return taken;
  }

  dispose(): void {
    for (const { state, listening } of this.#entries.values()) {
      listening.dispose();
      state.dispose();
    }
    this.#entries.clear();
    for (const emitter of [this.#opened, this.#closed, this.#changed]) emitter.dispose();
  }

  #remember(): void {
    void this.memento.update(KEY, [...this.#remembered, ...this.all.map(({ id }) => id)]);
  }
}

function isBranchId(value: unknown): value is BranchId {
  if (typeof value !== 'object' || value === null || !('connectionId' in value) || !('container' in value) || !('branch' in value)) return false;
  return typeof value.connectionId === 'string' && typeof value.branch === 'string' && Array.isArray(value.container) && value.container.every((part) => typeof part === 'string');
}
