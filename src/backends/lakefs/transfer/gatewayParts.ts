import type { ObjectWriteOptions } from '../../../core/contract/objects';
import type { ObjectsApi, Place } from '../api/objectsApi';
import type { ObjectStats } from '../api/objectShape';
import type { S3Gateway } from '../gateway/s3Gateway';
import type { PartsRoute, PartsUpload, UploadedPart } from './partsRoute';

/** Parts through the S3 gateway: side by side, and at half of the server's work for each byte that its API needs. */
export class GatewayParts implements PartsRoute {
  constructor(
    private readonly gateway: S3Gateway,
    private readonly objects: ObjectsApi,
  ) {}

  async start(place: Place, _: number, { contentType }: ObjectWriteOptions, signal: AbortSignal): Promise<PartsUpload> {
    return new GatewayUpload(this.gateway, this.objects, place, await this.gateway.startParts(place, contentType, signal));
  }
}

class GatewayUpload implements PartsUpload {
  constructor(
    private readonly gateway: S3Gateway,
    private readonly objects: ObjectsApi,
    private readonly place: Place,
    private readonly id: string,
  ) {}

  send(number: number, part: Uint8Array, _: boolean, signal: AbortSignal): Promise<string> {
    return this.gateway.putPart(this.place, this.id, number, part, signal);
  }

  async complete(parts: readonly UploadedPart[], { metadata = {}, ifAbsent }: ObjectWriteOptions, signal: AbortSignal): Promise<ObjectStats> {
    await this.gateway.completeParts(this.place, this.id, parts, ifAbsent === true, signal);
    // The gateway would keep the names of its headers with the keys.
    if (Object.keys(metadata).length > 0) await this.objects.setMetadata(this.place, metadata, signal);
    return this.objects.stat(this.place, {}, signal);
  }

  abort(signal: AbortSignal): Promise<void> {
    return this.gateway.abortParts(this.place, this.id, signal);
  }
}
