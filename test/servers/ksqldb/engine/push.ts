import type { Change } from './change';
import type { Plan } from './plan';
import type { Running } from './running';

/** Rows that wait for the client before the query itself waits. */
const WAITING = 1000;

/** A push query at work: its rows are taken as fast as the client reads, no faster. */
export class PushQuery {
  private waiting: Change[] = [];
  private wake: (() => void) | undefined;
  private left: number;
  private running: Running | undefined;
  /** Why it gives no more. */
  private ended: 'limit' | 'closed' | undefined;

  constructor(
    readonly id: string,
    readonly text: string,
    readonly plan: Plan,
    private readonly forget: () => void,
  ) {
    this.left = plan.select.limit ?? Infinity;
  }

  readonly begin = (running: Running): void => {
    this.running = running;
    running.resume();
  };

  readonly take = (change: Change): void => {
    if (this.ended) return;
    this.waiting.push(change);
    this.left -= 1;
    if (this.left <= 0) this.end('limit');
    else if (this.waiting.length >= WAITING) this.running?.pause();
    this.wake?.();
  };

  /** What came since the last time; returns when the query has ended and all is taken. */
  async *batches(): AsyncGenerator<readonly Change[], 'limit' | 'closed'> {
    for (;;) {
      if (this.waiting.length > 0) {
        const batch = this.waiting;
        this.waiting = [];
        yield batch;
        if (!this.ended) this.running?.resume();
      } else if (this.ended) return this.ended;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  close(): void {
    this.end('closed');
  }

  private end(why: 'limit' | 'closed'): void {
    if (this.ended) return;
    this.ended = why;
    if (this.left <= 0 && this.plan.select.limit === 0) this.waiting = [];
    this.running?.close();
    this.forget();
    this.wake?.();
  }
}
