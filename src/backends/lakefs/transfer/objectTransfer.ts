import type { ObjectWriteOptions } from '../../../core/contract/objects';
import type { LakeFs } from '../api/lakeFs';
import type { ObjectStats } from '../api/objectShape';
import { named, type Place } from '../api/objectsApi';
import { counted } from './counted';
import { type ByteRange, readObject } from './readObject';
import { fitsHeaders } from './userMetadata';

/** Moves contents of objects, never a whole one in memory. */
export class ObjectTransfer {
  constructor(private readonly lakeFs: LakeFs) {}

  read(place: Place, range: ByteRange | undefined, contentId: string | undefined, signal: AbortSignal): AsyncIterable<Uint8Array> {
    const source = {
      what: `Could not read ${named(place)}`,
      open: (header: string | undefined, stop: AbortSignal) => this.lakeFs.objects.read(place, header, stop),
      contentId: async (stop: AbortSignal) => (await this.lakeFs.objects.stat(place, {}, stop)).checksum,
    };
    return readObject(source, range, contentId, signal);
  }

  async write(place: Place, content: AsyncIterable<Uint8Array>, options: ObjectWriteOptions, signal: AbortSignal): Promise<ObjectStats> {
    const { metadata = {}, size, contentType, ifAbsent } = options;
    const inHeaders = fitsHeaders(metadata);
    const body = { stream: counted(content, options.progress), ...(size === undefined ? {} : { length: size }) };
    const stats = await this.lakeFs.objects.upload(place, { body, contentType, ifAbsent, ...(inHeaders ? { metadata } : {}) }, signal);
    if (inHeaders) return stats;
    await this.lakeFs.objects.setMetadata(place, metadata, signal);
    return { ...stats, metadata };
  }
}
