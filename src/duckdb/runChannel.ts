import { CancelledError, type HeadwaterError } from '../core/errors';
import { duckDbError } from './failure';
import type { FromWorker, RunSummary } from './messages';

export type DuckDbEvent = Extract<FromWorker, { kind: 'event' }>['event'];
/** The events of a statement, then how it ended. */
export type DuckDbRunEvent = DuckDbEvent | { readonly kind: 'ended'; readonly summary: RunSummary };
export type RunMessage = Exclude<FromWorker, { kind: 'done' | 'failed' }>;

/** Longer than any interrupt takes; then the person gets on, and the connection is busy until DuckDB notices. */
const CANCEL_MS = 150;

/** The text is not a single reading statement; it has not been run. */
export class NotReading extends Error {
  override readonly name = 'NotReading';
}

type Outcome = { readonly kind: 'ended'; readonly summary: RunSummary } | { readonly kind: 'failed'; readonly error: Error };

/** The near end of a running statement: what came and was not asked for yet. */
export class RunChannel {
  readonly #events: DuckDbEvent[] = [];
  #outcome: Outcome | undefined;
  #changed: (() => void) | undefined;
  #cancelling: Promise<void> | undefined;
  readonly #ended: Promise<void>;
  #markEnded: () => void = () => undefined;

  /** @param send a `pull` follows a batch of so many bytes */
  constructor(
    private readonly text: string,
    private readonly send: (message: { readonly kind: 'pull'; readonly credits: number; readonly bytes: number } | { readonly kind: 'cancel' }) => void,
  ) {
    this.#ended = new Promise((resolve) => {
      this.#markEnded = resolve;
    });
  }

  /** Resolves when the worker is done with the statement. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  receive(message: RunMessage): void {
    switch (message.kind) {
      case 'event':
        this.#events.push(message.event);
        this.#changed?.();
        return;
      case 'runEnded':
        this.#end({ kind: 'ended', summary: message.summary });
        return;
      case 'runFailed':
        this.#end({ kind: 'failed', error: duckDbError(message.error, 'Could not run the statement', this.text) });
        return;
      case 'runRefused':
        this.#end({ kind: 'failed', error: new NotReading() });
        return;
      case 'runCancelled':
        this.#end({ kind: 'failed', error: new CancelledError() });
    }
  }

  /** The worker is gone. */
  fail(error: HeadwaterError): void {
    this.#end({ kind: 'failed', error });
  }

  async next(): Promise<DuckDbRunEvent> {
    for (;;) {
      const event = this.#events.shift();
      if (event) {
        if (event.kind === 'batch') this.send({ kind: 'pull', credits: 1, bytes: event.bytes.byteLength });
        return event;
      }
      if (this.#outcome?.kind === 'ended') return this.#outcome;
      if (this.#outcome) throw this.#outcome.error;
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  /** Settles within {@link CANCEL_MS} and a little. What was received and not asked for is dropped. */
  cancel(): Promise<void> {
    this.#cancelling ??= this.#cancel();
    return this.#cancelling;
  }

  async #cancel(): Promise<void> {
    this.#events.length = 0;
    if (this.#outcome) return;
    this.send({ kind: 'cancel' });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CANCEL_MS);
    });
    await Promise.race([this.#ended, late]);
    clearTimeout(timer);
    this.#events.length = 0;
    this.#settle({ kind: 'failed', error: new CancelledError() });
  }

  #end(outcome: Outcome): void {
    this.#settle(outcome);
    this.#markEnded();
  }

  #settle(outcome: Outcome): void {
    this.#outcome ??= outcome;
    this.#changed?.();
  }
}
