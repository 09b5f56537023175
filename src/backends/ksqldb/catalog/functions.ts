import type { StatementLanguage } from '../../../core/contract/language';
import { RefusedError } from '../client/refusal';
import { ksqlLanguage } from '../language/language';
import type { Lists } from './lists';

type Described = NonNullable<Awaited<ReturnType<Lists['describeFunction']>>>;

/** The functions that a server has. They change only when it is started anew, so that what it said holds for the session. */
export class Functions {
  readonly #known = new Map<string, Promise<Described | undefined>>();

  constructor(
    private readonly lists: Lists,
    private readonly names: ReadonlySet<string>,
  ) {}

  static async of(lists: Lists, signal: AbortSignal): Promise<Functions> {
    const functions = await lists.functions(signal).catch((error: unknown) => {
      // Users without the right to list them can still call them.
      if (error instanceof RefusedError) return [];
      throw error;
    });
    return new Functions(lists, new Set(functions.map(({ name }) => name)));
  }

  /** ksqlDB's language with this server's functions. */
  get language(): StatementLanguage {
    return this.names.size === 0 ? ksqlLanguage : { ...ksqlLanguage, functions: [...this.names].toSorted() };
  }

  /** By its name in upper case; `undefined` for none. */
  describe(name: string, signal: AbortSignal): Promise<Described | undefined> {
    if (!this.names.has(name)) return Promise.resolve(undefined);
    const known = this.#known.get(name) ?? this.lists.describeFunction(name, signal);
    this.#known.set(name, known);
    known.catch(() => this.#known.delete(name));
    return known;
  }
}
