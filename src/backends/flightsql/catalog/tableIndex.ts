import type { Metadata, TableEntry, TableName } from '../metadata/metadata';

/** Milliseconds that the list of all tables is trusted: completion asks for it with every key. */
const TRUST_MS = 30_000;

/** All tables of a server, without their columns: what search and names in statements are looked up in. */
export class TableIndex {
  #tables: Promise<readonly TableEntry[]> | undefined;
  #until = 0;

  constructor(
    private readonly metadata: Metadata,
    private readonly now: () => number = Date.now,
  ) {}

  /** Somebody has looked at the server anew. */
  forget(): void {
    this.#tables = undefined;
  }

  async all(signal: AbortSignal): Promise<readonly TableEntry[]> {
    if (this.#tables && this.now() < this.#until) return this.#tables;
    const reading = this.#read(signal);
    this.#tables = reading;
    this.#until = this.now() + TRUST_MS;
    try {
      return await reading;
    } catch (error) {
      if (this.#tables === reading) this.#tables = undefined;
      throw error;
    }
  }

  /** The table that one to three names mean: exactly so, else in another case, schemas of the system last. */
  async find(names: readonly string[], signal: AbortSignal): Promise<TableEntry | undefined> {
    const all = await this.all(signal);
    const [table = '', schema, catalog] = [...names].reverse();
    const matching = (same: (one: string, other: string) => boolean) =>
      all.filter((entry) => same(entry.table, table) && (schema === undefined || same(entry.schema ?? '', schema)) && (catalog === undefined || same(entry.catalog ?? '', catalog)));
    const exact = matching((one, other) => one === other);
    const found = exact.length > 0 ? exact : matching((one, other) => one.toLowerCase() === other.toLowerCase());
    return found.find((entry) => !isSystem(entry)) ?? found[0];
  }

  async entry(table: TableName, signal: AbortSignal): Promise<TableEntry | undefined> {
    const all = await this.all(signal);
    return all.find((entry) => entry.table === table.table && sameLevel(entry.schema, table.schema) && sameLevel(entry.catalog, table.catalog));
  }

  async #read(signal: AbortSignal): Promise<readonly TableEntry[]> {
    const catalogs = await this.metadata.catalogs(signal);
    if (!catalogs) return [];
    const lists = await Promise.all((catalogs.length === 0 ? [null] : catalogs).map((catalog) => this.metadata.tables(catalog, undefined, signal)));
    return lists.flatMap((list) => list ?? []);
  }
}

function sameLevel(one: string | null, other: string | null): boolean {
  return (one ?? '') === (other ?? '');
}

function isSystem({ schema, type }: TableEntry): boolean {
  return /^(?:information_schema|system|sys)$/iu.test(schema ?? '') || /system/iu.test(type);
}
