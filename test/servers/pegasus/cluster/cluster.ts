import { Clock } from '../data/clock';
import { DEFAULT_LIMITS, type Limits } from '../data/partition';
import { Faults } from './faults';
import { Operations } from './operations';
import { STATUS, Table, type TableOptions } from './table';
import { Throttle } from './throttle';

/** Habits that servers have by version or by option. */
export interface Habits {
  /** Addresses as host and port too, as newer servers give them. Older clients lose their place on it. */
  readonly hostPorts: boolean;
  /** Requests must name the partition and the hash of their key. Older clients send no hash. */
  readonly strictHash: boolean;
  /** Writes take this long per million bytes. */
  readonly writeMsPerMillionBytes: number;
  /** Until a new table is available. */
  readonly creationMs: number;
  /** Until the children of a split are ready. */
  readonly splitMs: number;
  /** Connections must log in by Kerberos. */
  readonly kerberos: boolean;
}

export const NEWER: Habits = { hostPorts: true, strictHash: true, writeMsPerMillionBytes: 0, creationMs: 0, splitMs: 500, kerberos: false };
/** What clients of 2021 and 2022 take, and how slow a disk they expect. */
export const OLDER: Habits = { ...NEWER, hostPorts: false, strictHash: false, writeMsPerMillionBytes: 50 };

/** What all nodes know. Nodes are named by their ports. */
export class Cluster {
  readonly clock = new Clock();
  readonly faults = new Faults();
  readonly operations = new Operations();
  readonly tables: Table[] = [];
  readonly limits: Limits;
  /** Requests that no right client sends, in words. */
  readonly violations: string[] = [];
  /** How many requests of each kind have come. */
  readonly calls = new Map<string, number>();
  /** Requests that were throttled. */
  refused = 0;
  readonly throttles = new WeakMap<object, { readonly read: Throttle; readonly write: Throttle }>();
  readonly dead = new Set<number>();
  leader = 0;
  /** While it recovers, a cluster has no active leader. */
  active = true;
  #nextId = 1;

  constructor(
    readonly habits: Habits,
    limits: Partial<Limits>,
    public metas: readonly number[] = [],
    public replicas: readonly number[] = [],
  ) {
    this.limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** A table that clients see: neither dropped nor being made. */
  table(name: string): Table | undefined {
    return this.tables.find((table) => table.name === name && table.status === STATUS.available);
  }

  tableById(id: number): Table | undefined {
    return this.tables.find((table) => table.id === id);
  }

  createTable(name: string, options: TableOptions = {}): Table {
    const table = new Table(this.#nextId++, name, options, this.clock, this.limits);
    this.tables.push(table);
    this.place(table);
    return table;
  }

  /** Primaries go round the nodes; the others are secondaries, three replicas in all. */
  place(table: Table): void {
    const alive = this.replicas.filter((port) => !this.dead.has(port));
    for (const index of table.placements.keys()) {
      const order = alive.map((_, step) => alive[(index + step) % alive.length]!);
      table.placements[index] = { ballot: table.placements[index]!.ballot < 0n ? 1n : table.placements[index]!.ballot + 1n, primary: order[0] ?? 0, secondaries: order.slice(1, 3) };
    }
  }

  /** Another node leads this partition: readers lose what they hold open there. */
  movePrimary(table: Table, index: number, to?: number): void {
    const { ballot, primary, secondaries } = table.placements[index]!;
    const next = to ?? secondaries.find((port) => !this.dead.has(port)) ?? 0;
    table.placements[index] = { ballot: ballot + 1n, primary: next, secondaries: [primary, ...secondaries].filter((port) => port !== next && port !== 0 && !this.dead.has(port)) };
    table.partitions[index]?.forgetContexts();
  }

  /** Every partition that `port` led is led by another, as the meta server finds after a while. */
  reassign(port: number): void {
    for (const table of this.tables) {
      for (const [index, { primary }] of table.placements.entries()) if (primary === port) this.movePrimary(table, index);
    }
  }

  count(rpc: string): void {
    this.calls.set(rpc, (this.calls.get(rpc) ?? 0) + 1);
  }

  throttleOf(partition: object): { readonly read: Throttle; readonly write: Throttle } {
    const found = this.throttles.get(partition) ?? { read: new Throttle(), write: new Throttle() };
    this.throttles.set(partition, found);
    return found;
  }

  /** Iterators that are open for clients. */
  get openScans(): number {
    return this.tables.flatMap(({ partitions }) => partitions).reduce((sum, { openContexts }) => sum + openContexts, 0);
  }
}
