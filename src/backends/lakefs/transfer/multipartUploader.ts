import { createHash } from 'node:crypto';
import type { ObjectWriteOptions } from '../../../core/contract/objects';
import { HeadwaterError, isCancelled } from '../../../core/errors';
import { LEAST_PART, MOST_PARTS, type MultipartApi, type MultipartUpload, type UploadedPart } from '../api/multipartApi';
import type { ObjectStats } from '../api/objectShape';
import { named, type Place } from '../api/objectsApi';
import { type BlockStore, storeRefusal, StoreUnusable } from '../http/blockStore';
import { pause, RETRIES, waitFor } from '../http/retry';
import { partsOf } from './parts';

const PART = 8 * 1024 * 1024;
/** Parts on their way at once; so many and one more are in memory. */
const PARALLEL = 4;
const ATTEMPTS = 3;
/** Milliseconds after which a part's URL is not trusted to be valid any more; the server's default life of one is 15 minutes. */
const URL_MS = 10 * 60_000;
/** Failed uploads that are remembered. */
const MOST_KEPT = 16;

interface Started {
  readonly upload: MultipartUpload;
  readonly place: Place;
  readonly since: number;
  readonly parts: Map<number, UploadedPart & { readonly digest: string }>;
}

/**
 * Uploads in parts, side by side. Where one fails, the parts that arrived are kept: uploading the same object again sends only the
 * others, told by their digests. What is cancelled is taken back.
 */
export class MultipartUploader {
  readonly #kept = new Map<string, Started>();

  constructor(
    private readonly api: MultipartApi,
    private readonly store: BlockStore,
  ) {}

  async write(place: Place, content: AsyncIterable<Uint8Array>, size: number, options: ObjectWriteOptions, signal: AbortSignal): Promise<ObjectStats> {
    const partSize = Math.max(PART, LEAST_PART, Math.ceil(size / MOST_PARTS));
    const id = JSON.stringify([place.repository, place.ref, place.key, size]);
    const count = Math.max(1, Math.ceil(size / partSize));
    const started: Started = this.#kept.get(id) ?? { upload: await this.api.start(place, count, signal), place, since: Date.now(), parts: new Map() };
    this.#kept.delete(id);
    try {
      await this.#sendParts(started, content, partSize, options.progress, signal);
    } catch (error) {
      if (isCancelled(error) || signal.aborted) await this.#abort(started);
      else throw this.#keep(id, started, count, error);
      throw error;
    }
    const parts = [...started.parts.values()].toSorted((one, other) => one.number - other.number);
    return this.api.complete(place, started.upload, parts, { contentType: options.contentType, metadata: options.metadata, ifAbsent: options.ifAbsent }, signal);
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
    let sent = 0;
    let number = 0;
    for await (const part of partsOf(content, partSize)) {
      number++;
      const sending: Promise<unknown> = this.#sendPart(started, number, part, signal)
        .then(() => {
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
    const digest = createHash('md5').update(part).digest('hex');
    if (started.parts.get(number)?.digest === digest) return;
    const what = `Could not upload part ${number} of ${named(started.place)}`;
    for (let attempt = 1; ; attempt++) {
      const fresh = attempt > 1 || Date.now() - started.since > URL_MS;
      const url = (fresh ? undefined : started.upload.urls[number - 1]) ?? (await this.api.partUrl(started.place, started.upload, number, signal));
      try {
        const reply = await this.store.put(what, url, part, part.byteLength, {}, signal);
        const text = await reply.text();
        if (reply.status >= 300) throw storeRefusal(what, reply.status, text);
        started.parts.set(number, { number, tag: (reply.headers['etag'] ?? '').replaceAll('"', ''), digest });
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
  async #abort({ place, upload }: Started): Promise<void> {
    await this.api.abort(place, upload, AbortSignal.timeout(5_000)).catch(() => undefined);
  }
}
