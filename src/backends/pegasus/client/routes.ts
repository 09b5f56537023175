import type { Address } from '../wire/address';
import { PegasusError } from '../wire/errors';
import { QUERY_CONFIG } from '../wire/rpcs';
import type { Metas } from './metas';
import type { CallOptions } from './settings';

/** Where one partition is. */
export interface Partition {
  readonly index: number;
  /** Grows with every change of the partition's servers; negative for one that a split is still making. */
  readonly ballot: bigint;
  /** Absent while there is none. */
  readonly primary?: Address;
  readonly secondaries: readonly Address[];
  readonly maxReplicas: number;
}

/** A partition, and how many there are when it has all rows whose hash leaves its number. */
export interface Share {
  readonly partition: number;
  readonly of: number;
}

/** The partitions of a table as the meta server told them. */
export interface Routes {
  readonly appId: number;
  /** As many as keys are spread over. */
  readonly partitionCount: number;
  readonly partitions: readonly Partition[];
}

/** Between two requests for the same table. */
const LEAST_GAP_MS = 200;

/** The partition table of one table: asked once for all who need it, again when an answer shows that it is old. */
export class RouteBook {
  #known: Routes | undefined;
  #asking: Promise<Routes> | undefined;
  #askedMs = 0;

  constructor(
    private readonly metas: Metas,
    readonly table: string,
  ) {}

  get known(): Routes | undefined {
    return this.#known;
  }

  async current(options: CallOptions): Promise<Routes> {
    return this.#known ?? this.#ask(options);
  }

  /** @param old what turned out to be old; nothing is asked where somebody has asked meanwhile */
  async renewed(old: Routes | undefined, options: CallOptions): Promise<Routes> {
    if (this.#known && this.#known !== old) return this.#known;
    if (this.#known && Date.now() - this.#askedMs < LEAST_GAP_MS) return this.#known;
    return this.#ask(options);
  }

  /** As it is now: asked for after this was called. */
  async fresh(options: CallOptions): Promise<Routes> {
    await this.#asking?.catch(() => undefined);
    return this.#ask(options);
  }

  /** @throws PegasusError; one of layer `meta` where the table does not exist */
  async #ask({ timeoutMs, signal }: CallOptions): Promise<Routes> {
    if (this.#asking) return this.#asking;
    const asking = this.#query({ timeoutMs, signal });
    this.#asking = asking;
    try {
      return await asking;
    } finally {
      this.#asking = undefined;
      this.#askedMs = Date.now();
    }
  }

  async #query(options: CallOptions): Promise<Routes> {
    try {
      const routes = routesOf(await this.metas.call(QUERY_CONFIG, { appName: this.table, partitionIndices: [] }, options), this.#known);
      this.#known = routes;
      return routes;
    } catch (error) {
      if (error instanceof PegasusError && error.layer === 'meta') this.#known = undefined;
      throw error;
    }
  }
}

interface Told {
  readonly appId: number;
  readonly partitionCount: number;
  readonly partitions: readonly { readonly pid: { readonly partition: number }; readonly ballot: bigint; readonly maxReplicaCount: number; readonly primary: Address | undefined; readonly secondaries: readonly (Address | undefined)[] }[];
}

/** A meta server that has just taken over may tell less than was known: an older ballot never replaces a newer one. */
export function routesOf({ appId, partitionCount, partitions }: Told, before: Routes | undefined): Routes {
  const told = new Map(partitions.map((partition) => [partition.pid.partition, partition]));
  const known = before?.appId === appId ? before.partitions : [];
  const merged = Array.from({ length: Math.max(0, Math.min(partitionCount, MOST_PARTITIONS)) }, (_, index): Partition => {
    const one = told.get(index);
    const old = known[index];
    if (!one) return old ?? { index, ballot: -1n, secondaries: [], maxReplicas: 0 };
    if (old && old.ballot > one.ballot && one.ballot >= 0n) return old;
    return { index, ballot: one.ballot, secondaries: one.secondaries.filter((address) => address !== undefined), maxReplicas: one.maxReplicaCount, ...(one.primary ? { primary: one.primary } : {}) };
  });
  return { appId, partitionCount: merged.length, partitions: merged };
}

/** Real tables have thousands at most; a number beyond this is not one. */
const MOST_PARTITIONS = 1 << 20;

/** Partitions that have all rows between them: while a split is under way, a partition whose other half is not ready has the rows of both. */
export function sharesOf({ partitionCount, partitions }: Routes): readonly Share[] {
  const half = partitionCount % 2 === 0 ? partitionCount / 2 : partitionCount;
  const ready = (partition: number): boolean => (partitions[partition]?.ballot ?? -1n) >= 0n;
  return Array.from({ length: partitionCount }, (_, partition) => partition).flatMap((partition): readonly Share[] => {
    if (partition >= half) return ready(partition) || !ready(partition - half) ? [{ partition, of: partitionCount }] : [];
    return [{ partition, of: half === partitionCount || ready(partition + half) || !ready(partition) ? partitionCount : half }];
  });
}
