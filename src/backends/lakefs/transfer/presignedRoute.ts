import type { ObjectWriteOptions } from '../../../core/contract/objects';
import { HeadwaterError } from '../../../core/errors';
import type { ObjectsApi } from '../api/objectsApi';
import type { ObjectStats } from '../api/objectShape';
import { named, type Place } from '../api/objectsApi';
import type { StagingApi } from '../api/stagingApi';
import { type BlockStore, storeRefusal, type StoreReply } from '../http/blockStore';
import { counted } from './counted';

/** Milliseconds before the end of its life at which a URL is not used any more. */
const EARLY_MS = 15_000;
/** Milliseconds that a URL is used where the server does not tell its life. */
const LIFE_MS = 60_000;
const MOST_KNOWN = 256;

interface KnownUrl {
  readonly url: string;
  readonly checksum: string;
  readonly until: number;
}

export interface StoreAsk {
  /** As in the header. */
  readonly range: string | undefined;
  /** The checksum of the content that is expected, where one is. */
  readonly wished: string | undefined;
  readonly bulk: boolean;
}

/** Contents straight from and to the block store, by URLs that the server signs. What lies behind one URL never changes. */
export class PresignedRoute {
  readonly #known = new Map<string, KnownUrl>();

  constructor(
    private readonly objects: ObjectsApi,
    private readonly staging: StagingApi,
    private readonly store: BlockStore,
  ) {}

  /** The checksum of the content that {@link read} would give. A wished content is found without asking while its URL lives. */
  async read(place: Place, { range, wished, bulk }: StoreAsk, signal: AbortSignal): Promise<StoreReply> {
    const what = `Could not read ${named(place)}`;
    for (let attempt = 1; ; attempt++) {
      const known = await this.#url(place, wished, signal);
      const reply = await this.store.get(what, known.url, { range, bulk }, signal);
      // The store's own tag may be another than the checksum of lakeFS.
      if (reply.status < 300 || reply.status === 416) return { ...reply, headers: { ...reply.headers, etag: `"${known.checksum}"` } };
      this.#known.clear();
      const refusal = storeRefusal(what, reply.status, await reply.text());
      if (attempt > 1 || reply.status !== 403) throw refusal;
    }
  }

  async write(place: Place, content: AsyncIterable<Uint8Array>, size: number, options: ObjectWriteOptions, signal: AbortSignal): Promise<ObjectStats> {
    const what = `Could not upload ${named(place)}`;
    const location = await this.staging.location(place, signal);
    if (location.presigned_url === undefined || location.presigned_url === null) throw new HeadwaterError({ what, why: 'The server gave no presigned URL.', todo: 'Choose “Through the server” under Transfers of the connection.', kind: 'unsupported' });
    const headers = options.contentType === undefined ? {} : { 'content-type': options.contentType };
    const reply = await this.store.put(what, location.presigned_url, counted(content, options.progress), size, headers, signal);
    const text = await reply.text();
    if (reply.status >= 300) throw storeRefusal(what, reply.status, text);
    const link = { checksum: checksumOf(reply.headers), size, contentType: options.contentType, metadata: options.metadata, ifAbsent: options.ifAbsent };
    return this.staging.link(place, location, link, signal);
  }

  async #url(place: Place, wished: string | undefined, signal: AbortSignal): Promise<KnownUrl> {
    const id = JSON.stringify([place.repository, place.ref, place.key]);
    const known = this.#known.get(id);
    if (known && wished === known.checksum && known.until > Date.now()) return known;
    const stats = await this.objects.stat(place, { presign: true }, signal);
    const until = stats.physical_address_expiry === undefined ? Date.now() + LIFE_MS : stats.physical_address_expiry * 1000 - EARLY_MS;
    const found = { url: stats.physical_address, checksum: stats.checksum, until };
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(id, found);
    return found;
  }
}

/** Content-MD5 where the store tells it, else its tag. */
function checksumOf(headers: Readonly<Record<string, string>>): string {
  const md5 = headers['content-md5'];
  return md5 === undefined ? (headers['etag'] ?? '').replaceAll('"', '') : Buffer.from(md5, 'base64').toString('hex');
}
