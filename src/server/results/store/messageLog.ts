import { ArrowFileLayout } from '../../../core/arrow/fileLayout';
import { formatBytes } from '../../../core/format/numbers';
import type { DiskFile } from './disk';
import { diskError } from './diskFailure';
import type { SpillFolder } from './spillFolder';
import type { SpareMemory } from './spareMemory';
import type { SpillQuota } from './spillQuota';

export type StoredKind = 'dictionary' | 'batch';

interface Entry {
  readonly kind: StoredKind;
  readonly size: number;
  /** Present while in memory. */
  bytes?: Uint8Array;
  /** Place in the file, once there. */
  place?: number;
}

interface Spill {
  readonly path: string;
  readonly file: DiskFile;
  readonly layout: ArrowFileLayout;
}

/**
 * The messages of one result in the order they came: in memory up to a bound, then all in an Arrow IPC file.
 * Messages are kept as they are, and in one place only.
 */
export class MessageLog {
  readonly #entries: Entry[] = [];
  #memory = 0;
  #spilled = 0;
  #spill: Spill | undefined;
  #full: string | undefined;
  /** Entries that are in the file. */
  #moved = 0;
  /** What of the quota is ours. */
  #taken = 0;

  constructor(
    readonly schema: Uint8Array,
    private readonly memoryLimit: number,
    private readonly folder: SpillFolder,
    private readonly quota: SpillQuota,
    private readonly spare?: SpareMemory,
  ) {}

  get length(): number {
    return this.#entries.length;
  }

  /** Bytes of all messages but the schema. */
  get bytes(): number {
    return this.#memory + this.#spilled;
  }

  get spilledBytes(): number {
    return this.#spilled;
  }

  /** Why nothing more can be added, in words. */
  get full(): string | undefined {
    return this.#full;
  }

  /**
   * Adds a message; false where it was left out because the log is {@link full}.
   * @throws HeadwaterError where the disk fails; what was there before can still be read
   */
  async add(kind: StoredKind, bytes: Uint8Array): Promise<boolean> {
    if (this.#full !== undefined) return false;
    const size = bytes.byteLength;
    const fits = !this.#spill && this.#memory + size <= this.memoryLimit;
    if (!fits && !this.#takeRoom(this.#memory + size)) return false;
    this.#entries.push({ kind, size, bytes });
    this.#memory += size;
    if (!fits) await this.#spillAll();
    return true;
  }

  /** A message; from the file where it is there, in a buffer of its own. */
  read(index: number): Uint8Array | Promise<Uint8Array> {
    const entry = this.#entries[index];
    if (!entry) throw new RangeError(`There is no message ${index}.`);
    if (entry.bytes) return entry.bytes;
    return this.#readPlace(entry);
  }

  isInMemory(index: number): boolean {
    return this.#entries[index]?.bytes !== undefined;
  }

  kindOf(index: number): StoredKind | undefined {
    return this.#entries[index]?.kind;
  }

  sizeOf(index: number): number {
    return this.#entries[index]?.size ?? 0;
  }

  /** No more is coming: the file becomes a whole Arrow file. */
  async end(): Promise<void> {
    const spill = this.#spill;
    if (!spill) return;
    this.#full ??= 'The result has ended.';
    // The rows can be read without the footer; only other programs would miss it.
    await spill.file.write(spill.layout.footer(), spill.layout.end).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#full ??= 'The result was closed.';
    for (const { kind, bytes } of this.#entries) if (bytes) this.#letGo(kind, bytes);
    this.spare?.flush();
    this.#entries.length = 0;
    this.#memory = 0;
    const spill = this.#spill;
    if (!spill) return;
    this.#spill = undefined;
    this.quota.give(this.#taken);
    await spill.file.close().catch(() => undefined);
    await this.folder.remove(spill.path);
  }

  async #readPlace(entry: Entry): Promise<Uint8Array> {
    if (!this.#spill || entry.place === undefined) throw new RangeError('The message is gone.');
    try {
      return await this.#spill.file.read(entry.place, entry.size);
    } catch (error) {
      throw diskError(error, 'Could not read the rows');
    }
  }

  #takeRoom(bytes: number): boolean {
    if (this.quota.take(bytes)) {
      this.#taken += bytes;
      return true;
    }
    this.#full = `The space for results on disk (${formatBytes(this.quota.bytes)}) is used up. Close other results or raise headwater.results.spillQuota, then run the statement again.`;
    return false;
  }

  /** Moves what is in memory to the file, oldest first. */
  async #spillAll(): Promise<void> {
    try {
      this.#spill ??= await this.#openSpill();
      for (; this.#moved < this.#entries.length; this.#moved++) await this.#moveToFile(this.#entries[this.#moved], this.#spill);
      this.spare?.flush();
    } catch (error) {
      this.#full = 'The disk failed.';
      throw diskError(error, 'Could not keep all rows', 'The rows received before are shown.');
    }
  }

  async #openSpill(): Promise<Spill> {
    const { path, file } = await this.folder.create();
    const layout = new ArrowFileLayout(this.schema);
    await file.write(layout.header(), 0);
    return { path, file, layout };
  }

  async #moveToFile(entry: Entry | undefined, { file, layout }: Spill): Promise<void> {
    if (!entry?.bytes) return;
    const place = layout.add(entry.kind, entry.bytes);
    await file.write(entry.bytes, place);
    entry.place = place;
    this.#letGo(entry.kind, entry.bytes);
    delete entry.bytes;
    this.#spilled += entry.size;
    this.#memory -= entry.size;
  }

  /** Dictionaries stay in use by the batches behind them. */
  #letGo(kind: StoredKind, bytes: Uint8Array): void {
    if (kind === 'batch') this.spare?.add(bytes);
  }
}
