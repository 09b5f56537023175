import { access, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ObjectPath, Objects, ObjectStat } from '../../core/contract/objects';
import { HeadwaterError, isCancelled } from '../../core/errors';
import { formatBytes } from '../../core/format/numbers';
import { writeParquet } from '../../duckdb/parquet';
import type { CopyTarget, EngineConnection, FileSources, OpenWishes } from '../sources';
import { readArrowFile } from './arrowFile';
import { CacheFolder } from './cacheFolder';
import { contentKey, ContentStore, type StoredContent } from './contentStore';
import { copyTarget } from './copyTarget';
import { downloadTo } from './download';
import { type DataFormat, dataFormat } from './formats';
import { matchingObjects, standsForMany } from './glob';
import { Mutex } from './mutex';
import { parallel } from './parallel';
import { partitionFolders } from './partitions';
import { NotInParts } from './parquet/footer';
import { ObjectRanges, type Traffic } from './rangeReader';
import { type ObjectPreview, previewObject } from './preview';
import { type RemotePart, RemoteSource, tooMuch } from './remoteSource';
import { openMirror, openWhole, type StoredFile } from './storedFile';

export interface RemoteOptions {
  /** The folder of the cache; may not exist yet. */
  readonly folder: string;
  /** The bundle of src/duckdb/worker.ts. */
  readonly workerPath: string;
  readonly limits: () => RemoteLimits;
}

export interface RemoteLimits {
  /** Bytes that contents may take on disk which nobody uses. */
  readonly quota: number;
  /** Bytes that are fetched for a statement without asking. */
  readonly askAbove: number;
  /** Parquet objects up to this size are fetched whole: parts would cost more in requests than they save. */
  readonly wholeBelow: number;
}

const PARALLEL = 6;

/** What one statement opens of an object. */
interface Opening {
  readonly connection: EngineConnection;
  readonly objects: Objects;
  readonly traffic: Traffic;
  readonly signal: AbortSignal;
  readonly wishes: OpenWishes;
}

/** Objects of sessions as files that DuckDB reads: the contents that statements needed, on disk. */
export class RemoteFiles implements FileSources {
  readonly #cache: CacheFolder;
  readonly #store: ContentStore;

  constructor(private readonly options: RemoteOptions) {
    this.#cache = new CacheFolder(options.folder);
    this.#store = new ContentStore(this.#cache, () => options.limits().quota);
  }

  async open(connection: EngineConnection, objects: Objects, path: ObjectPath, label: string, signal: AbortSignal, wishes: OpenWishes = {}): Promise<RemoteSource | undefined> {
    const traffic: Traffic = { bytes: 0, requests: 0 };
    const stats = standsForMany(path) ? await matchingObjects(objects, path, label, signal) : await oneObject(objects, path, signal);
    if (stats.length === 0) return undefined;
    const format = commonFormat(stats, label);
    const opened: (RemotePart | undefined)[] = stats.map(() => undefined);
    const opening: Opening = { connection, objects, traffic, signal, wishes };
    try {
      await parallel([...stats.entries()], PARALLEL, async ([index, stat]) => {
        opened[index] = await this.#openOne(opening, stat, format, stats.length === 1 ? label : labelOf(objects, stat.path));
      });
    } catch (error) {
      for (const part of opened) if (part) this.#store.release(part.content.key);
      throw error;
    }
    const parts = opened.filter((part) => part !== undefined);
    const release = (): void => {
      for (const { content } of parts) this.#store.release(content.key);
    };
    const id = parts.map(({ content }) => content.key).join(',');
    return new RemoteSource({ id, label, connection, format, parts, traffic, askAbove: this.options.limits().askAbove, release });
  }

  target(_connection: EngineConnection, objects: Objects, path: ObjectPath, label: string, signal: AbortSignal): Promise<CopyTarget> {
    return copyTarget(this.#cache, objects, path, label, signal);
  }

  /** The first rows, without fetching the object whole; `undefined` where its format does not allow that. Remove it by `discard`. */
  preview(objects: Objects, path: ObjectPath, label: string, rows: number, signal: AbortSignal): Promise<ObjectPreview | undefined> {
    return previewObject(this.#cache, objects, path, label, rows, signal);
  }

  /** Eviction, for who wants to see its outcome. */
  async settled(): Promise<void> {
    await this.#store.settled();
  }

  async dispose(): Promise<void> {
    await this.#store.dispose();
  }

  async #openOne(opening: Opening, stat: ObjectStat, format: DataFormat, label: string): Promise<RemotePart> {
    const { connection, objects, traffic } = opening;
    const reader = new ObjectRanges(objects, stat.path, stat, label, traffic);
    const partitions = partitionFolders(stat.path).join('/');
    const key = contentKey(connection.id, stat.path, stat, format, partitions);
    const content = await this.#stored(opening.signal, key, stat.contentId === undefined, async (folder) => {
      const name = join(partitions, `content${format.ending}`);
      await mkdir(dirname(join(folder, name)), { recursive: true });
      return this.#make(opening, reader, format, folder, name, label);
    });
    return { content, reader, label };
  }

  /** Who waits for what another fetches tries again where the other has given up. */
  async #stored(signal: AbortSignal, key: string, passing: boolean, make: (folder: string) => Promise<StoredFile>): Promise<StoredContent> {
    for (;;) {
      try {
        return await this.#store.open(key, passing, make);
      } catch (error) {
        if (signal.aborted || !isCancelled(error)) throw error;
      }
    }
  }

  async #make({ signal, wishes }: Opening, reader: ObjectRanges, format: DataFormat, folder: string, name: string, label: string): Promise<StoredFile> {
    const { wholeBelow, askAbove } = this.options.limits();
    if (format.kind === 'parquet' && !format.packed && reader.size > wholeBelow) {
      try {
        return await openMirror(folder, name, reader, signal);
      } catch (error) {
        if (!(error instanceof NotInParts)) throw error;
      }
    }
    const allowed = wishes.fetchLimit ?? askAbove;
    if (reader.size > allowed) throw tooMuch(label, reader.size, allowed);
    let done = 0;
    const progress = (bytes: number): void => {
      done += bytes;
      wishes.progress?.(`Fetching ${formatBytes(done)} of ${formatBytes(reader.size)} of ${label}`, done / reader.size);
    };
    return format.kind === 'arrow' ? this.#makeFromArrow(join(folder, name), reader, label, signal, progress) : openWhole(folder, name, reader, signal, progress);
  }

  async #makeFromArrow(original: string, reader: ObjectRanges, label: string, signal: AbortSignal, progress: (bytes: number) => void): Promise<StoredFile> {
    const path = `${original}.parquet`;
    const isThere = await access(path).then(() => true, () => false);
    if (!isThere) {
      await downloadTo(original, reader, signal, progress);
      await writeParquet({ workerPath: this.options.workerPath, path, messages: readArrowFile(original, label), signal });
      await rm(original, { force: true });
    }
    return { kind: 'whole', path, lock: new Mutex(), close: () => Promise.resolve() };
  }
}

async function oneObject(objects: Objects, path: ObjectPath, signal: AbortSignal): Promise<readonly ObjectStat[]> {
  try {
    return [await objects.stat(path, signal)];
  } catch (error) {
    if (error instanceof HeadwaterError && error.failure.kind === 'notFound') return [];
    throw error;
  }
}

function commonFormat(stats: readonly ObjectStat[], label: string): DataFormat {
  const formats = new Map(stats.map(({ path }) => {
    const format = dataFormat(path.at(-1) ?? '');
    return [format?.ending, format] as const;
  }));
  const [format] = formats.values();
  if (format && formats.size === 1) return format;
  throw new HeadwaterError({
    what: `Could not read \`${label}\` as a table`,
    why: formats.size > 1 ? 'Objects of different formats have such a name.' : 'Its name has no ending of a data file.',
    todo: 'Name files that end in .parquet, .csv, .tsv, .json, .jsonl, .ndjson or .arrow, all of one kind.',
    kind: 'unsupported',
    code: 'no-table',
  });
}

function labelOf({ scheme }: Objects, path: ObjectPath): string {
  return `${scheme}://${path.join('/')}`;
}
