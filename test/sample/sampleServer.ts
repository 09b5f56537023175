import { HeadwaterError } from '../../src/core/errors';
import { SampleStore } from './tables/store';
import { Repository } from './store/repository';

/** The "other side" of the sample backend: it knows who is connected and what runs, and can be killed. */
export class SampleServer {
  readonly #lost = new AbortController();
  readonly sessions = new Set<object>();
  readonly running = new Set<object>();
  readonly store = new SampleStore();
  readonly repositories = new Map([
    [
      'books',
      new Repository({
        'README.md': '# Books\n',
        'data/orders.csv': 'id,name\n1,ada\n2,grace\n',
        'data/prices.csv': 'id,price\n1,10\n2,20\n',
        'notes/a b#c?.txt': 'odd name\n',
      }),
    ],
  ]);

  /** Fires when the server is killed. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  kill(): void {
    this.#lost.abort(new HeadwaterError({ what: 'Could not talk to the sample', why: 'The sample server closed the connection.', todo: 'Start it again.', code: 'gone' }));
  }

  /** What is still open, in words. */
  leftovers(): readonly string[] {
    return [...Array.from(this.sessions, () => 'a session'), ...Array.from(this.running, () => 'a statement')];
  }
}
