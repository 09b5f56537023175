import type { Clock } from '../data/clock';
import { type Limits, Partition } from '../data/partition';
import { type Rows, StoredRows } from '../data/rows';

/** Which nodes hold a partition, by their ports. A primary 0 is none. */
export interface Placement {
  readonly ballot: bigint;
  readonly primary: number;
  readonly secondaries: readonly number[];
}

export const NOWHERE: Placement = { ballot: -1n, primary: 0, secondaries: [] };

/** States of a table by enum app_status. */
export const STATUS = { available: 1, creating: 2, dropped: 6 } as const;

export interface TableOptions {
  readonly partitions?: number;
  readonly envs?: Readonly<Record<string, string>>;
  /** Rows that a partition has from the beginning. */
  readonly rows?: (partition: number, partitions: number) => Rows;
}

export class Table {
  status: number = STATUS.available;
  readonly envs: Map<string, string>;
  readonly partitions: Partition[];
  readonly placements: Placement[];
  readonly createdAt: number;
  droppedAt = 0;
  expiresAt = 0;
  /** Children of a split are there and not yet registered. */
  splitting = false;
  readonly #clock: Clock;
  readonly #limits: Limits;

  constructor(
    readonly id: number,
    public name: string,
    options: TableOptions,
    clock: Clock,
    limits: Limits,
  ) {
    const count = options.partitions ?? 8;
    this.envs = new Map(Object.entries(options.envs ?? {}));
    this.#clock = clock;
    this.#limits = limits;
    this.createdAt = Math.floor(clock.now() / 1000);
    this.partitions = Array.from({ length: count }, (_, index) => this.#partition(index, options.rows?.(index, count) ?? new StoredRows()));
    this.placements = Array.from({ length: count }, () => NOWHERE);
  }

  /** Partitions as clients are told: children count before they are ready. */
  get count(): number {
    return this.placements.length;
  }

  /** Partitions that answer. */
  get ready(): number {
    return this.splitting ? this.count / 2 : this.count;
  }

  /** A split begins: the count doubles, and children have no place yet. Servers check hashes from now on. */
  beginSplit(): void {
    this.envs.set('replica.split.validate_partition_hash', 'true');
    this.placements.push(...this.placements.map(() => NOWHERE));
    this.splitting = true;
  }

  /** A split is taken back before its children were ready. */
  cancelSplit(): void {
    this.placements.length = this.partitions.length;
    this.splitting = false;
  }

  /** Children hold all rows of their parents until these are compacted. */
  finishSplit(): void {
    const parents = this.partitions.slice();
    for (const parent of parents) this.partitions.push(this.#partition(parents.length + parent.index, parent.rows.copy()));
    for (const parent of parents) {
      const placement = this.placements[parent.index]!;
      this.placements[parents.length + parent.index] = { ...placement, ballot: placement.ballot + 1n };
      this.placements[parent.index] = { ...placement, ballot: placement.ballot + 1n };
    }
    this.splitting = false;
  }

  #partition(index: number, rows: Rows): Partition {
    return new Partition(this.id, index, rows, this.#clock, this.#limits, (name) => this.envs.get(name), () => this.ready);
  }
}
