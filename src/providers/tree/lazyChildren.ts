import type { Failure } from '../../core/errors';
import { failureOf, isCancelled } from '../../core/errors';

export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque; present while more follow. */
  readonly next?: string;
  /** How many there are in all, where that is known. */
  readonly total?: number;
}

/** What is known of the children of a node right now. */
export interface Children<T> {
  readonly items: readonly T[];
  readonly next?: string;
  readonly total?: number;
  /** Why the last attempt to read them failed; `items` are then those of the last success. */
  readonly failure?: Failure;
  /**
   * `untried`: never asked for. `cancelled`: the first attempt was given up, and is not repeated before somebody asks
   * (a view that draws again must not open what a person has just refused). `known`: an attempt has succeeded or failed.
   */
  readonly status: 'untried' | 'cancelled' | 'known';
}

export type LoadPage<T> = (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>;

/** Rounds of reading on that one refresh may take, so that a source that never ends cannot hold it. */
const MOST_ROUNDS = 200;

/**
 * Children of one node, read page by page on demand. They are shown from memory at once and read again behind;
 * a failure keeps the last ones.
 */
export class LazyChildren<T> {
  #shown: Children<T> = { items: [], status: 'untried' };
  #work: { readonly promise: Promise<void>; readonly abort: AbortController } | undefined;

  /** `changed` is called when something else than the answer to {@link get} changes what is shown. */
  constructor(
    private readonly load: LoadPage<T>,
    private readonly changed: () => void,
  ) {}

  get shown(): Children<T> {
    return this.#shown;
  }

  get busy(): boolean {
    return this.#work !== undefined;
  }

  /** The children in memory, or the first page where there is none yet. Never throws. */
  async get(): Promise<Children<T>> {
    if (this.#shown.status === 'untried') await (this.#work?.promise ?? this.#run(0));
    return this.#shown;
  }

  /** Reads as many again as are shown. */
  async refresh(): Promise<void> {
    await this.#run(this.#shown.items.length);
    this.changed();
  }

  /** Reads one page more; does nothing when there is none, or while another read is under way. */
  async more(): Promise<void> {
    const { next } = this.#shown;
    if (next === undefined || this.#work) return;
    await this.#begin(async (signal) => {
      const page = await this.load(next, signal);
      return { ...shownOf(page), items: [...this.#shown.items, ...page.items] };
    });
    this.changed();
  }

  /** Ends what is under way and forgets everything. */
  forget(): void {
    this.#work?.abort.abort();
    this.#work = undefined;
    this.#shown = { items: [], status: 'untried' };
  }

  #run(atLeast: number): Promise<void> {
    return this.#begin(async (signal) => {
      let page = await this.load(undefined, signal);
      const items = [...page.items];
      for (let round = 1; items.length < atLeast && page.next !== undefined && round < MOST_ROUNDS; round++) {
        page = await this.load(page.next, signal);
        items.push(...page.items);
      }
      return { ...shownOf(page), items };
    });
  }

  /** The newest read wins: an older one that is still under way is ended. */
  #begin(read: (signal: AbortSignal) => Promise<Children<T>>): Promise<void> {
    this.#work?.abort.abort();
    const abort = new AbortController();
    const promise = read(abort.signal)
      .then(
        (children) => children,
        (error: unknown): Children<T> => {
          if (isCancelled(error)) return this.#shown.status === 'known' ? this.#shown : { items: [], status: 'cancelled' };
          const { items, next, total } = this.#shown;
          const failure = failureOf(error, 'Could not read this part of the tree');
          return { items, failure, status: 'known', ...(next === undefined ? {} : { next }), ...(total === undefined ? {} : { total }) };
        },
      )
      .then((children) => {
        if (this.#work?.abort !== abort) return;
        this.#work = undefined;
        this.#shown = children;
      });
    this.#work = { promise, abort };
    return promise;
  }
}

function shownOf<T>(page: Page<T>): Children<T> {
  return { status: 'known', ...page };
}
