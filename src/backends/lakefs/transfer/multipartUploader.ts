import { createHash } from 'node:crypto';
import type { ObjectWriteOptions } from '../../../core/contract/objects';
import { HeadwaterError, isCancelled } from '../../../core/errors';
import { LEAST_PART, MOST_PARTS } from '../api/multipartApi';
import type { ObjectStats } from '../api/objectShape';
import { named, type Place } from '../api/objectsApi';
import { StoreUnusable } from '../http/blockStore';
import { pause, RETRIES, waitFor } from '../http/retry';
import { PartMemory, partsOf } from './parts';
import type { PartsRoute, PartsUpload, UploadedPart } from './partsRoute';

const PART = 8 * 1024 * 1024;
/** Parts on their way at once; so many and one more are in memory. */
const PARALLEL = 4;
const ATTEMPTS = 3;
/** Failed uploads that are remembered. */
const MOST_KEPT = 16;

interface Started {
  readonly upload: PartsUpload;
  readonly place: Place;
  readonly parts: Map<number, UploadedPart>;
}

/**
 * Uploads in parts, side by side. Where one fails, the parts that arrived are kept: uploading the same object again sends only the
 * others. What is cancelled is taken back.
 */
export class MultipartUploader {
  readonly #kept = new Map<string, Started>();

  constructor(private readonly route: PartsRoute) {}

  async write(place: Place, content: AsyncIterable<Uint8Array>, size: number, options: ObjectWriteOptions, signal: AbortSignal): Promise<ObjectStats> {
    const partSize = Math.max(PART, LEAST_PART, Math.ceil(size / MOST_PARTS));
    const id = JSON.stringify([place.repository, place.ref, place.key, size]);
    const count = Math.max(1, Math.ceil(size / partSize));
    const started: Started = this.#kept.get(id) ?? { upload: await this.route.start(place, count, options, signal), place, parts: new Map() };
    this.#kept.delete(id);
    try {
      await this.#sendParts(started, content, partSize, options.progress, signal);
    } catch (error) {
      if (isCancelled(error) || signal.aborted) await this.#abort(started);
      // One that the other side has forgotten is of no more use.
      else if (!(error instanceof HeadwaterError && error.failure.kind === 'notFound')) throw this.#keep(id, started, count, error);
      throw error;
    }
    const parts = [...started.parts.values()].toSorted((one, other) => one.number - other.number);
    try {
      return await started.upload.complete(parts, options, signal);
    } catch (error) {
      if (!(error instanceof HeadwaterError && error.failure.outcomeUnknown === true)) await this.#abort(started);
      throw error;
    }
  }

  /** Takes back what is kept of failed uploads. */
  async close(): Promise<void> {
    const kept = [...this.#kept.values()];
    this.#kept.clear();
    await Promise.all(kept.map((started) => this.#abort(started)));
  }

  async #sendParts(started: Started, content: AsyncIterable<Uint8Array>, partSize: number, progress: ((sent: number) => void) | undefined, signal: AbortSignal): Promise<void> {
    const running = new Set<Promise<unknown>>();
    // Parts on their way when another one fails still arrive, and are kept.
    const failures: unknown[] = [];
    const memory = new PartMemory(partSize);
    let sent = 0;
    let number = 0;
    for await (const part of partsOf(content, memory)) {
      number++;
      const sending: Promise<unknown> = this.#sendPart(started, number, part, signal)
        .then(() => {
          memory.give(part);
          sent += part.byteLength;
          progress?.(sent);
        })
        .catch((error: unknown) => failures.push(error))
        .finally(() => running.delete(sending));
      running.add(sending);
      if (running.size >= PARALLEL) await Promise.race(running);
      if (failures.length > 0) break;
    }
    await Promise.all(running);
    if (failures.length > 0) throw failures[0];
    signal.throwIfAborted();
  }

  async #sendPart(started: Started, number: number, part: Uint8Array, signal: AbortSignal): Promise<void> {
    const kept = started.parts.get(number);
    if (kept && isContentOf(kept, part)) return;
    for (let attempt = 1; ; attempt++) {
      try {
        started.parts.set(number, { number, tag: await started.upload.send(number, part, attempt > 1, signal) });
        return;
      } catch (error) {
        if (isCancelled(error) || attempt >= ATTEMPTS) throw error instanceof StoreUnusable ? error.cause : error;
        await waitFor(pause(RETRIES, attempt - 1, undefined, Date.now()), signal);
      }
    }
  }

  #keep(id: string, started: Started, count: number, error: unknown): unknown {
    const oldest = this.#kept.keys().next();
    if (this.#kept.size >= MOST_KEPT && oldest.done !== true) this.#kept.delete(oldest.value);
    this.#kept.set(id, started);
    if (!(error instanceof HeadwaterError)) return error;
    return new HeadwaterError({ ...error.failure, what: `Could not upload ${named(started.place)}`, todo: `Upload it again: ${started.parts.size} of ${count} parts have arrived and are kept.` }, { cause: error });
  }

  /** The server forgets uploads that nobody ends, too. */
  async #abort({ upload }: Started): Promise<void> {
    await upload.abort(AbortSignal.timeout(5_000)).catch(() => undefined);
  }
}

/** The tag of a part is its MD5, as long as the store does not encrypt: then it is sent once more. */
function isContentOf({ tag }: UploadedPart, part: Uint8Array): boolean {
  return tag === createHash('md5').update(part).digest('hex');
}
