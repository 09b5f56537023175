import type { Execution, ExecutionEvent } from '../../core/contract/execution';
import { type Failure, isCancelled } from '../../core/errors';
import type { ResultPhase, ResultState } from '../../protocol/results';
import { settledWithin } from '../sessions/settledWithin';
import { Demand } from './demand';
import { Filling } from './filling';
import { Hold } from './hold';
import { LiveRate } from './liveRate';
import { MessageList } from './messageList';
import { cappedAt, type Outcome, pausedTooLong, timedOut } from './outcome';
import type { Kept, RowSink } from './rowSink';
import { Throttle } from './throttle';
import { WorkClock } from './workClock';

export interface RunLimits {
  /** Rows read before the source waits for somebody to want more. */
  readonly firstRows: number;
  /** Milliseconds that a waiting source is kept open. */
  readonly pausedMs: number;
  /** Rows after which reading stops for good. */
  readonly rowCap?: number;
  /** Milliseconds at work. */
  readonly timeoutMs?: number;
}

export interface RunParts {
  readonly resultId: string;
  readonly connectionId: string;
  readonly title: string;
  readonly execution: Execution;
  readonly rows: RowSink;
  readonly limits: RunLimits;
  readonly report: (state: ResultState) => void;
  /** What people are told of an error, without secrets. */
  readonly failureOf: (error: unknown) => Failure;
}

/** Milliseconds between two reports of a run at work. */
const REPORT_MS = 100;
/** Milliseconds after which a cancelled run counts as ended, whether or not the other side has said so. */
const CANCEL_MS = 150;

/** Milliseconds between two reports of a live run to which nothing comes. */
const PULSE_MS = 1_000;

const NOTHING: Kept = { rows: 0, bytes: 0, spilledBytes: 0 };

/** One statement, pulled into the result store until it ends, or until there are as many rows as somebody wants. */
export class Run {
  readonly ended: Promise<Outcome>;
  readonly #startedAt = Date.now();
  readonly #clock = new WorkClock();
  readonly #demand: Demand;
  readonly #filling: Filling;
  readonly #messages = new MessageList();
  readonly #report: Throttle;
  readonly #watchers = new Set<() => void>();
  #settle: (outcome: Outcome) => void = () => undefined;
  /** Decided, while the source is being let go. */
  #ending: Outcome | undefined;
  #outcome: Outcome | undefined;
  #paused = false;
  #columns = 0;
  #kept = NOTHING;
  #firstRowMs: number | undefined;
  #progress: ResultState['progress'];
  #done: (ExecutionEvent & { readonly kind: 'done' }) | undefined;
  #timeout: NodeJS.Timeout | undefined;
  /** Rows keep coming: they are read as fast as they come, and only people pause or end it. */
  #live = false;
  readonly #hold = new Hold();
  readonly #rate = new LiveRate();
  #pulse: NodeJS.Timeout | undefined;

  constructor(private readonly parts: RunParts) {
    this.#demand = new Demand(parts.limits.firstRows);
    this.#filling = new Filling(parts.rows, (kept) => this.#keep(kept), (error) => void this.#end({ kind: 'failed', failure: parts.failureOf(error) }));
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#report = new Throttle(REPORT_MS, () => {
      parts.report(this.state);
    });
  }

  get connectionId(): string {
    return this.parts.connectionId;
  }

  get state(): ResultState {
    const { resultId, connectionId, title } = this.parts;
    const outcome = this.#outcome;
    return {
      resultId,
      connectionId,
      title,
      phase: this.#phase,
      columns: this.#columns,
      rows: this.#kept.rows,
      bytes: this.#kept.bytes,
      spilledBytes: this.#kept.spilledBytes,
      startedAt: this.#startedAt,
      elapsedMs: this.#clock.elapsed,
      ...(this.#firstRowMs === undefined ? {} : { firstRowMs: this.#firstRowMs }),
      complete: outcome?.kind === 'complete',
      ...(outcome?.kind === 'early' ? { endedEarly: outcome.why } : {}),
      ...(this.#done?.rowsAffected === undefined ? {} : { rowsAffected: this.#done.rowsAffected.toString() }),
      ...(this.#progress && !outcome ? { progress: this.#progress } : {}),
      messages: this.#messages.all,
      facts: this.#done?.facts ?? [],
      ...(outcome?.kind === 'failed' ? { failure: outcome.failure } : {}),
      ...(this.#live ? { live: this.#liveState } : {}),
    };
  }

  /** Pulls until the end; call once. Never rejects; stays pending where the run was stopped over a source that does not answer. */
  async work(): Promise<void> {
    this.#report.now();
    this.#armTimeout();
    try {
      const iterator = this.parts.execution.events[Symbol.asyncIterator]();
      let next = iterator.next();
      for (;;) {
        const step = await next;
        if (this.#isEnding() || step.done) break;
        if (step.value.kind === 'batch' && step.value.rows > 0) await this.#wanted();
        if (this.#isEnding()) break;
        next = iterator.next(); // the source works on the next while this one is put away
        next.catch(() => undefined);
        await this.#take(step.value);
      }
      await this.#filling.settled();
      await this.#end({ kind: 'complete' });
    } catch (error) {
      await this.#end(isCancelled(error) ? { kind: 'cancelled' } : { kind: 'failed', failure: this.parts.failureOf(error) });
    }
  }

  /** Reads on until `rows` rows are there; settles when they are, when the run has ended, or when `signal` fires. */
  async readOn(rows: number, signal: AbortSignal): Promise<{ readonly rows: number; readonly complete: boolean }> {
    const withdraw = this.#demand.wish(rows);
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (this.#kept.rows < rows && !this.#outcome && !signal.aborted) return;
        this.#watchers.delete(look);
        signal.removeEventListener('abort', look);
        resolve();
      };
      this.#watchers.add(look);
      signal.addEventListener('abort', look);
      look();
    });
    withdraw(); // who gives up must not keep the source reading
    return { rows: this.#kept.rows, complete: this.#outcome?.kind === 'complete' };
  }

  /** Stops the statement on the other side, and waits a short while for its word. Rows received stay. */
  cancel(): Promise<void> {
    return this.stop({ kind: 'cancelled' });
  }

  /** Ends the run for a reason from outside the source; the first reason counts. */
  async stop(outcome: Outcome): Promise<void> {
    if (!this.#ending) {
      this.#ending = outcome;
      this.#hold.release();
      await settledWithin(this.parts.execution.cancel(), CANCEL_MS);
      await this.#settleWith(outcome);
    }
    await this.ended;
  }

  /** Stops pulling rows of a live result, or goes on. */
  hold(held: boolean): void {
    if (!this.#live || this.#outcome) return;
    this.#hold.set(held);
    this.#paused = held;
    if (held) this.#clock.pause();
    else this.#clock.resume();
    this.#report.now();
  }

  get isLive(): boolean {
    return this.#live;
  }

  get #liveState(): NonNullable<ResultState['live']> {
    const { ring = { kept: 0, dropped: 0 }, rows } = this.#kept;
    const { held } = this.#hold;
    return { ...ring, held, rate: held || this.#outcome ? 0 : this.#rate.rate(rows) };
  }

  get #phase(): ResultPhase {
    if (!this.#outcome) return this.#paused ? 'paused' : 'running';
    return this.#outcome.kind === 'complete' || this.#outcome.kind === 'early' ? 'done' : this.#outcome.kind;
  }

  /** Waits until somebody wants more rows than there are, or the run is ending. */
  async #wanted(): Promise<void> {
    if (this.#live) {
      await this.#hold.passed();
      return;
    }
    const { rowCap = Infinity, pausedMs } = this.parts.limits;
    const { rows } = this.#filling;
    if (rows < rowCap && this.#demand.rows > rows) return;
    await this.#filling.settled(); // so that what is told from here on is there
    if (rows >= rowCap) await this.stop(cappedAt(rowCap));
    if (this.#isEnding()) return;
    this.#paused = true;
    this.#clock.pause();
    clearTimeout(this.#timeout);
    this.#report.now();
    const tooLong = setTimeout(() => void this.stop(pausedTooLong(pausedMs)), pausedMs);
    await this.#demand.beyond(rows);
    clearTimeout(tooLong);
    if (this.#isEnding()) return;
    this.#paused = false;
    this.#clock.resume();
    this.#armTimeout();
    this.#report.now();
  }

  async #take(event: ExecutionEvent): Promise<void> {
    switch (event.kind) {
      case 'schema':
        if (event.live) this.#goLive();
        this.#columns = await this.parts.rows.begin(event);
        this.#report.now();
        return;
      case 'dictionary':
      case 'batch':
        if (event.kind === 'batch' && event.rows > 0) this.#firstRowMs ??= this.#clock.elapsed;
        await this.#filling.add(event, this.#live ? Infinity : (this.parts.limits.rowCap ?? Infinity));
        if (this.#live) await this.#filling.settled();
        return;
      case 'progress':
        this.#progress = { ...(event.fraction === undefined ? {} : { fraction: event.fraction }), ...(event.text === undefined ? {} : { text: event.text }) };
        this.#report.soon();
        return;
      case 'message':
        this.#messages.add(event.severity, event.text);
        this.#report.soon();
        return;
      case 'done':
        this.#done = event;
    }
  }

  #keep(kept: Kept): void {
    if (this.#outcome) return;
    this.#kept = kept;
    this.#rate.add(kept.rows);
    this.#look();
    if (kept.full !== undefined) void this.stop({ kind: 'early', why: kept.full });
    else this.#report.soon();
  }

  /** The source's own end. */
  async #end(outcome: Outcome): Promise<void> {
    if (this.#ending) return;
    this.#ending = outcome;
    await this.#settleWith(outcome);
    void settledWithin(this.parts.execution.cancel(), CANCEL_MS); // lets go of what the other side may still hold
  }

  async #settleWith(outcome: Outcome): Promise<void> {
    clearTimeout(this.#timeout);
    clearInterval(this.#pulse);
    await this.#filling.settled().catch(() => undefined); // what was taken before a failure is kept, and told
    this.#kept = await this.parts.rows.end().catch(() => this.#kept);
    this.#clock.pause();
    this.#outcome = outcome;
    this.#report.now();
    this.#report.dispose();
    this.#settle(outcome);
    this.#demand.wish(Infinity);
    this.#look();
  }

  /** The rate falls while nothing comes, which is news too. */
  #goLive(): void {
    this.#live = true;
    clearTimeout(this.#timeout);
    this.#pulse = setInterval(() => {
      this.#report.soon();
    }, PULSE_MS);
  }

  /** A method, since it changes behind every await. */
  #isEnding(): boolean {
    return this.#ending !== undefined;
  }

  #armTimeout(): void {
    const { timeoutMs } = this.parts.limits;
    if (timeoutMs === undefined || this.#live) return;
    this.#timeout = setTimeout(() => void this.stop(timedOut(timeoutMs, this.#kept.rows)), Math.max(0, timeoutMs - this.#clock.elapsed));
  }

  #look(): void {
    for (const look of [...this.#watchers]) look();
  }
}
