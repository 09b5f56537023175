import { appendFile, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { fromLine, removalLine, removedBy } from './entry';
import type { HistoryEntry } from './entry';

/** Bytes after which the next line begins a new file. */
const SEGMENT_BYTES = 1_048_576;
/** Bytes of all files together, whatever the limit of entries is. */
const TOTAL_BYTES = 33_554_432;

interface Segment {
  /** Bytes read so far, up to the end of a line. */
  readonly bytes: number;
  readonly entries: readonly HistoryEntry[];
  /** Ids that were taken out, here or in older files. */
  readonly removed: readonly string[];
}

const NOTHING: Segment = { bytes: 0, entries: [], removed: [] };

/**
 * Numbered files of lines. Every window appends to the last one, and begins the next when it is full: two windows that do so
 * at once begin the same. Nothing that stands in a file ever moves.
 */
export class Segments {
  readonly #read = new Map<string, Segment>();

  constructor(private readonly folder: string) {}

  /** True where a new file was begun. */
  async append(line: string): Promise<boolean> {
    const names = await this.#names();
    const last = names.at(-1);
    const full = last !== undefined && (await stat(this.#at(last))).size >= SEGMENT_BYTES;
    const name = full || last === undefined ? nameAfter(last) : last;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    // The leading line break ends what another window may have left unfinished.
    await appendFile(this.#at(name), `\n${line}\n`, { mode: 0o600 });
    return full;
  }

  /** Oldest first. Reads only what is new since the last time. */
  async read(): Promise<readonly HistoryEntry[]> {
    const names = await this.#names();
    for (const known of this.#read.keys()) if (!names.includes(known)) this.#read.delete(known);
    const segments: Segment[] = [];
    for (const name of names) segments.push(await this.#segment(name));
    const removed = new Set(segments.flatMap((segment) => segment.removed));
    return segments.flatMap(({ entries }) => entries).filter(({ id }) => !removed.has(id));
  }

  /** Deletes the oldest files that the newest `limit` entries do not need. */
  async trim(limit: number): Promise<void> {
    await this.read();
    let entries = 0;
    let bytes = 0;
    for (const name of [...(await this.#names())].reverse()) {
      if (entries >= limit || bytes >= TOTAL_BYTES) await rm(this.#at(name), { force: true });
      const segment = this.#read.get(name);
      entries += segment?.entries.length ?? 0;
      bytes += segment?.bytes ?? 0;
    }
  }

  /** Blanks the lines of entries where they stand, which disturbs nobody who appends, and leaves a line that tells the other windows. */
  async remove(ids: ReadonlySet<string>): Promise<void> {
    for (const name of await this.#names()) await blank(this.#at(name), ids);
    await this.append(removalLine([...ids]));
  }

  async clear(): Promise<void> {
    for (const name of await this.#names()) await rm(this.#at(name), { force: true });
    this.#read.clear();
  }

  async #segment(name: string): Promise<Segment> {
    const known = this.#read.get(name) ?? NOTHING;
    const file = this.#at(name);
    const { size } = await stat(file);
    const from = size < known.bytes ? NOTHING : known; // smaller: another window has cleared the history and begun anew
    if (size === from.bytes) return from;
    const added = await readFrom(file, from.bytes, size - from.bytes);
    const whole = added.subarray(0, added.lastIndexOf(0x0a) + 1);
    const lines = whole.toString('utf8').split('\n');
    const segment = {
      bytes: from.bytes + whole.length,
      entries: [...from.entries, ...lines.flatMap((line) => fromLine(line) ?? [])],
      removed: [...from.removed, ...lines.flatMap(removedBy)],
    };
    this.#read.set(name, segment);
    return segment;
  }

  async #names(): Promise<readonly string[]> {
    try {
      return (await readdir(this.folder)).filter((name) => NAME.test(name)).sort();
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  }

  #at(name: string): string {
    return path.join(this.folder, name);
  }
}

const NAME = /^history-\d{8}\.jsonl$/u;

function nameAfter(last: string | undefined): string {
  const number = last === undefined ? 1 : Number(last.slice('history-'.length, -'.jsonl'.length)) + 1;
  return `history-${String(number).padStart(8, '0')}.jsonl`;
}

async function blank(file: string, ids: ReadonlySet<string>): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    const text = await handle.readFile();
    for (let start = 0, end = 0; start < text.length; start = end + 1) {
      const found = text.indexOf(0x0a, start);
      end = found < 0 ? text.length : found;
      const id = fromLine(text.toString('utf8', start, end))?.id;
      if (id !== undefined && ids.has(id)) await handle.write(Buffer.alloc(end - start, ' '), 0, end - start, start);
    }
  } finally {
    await handle.close();
  }
}

async function readFrom(file: string, position: number, length: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
