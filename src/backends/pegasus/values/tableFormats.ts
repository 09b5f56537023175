import type { PegasusClient } from '../client/pegasusClient';
import { splitKey } from '../keys/fullKey';
import { type EncodingChoices, encodingsFor, type Sample, type TableEncodings } from './encodings';

const SAMPLE_ROWS = 100;
const SAMPLE_PARTITIONS = 4;

/** How each table is shown: as the connection says, as somebody chose in this session, or by what the table holds. */
export class TableFormats {
  readonly #chosen = new Map<string, EncodingChoices>();
  readonly #known = new Map<string, Promise<TableEncodings>>();

  constructor(
    private readonly client: PegasusClient,
    private readonly general: EncodingChoices,
    private readonly ofTables: ReadonlyMap<string, EncodingChoices>,
  ) {}

  choices(table: string): EncodingChoices {
    return this.#chosen.get(table) ?? this.ofTables.get(table) ?? this.general;
  }

  /** For the rest of the session. */
  choose(table: string, choices: EncodingChoices): void {
    this.#chosen.set(table, choices);
    this.#known.delete(table);
  }

  /** @throws PegasusError, HeadwaterError where rows have to be looked at and cannot */
  async of(table: string): Promise<TableEncodings> {
    const known = this.#known.get(table);
    if (known) return known;
    const choices = this.choices(table);
    const found = this.#sample(table, choices).then((sample) => {
      // an empty table may hold anything tomorrow
      if (sample?.length === 0) this.#known.delete(table);
      return encodingsFor(choices, sample ?? []);
    });
    this.#known.set(table, found);
    found.catch(() => this.#known.delete(table));
    return found;
  }

  forget(table: string): void {
    this.#known.delete(table);
    this.#chosen.delete(table);
  }

  /** Rows of the first partitions; `undefined` where nothing has to be found out. */
  async #sample(table: string, choices: EncodingChoices): Promise<Sample | undefined> {
    if (Object.values(choices).every((choice) => choice !== 'auto')) return undefined;
    const rows: Sample[number][] = [];
    const scanners = await this.client.table(table).unorderedScanners(Number.MAX_SAFE_INTEGER, { batchSize: SAMPLE_ROWS });
    for (const scanner of scanners.slice(0, SAMPLE_PARTITIONS * 2)) {
      const page = await scanner.next();
      scanner.close();
      for (const { key, value } of page?.rows ?? []) rows.push({ ...splitKey(key), value });
      if (rows.length >= SAMPLE_ROWS) break;
    }
    return rows;
  }
}
