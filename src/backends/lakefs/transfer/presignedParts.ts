import type { ObjectWriteOptions } from '../../../core/contract/objects';
import type { MultipartApi, MultipartUpload } from '../api/multipartApi';
import type { ObjectStats } from '../api/objectShape';
import { named, type Place } from '../api/objectsApi';
import { type BlockStore, storeRefusal } from '../http/blockStore';
import type { PartsRoute, PartsUpload, UploadedPart } from './partsRoute';

/** Milliseconds after which a part's URL is not trusted to be valid any more; the server's default life of one is 15 minutes. */
const URL_MS = 10 * 60_000;

/** Parts straight to the block store, by URLs that the server signs. */
export class PresignedParts implements PartsRoute {
  constructor(
    private readonly api: MultipartApi,
    private readonly store: BlockStore,
  ) {}

  async start(place: Place, parts: number, _: ObjectWriteOptions, signal: AbortSignal): Promise<PartsUpload> {
    return new PresignedUpload(this.api, this.store, place, await this.api.start(place, parts, signal));
  }
}

class PresignedUpload implements PartsUpload {
  readonly #since = Date.now();

  constructor(
    private readonly api: MultipartApi,
    private readonly store: BlockStore,
    private readonly place: Place,
    private readonly upload: MultipartUpload,
  ) {}

  async send(number: number, part: Uint8Array, isAgain: boolean, signal: AbortSignal): Promise<string> {
    const what = `Could not upload part ${number} of ${named(this.place)}`;
    const known = isAgain || Date.now() - this.#since > URL_MS ? undefined : this.upload.urls[number - 1];
    const url = known ?? (await this.api.partUrl(this.place, this.upload, number, signal));
    const reply = await this.store.put(what, url, part, part.byteLength, {}, signal);
    const text = await reply.text();
    if (reply.status >= 300) throw storeRefusal(what, reply.status, text);
    return (reply.headers['etag'] ?? '').replaceAll('"', '');
  }

  complete(parts: readonly UploadedPart[], { contentType, metadata, ifAbsent }: ObjectWriteOptions, signal: AbortSignal): Promise<ObjectStats> {
    return this.api.complete(this.place, this.upload, parts, { contentType, metadata, ifAbsent }, signal);
  }

  abort(signal: AbortSignal): Promise<void> {
    return this.api.abort(this.place, this.upload, signal);
  }
}
