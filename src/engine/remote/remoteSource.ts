import { type Failure, HeadwaterError, isCancelled } from '../../core/errors';
import { formatBytes } from '../../core/format/numbers';
import type { EngineConnection, FileSource, PlanAsk } from '../sources';
import { type DataFormat, readQuery } from './formats';
import { chunksOf, everything, type Need, needOf } from './parquet/need';
import type { ParquetMirror } from './parquet/mirror';
import { parquetScans, type ParquetScan, planStatement } from './parquet/scans';
import { missedPlace } from './parquet/missed';
import type { RangeReader, Traffic } from './rangeReader';
import type { StoredContent } from './contentStore';

export interface RemotePart {
  readonly content: StoredContent;
  readonly reader: RangeReader;
  /** As a statement would name this object. */
  readonly label: string;
}

export interface RemoteSourceParts {
  readonly id: string;
  readonly label: string;
  readonly connection: EngineConnection;
  readonly format: DataFormat;
  readonly parts: readonly RemotePart[];
  readonly traffic: Traffic;
  /** Bytes that one statement may fetch without being asked about. */
  readonly askAbove: number;
  readonly release: () => void;
}

/** Tries after which all of the object is fetched: each before fetches what was missing. */
const TRIES = 6;

/** One or more objects that DuckDB reads from their contents on disk. */
export class RemoteSource implements FileSource {
  readonly kind = 'files';
  readonly id: string;
  readonly label: string;
  readonly connection: EngineConnection;
  readonly query: string;
  readonly folders: readonly string[];
  readonly #mirrors: ReadonlyMap<string, { readonly mirror: ParquetMirror; readonly reader: RangeReader }>;
  #needs: ReadonlyMap<string, Need> = new Map();
  #tries = 0;
  #released = false;

  constructor(private readonly source: RemoteSourceParts) {
    const { id, label, connection, format, parts } = source;
    this.id = id;
    this.label = label;
    this.connection = connection;
    this.query = readQuery(format.kind, parts.map(({ content }) => content.file.path));
    this.folders = [...new Set(parts.map(({ content }) => content.folder))];
    this.#mirrors = new Map(parts.flatMap(({ content: { file }, reader }) => (file.kind === 'mirror' ? [[file.path, { mirror: file.mirror, reader }] as const] : [])));
  }

  async lock(signal: AbortSignal): Promise<() => void> {
    const held: (() => void)[] = [];
    const letGo = (): void => {
      for (const release of held.splice(0)) release();
    };
    try {
      const files = [...new Map(this.source.parts.map(({ content }) => [content.key, content.file]))].sort(([one], [other]) => (one < other ? -1 : 1));
      for (const [, file] of files) held.push(await file.lock.lock(signal));
      return letGo;
    } catch (error) {
      letGo();
      throw error;
    }
  }

  async prepare(ask: PlanAsk, signal: AbortSignal): Promise<void> {
    if (this.#mirrors.size === 0) return;
    this.#tries = 0;
    const scans = await plannedScans(ask);
    const footers = new Map([...this.#mirrors].map(([path, { mirror }]) => [path, mirror.footer]));
    this.#needs = scans ? needOf(footers, scans) : new Map([...footers].map(([path, footer]) => [path, everything(footer)]));
    this.#checkSize(ask.fetchLimit);
    await this.#fetch((path) => this.#needs.get(path)?.now ?? [], signal, (text, fraction) => ask.progress(text, fraction));
  }

  /** Bytes that {@link prepare} would fetch for a query, without fetching them. */
  async cost(ask: PlanAsk): Promise<number> {
    const scans = await plannedScans(ask);
    const footers = new Map([...this.#mirrors].map(([path, { mirror }]) => [path, mirror.footer]));
    const needs = scans ? needOf(footers, scans) : new Map([...footers].map(([path, footer]) => [path, everything(footer)]));
    return [...this.#mirrors].reduce((sum, [path, { mirror }]) => sum + mirror.bytesFor(needs.get(path)?.now ?? []), 0);
  }

  async recover(error: HeadwaterError, signal: AbortSignal): Promise<boolean> {
    const missed = missedPlace(error.failure, [...this.#mirrors].map(([path, { mirror }]) => ({ path, footer: mirror.footer })));
    if (!missed) return false;
    this.#tries++;
    const { path, chunk } = missed;
    const mirror = this.#mirrors.get(path)?.mirror;
    if (!mirror) return false;
    if (mirror.has(chunk)) return true; // DuckDB had opened it before it grew
    const wanted = this.#tries > TRIES ? mirror.footer.chunks.keys() : this.#missing(path, mirror, chunk);
    await this.#fetch((one) => (one === path ? wanted : []), signal, () => undefined);
    return true;
  }

  told(failure: Failure): Failure {
    const words = (text: string): string => this.source.parts.reduce((sum, { content, label }) => sum.replaceAll(content.file.path, label), text);
    const { why, todo, detail } = failure;
    return { ...failure, why: words(why), ...(todo === undefined ? {} : { todo: words(todo) }), ...(detail === undefined ? {} : { detail: words(detail) }) };
  }

  fetched(): { readonly bytes: number; readonly requests: number } {
    return { ...this.source.traffic };
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.source.release();
  }

  /**
   * What to fetch when a chunk was missing. Where it had been put off, more and more of what was put off; else the plan was wrong about
   * the column, and all of it comes.
   */
  #missing(path: string, { footer }: ParquetMirror, chunk: number): Iterable<number> {
    const later = this.#needs.get(path)?.later ?? [];
    const from = later.indexOf(chunk);
    const { rowGroup = 0, leaf = 0 } = footer.chunks[chunk] ?? {};
    if (from < 0) return footer.chunks.flatMap((one, index) => (footer.leaves[one.leaf]?.column === footer.leaves[leaf]?.column ? [index] : []));
    const groups = 2 ** this.#tries;
    const near = new Set(Array.from({ length: groups }, (_, offset) => chunksOf(footer, rowGroup + offset)).flat());
    return later.filter((index) => near.has(index));
  }

  async #fetch(wanted: (path: string) => Iterable<number>, signal: AbortSignal, progress: PlanAsk['progress']): Promise<void> {
    const work = [...this.#mirrors].map(([path, { mirror, reader }]) => ({ mirror, reader, chunks: [...wanted(path)] }));
    const total = work.reduce((sum, { mirror, chunks }) => sum + mirror.bytesFor(chunks), 0);
    let done = 0;
    for (const { mirror, reader, chunks } of work) {
      await mirror.fetch(chunks, reader, signal, (bytes) => {
        done += bytes;
        progress(`Fetching ${formatBytes(done)} of ${formatBytes(total)} of ${this.label}`, total === 0 ? 1 : done / total);
      });
    }
  }

  #checkSize(limit = this.source.askAbove): void {
    const bytes = [...this.#mirrors].reduce((sum, [path, { mirror }]) => sum + mirror.bytesFor(this.#needs.get(path)?.now ?? []), 0);
    if (bytes > limit) throw tooMuch(this.label, bytes, limit);
  }
}

/** Where more would be fetched than is done without asking. `detail` holds the number of bytes. */
export function tooMuch(label: string, bytes: number, limit: number): HeadwaterError {
  return new HeadwaterError({
    what: `Did not fetch \`${label}\``,
    why: `The statement needs ${formatBytes(bytes)} of it, more than the ${formatBytes(limit)} that are fetched without asking.`,
    todo: 'Select fewer columns or rows, or allow more in a line before the statement: `-- headwater: fetchLimit=…` in MiB, or by the setting `headwater.objects.askAboveMb`.',
    code: 'much-to-fetch',
    detail: String(bytes),
  });
}

async function plannedScans(ask: PlanAsk): Promise<readonly ParquetScan[] | undefined> {
  if (ask.query === undefined) return undefined;
  try {
    const [[answer] = []] = await ask.rows(planStatement(ask.query));
    return typeof answer === 'string' ? parquetScans(answer) : undefined;
  } catch (error) {
    if (isCancelled(error)) throw error;
    return undefined; // running the statement tells what is wrong with it
  }
}
