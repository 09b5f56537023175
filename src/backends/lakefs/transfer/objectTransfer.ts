import type { ObjectWriteOptions } from '../../../core/contract/objects';
import { HeadwaterError } from '../../../core/errors';
import type { LakeFs } from '../api/lakeFs';
import type { ObjectStats } from '../api/objectShape';
import { type ContentAsk, named, type Place } from '../api/objectsApi';
import type { StorageConfig } from '../api/serverApi';
import type { S3Gateway } from '../gateway/s3Gateway';
import { StoreUnusable } from '../http/blockStore';
import { RouteClosed } from '../http/replyFailure';
import type { TransferRoute } from '../settings/form';
import { counted } from './counted';
import type { MultipartUploader } from './multipartUploader';
import type { PresignedRoute, StoreAsk } from './presignedRoute';
import { type ByteRange, readObject, type RangeReply } from './readObject';
import { fitsHeaders } from './userMetadata';

/** Bytes from which an upload goes in parts. */
const LARGE = 16 * 1024 * 1024;

/** Bytes up to which a content is sent as one: streaming costs more than it saves. */
const SMALL = 256 * 1024;

export interface Routes {
  readonly wished: TransferRoute;
  readonly presigned: PresignedRoute;
  readonly multipart: MultipartUploader;
  /** Absent without an access key. */
  readonly gateway?: S3Gateway;
  /** In parts through the gateway; present where the gateway is. */
  readonly gatewayParts?: MultipartUploader;
  /** What the block store of a repository can do. */
  readonly storageOf: (repository: string, signal: AbortSignal) => Promise<StorageConfig | undefined>;
}

/** What is wanted of an object's content; all of it where no range is said. */
export interface ContentWish {
  readonly range?: ByteRange | undefined;
  /** Fails where it is no longer this one. */
  readonly contentId?: string | undefined;
  /** As in {@link ContentAsk}. */
  readonly bulk?: boolean;
}

type Way = 'server' | 'presigned' | 'multipart' | 'gateway' | 'gatewayParts';

/** Moves contents of objects by the way that fits, never a whole one in memory. */
export class ObjectTransfer {
  /** The block store did not answer from here: automatic transfers go through the server from then on. */
  #storeUnusable = false;
  /** Somebody on the way does not let contents through the API: automatic transfers go by the gateway from then on. */
  #apiClosed = false;

  constructor(
    private readonly lakeFs: LakeFs,
    private readonly routes: Routes,
  ) {}

  read(place: Place, { range, contentId, bulk = false }: ContentWish, signal: AbortSignal): AsyncIterable<Uint8Array> {
    const source = {
      what: `Could not read ${named(place)}`,
      open: (header: string | undefined, wished: string | undefined, stop: AbortSignal) => this.#open(place, { range: header, wished, bulk }, stop),
      contentId: async (stop: AbortSignal) => (await this.lakeFs.objects.stat(place, {}, stop)).checksum,
    };
    return readObject(source, range, contentId, signal);
  }

  async write(place: Place, content: AsyncIterable<Uint8Array>, options: ObjectWriteOptions, signal: AbortSignal): Promise<ObjectStats> {
    try {
      return await this.#write(place, content, options, signal);
    } catch (error) {
      if (options.ifAbsent !== true || !(error instanceof HeadwaterError) || error.failure.code !== '412') throw error;
      throw new HeadwaterError({ ...error.failure, why: 'Something is there already.', kind: 'exists' }, { cause: error });
    }
  }

  async #write(place: Place, content: AsyncIterable<Uint8Array>, options: ObjectWriteOptions, signal: AbortSignal): Promise<ObjectStats> {
    const { size } = options;
    // Object stores take nothing whose length is not known before.
    const way = size === undefined ? 'server' : await this.#wayOut(place, size, signal);
    if (size === undefined) return this.#upload(place, content, options, signal);
    const untouched = new Untouched(content);
    if (way === 'server') return this.#uploadOrAround(place, untouched, size, options, signal);
    if (way === 'gatewayParts') return this.#inPartsOrWhole(place, untouched, size, options, signal);
    try {
      return await this.#writeAround(way, place, untouched, size, options, signal);
    } catch (error) {
      if (!(error instanceof StoreUnusable)) throw error;
      if (this.routes.wished !== 'auto' || untouched.touched) throw error.cause;
      this.#storeUnusable = true;
      return this.#upload(place, untouched, options, signal);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.routes.multipart.close(), this.routes.gatewayParts?.close()]);
  }

  async #open(place: Place, ask: StoreAsk, signal: AbortSignal): Promise<RangeReply> {
    const way = await this.#wayIn(place, signal);
    if (way === 'gateway') return this.#gateway(place).get(place, ask.range, signal);
    if (way === 'server') return this.#openAtServer(place, ask, signal);
    try {
      return await this.routes.presigned.read(place, ask, signal);
    } catch (error) {
      if (!(error instanceof StoreUnusable)) throw error;
      if (this.routes.wished !== 'auto') throw error.cause;
      this.#storeUnusable = true;
      return this.#openAtServer(place, ask, signal);
    }
  }

  async #openAtServer(place: Place, ask: ContentAsk, signal: AbortSignal): Promise<RangeReply> {
    try {
      return await this.lakeFs.objects.read(place, ask, signal);
    } catch (error) {
      if (!this.#mayGoByGateway(error)) throw error;
      const reply = await this.#gateway(place).get(place, ask.range, signal);
      this.#apiClosed = true;
      return reply;
    }
  }

  /** What was sent in part cannot be sent another way; the next upload is. */
  async #uploadOrAround(place: Place, content: Untouched, size: number, options: ObjectWriteOptions, signal: AbortSignal): Promise<ObjectStats> {
    try {
      return await this.#upload(place, content, options, signal);
    } catch (error) {
      if (!this.#mayGoByGateway(error)) throw error;
      this.#apiClosed = true;
      if (content.touched) throw new HeadwaterError({ ...error.failure, todo: 'Upload it again: it goes by the S3 gateway then.' }, { cause: error });
      return this.#writeAround('gateway', place, content, size, options, signal);
    }
  }

  /** Where the gateway takes no parts, nothing was sent yet: the usual way tells why, if it does not work either. */
  async #inPartsOrWhole(place: Place, content: Untouched, size: number, options: ObjectWriteOptions, signal: AbortSignal): Promise<ObjectStats> {
    try {
      return await this.#writeAround('gatewayParts', place, content, size, options, signal);
    } catch (error) {
      if (content.touched || signal.aborted) throw error;
      return this.routes.wished === 'gateway' ? this.#writeAround('gateway', place, content, size, options, signal) : this.#uploadOrAround(place, content, size, options, signal);
    }
  }

  #mayGoByGateway(error: unknown): error is RouteClosed {
    return error instanceof RouteClosed && this.routes.wished === 'auto' && this.routes.gateway !== undefined;
  }

  async #writeAround(way: Exclude<Way, 'server'>, place: Place, content: AsyncIterable<Uint8Array>, size: number, options: ObjectWriteOptions, signal: AbortSignal): Promise<ObjectStats> {
    switch (way) {
      case 'presigned':
        return this.routes.presigned.write(place, content, size, options, signal);
      case 'multipart':
        return this.routes.multipart.write(place, content, size, options, signal);
      case 'gatewayParts':
        return this.#gatewayParts(place).write(place, content, size, options, signal);
      case 'gateway':
        await this.#gateway(place).put(place, counted(content, options.progress), size, options, signal);
        // The gateway would keep the names of its headers with the keys.
        if (Object.keys(options.metadata ?? {}).length > 0) await this.lakeFs.objects.setMetadata(place, options.metadata ?? {}, signal);
        return this.lakeFs.objects.stat(place, {}, signal);
    }
  }

  async #upload(place: Place, content: AsyncIterable<Uint8Array>, options: ObjectWriteOptions, signal: AbortSignal): Promise<ObjectStats> {
    const { metadata = {}, size, contentType, ifAbsent } = options;
    const inHeaders = fitsHeaders(metadata);
    const body = size !== undefined && size <= SMALL ? { bytes: await whole(place, content, size, options) } : { stream: counted(content, options.progress), ...(size === undefined ? {} : { length: size }) };
    const stats = await this.lakeFs.objects.upload(place, { body, contentType, ifAbsent, ...(inHeaders ? { metadata } : {}) }, signal);
    if (inHeaders) return stats;
    await this.lakeFs.objects.setMetadata(place, metadata, signal);
    return { ...stats, metadata };
  }

  async #wayIn({ repository }: Place, signal: AbortSignal): Promise<'server' | 'presigned' | 'gateway'> {
    const { wished } = this.routes;
    if (wished !== 'auto') return wished;
    if (this.#apiClosed) return 'gateway';
    if (this.#storeUnusable) return 'server';
    return (await this.routes.storageOf(repository, signal))?.pre_sign_support === true ? 'presigned' : 'server';
  }

  async #wayOut(place: Place, size: number, signal: AbortSignal): Promise<Way> {
    const way = await this.#wayIn(place, signal);
    if (way === 'gateway' || (way === 'server' && this.routes.wished === 'auto')) return size >= LARGE && this.routes.gatewayParts ? 'gatewayParts' : way;
    if (way === 'server') return way;
    return size >= LARGE && (await this.routes.storageOf(place.repository, signal))?.pre_sign_multipart_upload === true ? 'multipart' : 'presigned';
  }

  #gateway(place: Place): S3Gateway {
    return this.routes.gateway ?? noGateway(place);
  }

  #gatewayParts(place: Place): MultipartUploader {
    return this.routes.gatewayParts ?? noGateway(place);
  }
}

function noGateway(place: Place): never {
  throw new HeadwaterError({ what: `Could not move ${named(place)}`, why: 'The S3 gateway needs an access key.', todo: 'Choose another way under Transfers of the connection.', kind: 'unsupported' });
}

/** A small content as one piece. @throws HeadwaterError where it is not as long as was said */
async function whole(place: Place, content: AsyncIterable<Uint8Array>, size: number, { progress }: ObjectWriteOptions): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of content) {
    pieces.push(piece);
    length += piece.byteLength;
    if (length > size) break;
  }
  if (length !== size) throw new HeadwaterError({ what: `Could not upload ${named(place)}`, why: `Its content is not the ${size} bytes that it was to have: it changes meanwhile.`, todo: 'Upload it again.', kind: 'changed' });
  progress?.(length);
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
}

/** Content that knows whether anybody has begun to read it: until then it can be sent another way. */
class Untouched implements AsyncIterable<Uint8Array> {
  #touched = false;

  constructor(private readonly content: AsyncIterable<Uint8Array>) {}

  get touched(): boolean {
    return this.#touched;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    this.#touched = true;
    yield* this.content;
  }
}
