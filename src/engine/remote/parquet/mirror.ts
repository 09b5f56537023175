import { type FileHandle, open } from 'node:fs/promises';
import { parallel } from '../parallel';
import type { RangeReader } from '../rangeReader';
import { setSlot } from './compactWriter';
import type { ColumnChunk, ParquetFooter } from './footer';

/**
 * Far past the end of any file: a chunk that was not fetched "stands" at this plus its place in the original. Reading it is an error
 * of DuckDB's that names the place, and never a row.
 */
export const POISON = 2 ** 44;

const PARALLEL = 6;
/** Chunks this near to each other are fetched together, gap and all. */
const GAP_BYTES = 64 * 1024;
/** The most that one request asks for. */
const PART_BYTES = 8 * 1024 * 1024;

const MAGIC = Buffer.from('PAR1', 'latin1');

/** Which chunks a mirror has and where, as kept on disk. */
export interface MirrorState {
  /** Bytes of the mirror that count. */
  readonly end: number;
  /** Index of a chunk and where it stands in the mirror. */
  readonly placed: readonly (readonly [chunk: number, at: number])[];
}

interface Run {
  readonly start: number;
  end: number;
  readonly chunks: number[];
}

/**
 * A local Parquet file with only those chunks of an object that were needed so far. Every row group, column and statistic is in its
 * footer, so that DuckDB prunes by the truth. It only ever grows: a new footer is put behind what is there, and scans that run keep theirs.
 * One caller at a time: see `FileSource.lock`.
 */
export class ParquetMirror {
  readonly #places = new Map<number, number>();
  #end: number;

  private constructor(
    readonly path: string,
    readonly footer: ParquetFooter,
    private readonly file: FileHandle,
    private readonly saved: (state: MirrorState) => Promise<void>,
    state: MirrorState,
  ) {
    this.#end = state.end;
    for (const [chunk, at] of state.placed) this.#places.set(chunk, at);
    footer.chunks.forEach((_, chunk) => {
      this.#point(chunk);
    });
  }

  /** @param saved told after each growth, when all that it names is on disk */
  static async create(path: string, footer: ParquetFooter, saved: (state: MirrorState) => Promise<void>): Promise<ParquetMirror> {
    const file = await open(path, 'w+');
    const mirror = new ParquetMirror(path, footer, file, saved, { end: MAGIC.length, placed: [] });
    try {
      await file.write(MAGIC, 0, MAGIC.length, 0);
      await mirror.#publish();
      return mirror;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Goes on with one that was saved. @throws where it is shorter than its state says */
  static async reopen(path: string, footer: ParquetFooter, saved: (state: MirrorState) => Promise<void>, state: MirrorState): Promise<ParquetMirror> {
    const file = await open(path, 'r+');
    try {
      const { size } = await file.stat();
      if (size < state.end || state.placed.some(([chunk, at]) => !isInside(footer.chunks[chunk], at, state.end))) throw new Error('The mirror is not whole.');
      if (size > state.end) await file.truncate(state.end);
      return new ParquetMirror(path, footer, file, saved, state);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get bytes(): number {
    return this.#end;
  }

  has(chunk: number): boolean {
    return this.#places.has(chunk);
  }

  /** What has to be asked for to have these chunks. */
  bytesFor(chunks: Iterable<number>): number {
    return this.#runs(chunks).reduce((sum, { start, end }) => sum + end - start, 0);
  }

  /** Chunks that came whole are kept, whatever happens to the others. */
  async fetch(chunks: Iterable<number>, reader: RangeReader, signal: AbortSignal, progress: (bytes: number) => void): Promise<void> {
    const runs = this.#runs(chunks);
    if (runs.length === 0) return;
    const parts = runs.flatMap((run) => this.#partsOf(run));
    const missing = new Map(runs.map((run) => [run, parts.filter((part) => part.run === run).length]));
    const whole: { readonly run: Run; readonly at: number }[] = [];
    try {
      await parallel(parts, PARALLEL, async ({ run, at, start, end }) => {
        let place = at + start - run.start;
        for await (const piece of reader.pieces(start, end, signal)) {
          await writeAll(this.file, piece, place);
          place += piece.length;
          progress(piece.length);
        }
        const left = (missing.get(run) ?? 0) - 1;
        missing.set(run, left);
        if (left === 0) whole.push({ run, at });
      });
    } finally {
      for (const { run, at } of whole) {
        for (const chunk of run.chunks) this.#place(chunk, at + (this.footer.chunks[chunk]?.start ?? 0) - run.start);
      }
      if (whole.length > 0) await this.#publish();
    }
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  #runs(chunks: Iterable<number>): Run[] {
    const wanted = [...new Set(chunks)].filter((chunk) => !this.#places.has(chunk)).flatMap((index) => {
      const chunk = this.footer.chunks[index];
      return chunk ? [{ index, chunk }] : [];
    });
    wanted.sort((one, other) => one.chunk.start - other.chunk.start);
    const runs: Run[] = [];
    for (const { index, chunk } of wanted) {
      const end = chunk.start + chunk.length;
      const last = runs.at(-1);
      if (last && chunk.start - last.end <= GAP_BYTES && end - last.start <= PART_BYTES) {
        last.end = Math.max(last.end, end);
        last.chunks.push(index);
      } else runs.push({ start: chunk.start, end, chunks: [index] });
    }
    return runs;
  }

  /** Takes room in the mirror for a run, and cuts what has to be asked for into parts. */
  #partsOf(run: Run): { readonly run: Run; readonly at: number; readonly start: number; readonly end: number }[] {
    const at = this.#end;
    this.#end += run.end - run.start;
    const count = Math.max(1, Math.ceil((run.end - run.start) / PART_BYTES));
    return Array.from({ length: count }, (_, index) => {
      const start = run.start + index * PART_BYTES;
      return { run, at, start, end: Math.min(run.end, start + PART_BYTES) };
    });
  }

  #place(chunk: number, at: number): void {
    this.#places.set(chunk, at);
    this.#point(chunk);
  }

  #point(index: number): void {
    const chunk = this.footer.chunks[index];
    if (!chunk) return;
    const base = this.#places.get(index) ?? POISON + chunk.start;
    for (const { place, distance } of chunk.slots) setSlot(this.footer.template, place, base + distance);
  }

  /** Data reaches the disk before the footer that points at it: after a power cut there is no footer over bytes that are not there. */
  async #publish(): Promise<void> {
    const { template } = this.footer;
    const tail = Buffer.alloc(template.length + 8);
    tail.set(template);
    tail.writeUInt32LE(template.length, template.length);
    tail.set(MAGIC, template.length + 4);
    await this.file.datasync();
    await writeAll(this.file, tail, this.#end);
    this.#end += tail.length;
    await this.file.datasync();
    await this.saved({ end: this.#end, placed: [...this.#places] });
  }
}

function isInside(chunk: ColumnChunk | undefined, at: number, end: number): boolean {
  return chunk !== undefined && at >= MAGIC.length && at + chunk.length <= end;
}

async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}
