import type { Catalog, NodeDetail } from '../../core/contract/catalog';

/** Short enough that a new column is offered soon after it exists. */
const FRESH_MS = 10_000;
const MOST_KEPT = 200;

interface Known {
  readonly at: number;
  readonly detail: NodeDetail | undefined;
}

/** What references mean, remembered for a moment, so that typing does not ask the other side at every key. */
export class CatalogLookups {
  readonly #known = new WeakMap<Catalog, Map<string, Known>>();

  constructor(private readonly now: () => number = Date.now) {}

  async resolve(catalog: Catalog, reference: string, signal: AbortSignal): Promise<NodeDetail | undefined> {
    const known = this.#of(catalog);
    const before = known.get(reference);
    if (before && this.now() - before.at < FRESH_MS) return before.detail;
    const detail = await catalog.resolve(reference, signal);
    if (known.size >= MOST_KEPT) known.clear();
    known.set(reference, { at: this.now(), detail });
    return detail;
  }

  #of(catalog: Catalog): Map<string, Known> {
    const known = this.#known.get(catalog) ?? new Map<string, Known>();
    this.#known.set(catalog, known);
    return known;
  }
}
