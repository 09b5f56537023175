import * as z from 'zod/mini';
import type { HttpClient } from '../http/httpClient';
import { done, json } from './json';
import { objectShape, type ObjectStats } from './objectShape';
import { branchOf, named, type Place } from './objectsApi';

const started = z.object({ upload_id: z.string(), physical_address: z.string(), presigned_urls: z._default(z.array(z.string()), []) });
const partUrl = z.object({ presigned_url: z.string() });

export interface MultipartUpload {
  readonly id: string;
  readonly physicalAddress: string;
  /** URLs of the first parts, in order. */
  readonly urls: readonly string[];
}

/** Parts at most. */
export const MOST_PARTS = 10_000;
/** Bytes of a part at least, but for the last. */
export const LEAST_PART = 5 * 1024 * 1024;

/** Large uploads in parts, straight to the block store. */
export class MultipartApi {
  constructor(private readonly http: HttpClient) {}

  async start(place: Place, parts: number, signal: AbortSignal): Promise<MultipartUpload> {
    const call = { what: what(place), method: 'POST' as const, path: branchOf(place, 'staging', 'pmpu'), query: { path: place.key, parts } };
    const { upload_id, physical_address, presigned_urls } = await json(this.http, call, started, signal);
    return { id: upload_id, physicalAddress: physical_address, urls: presigned_urls };
  }

  /** A fresh URL of a part. */
  async partUrl(place: Place, upload: MultipartUpload, part: number, signal: AbortSignal): Promise<string> {
    const call = { what: what(place), method: 'PUT' as const, path: branchOf(place, 'staging', 'pmpu', upload.id, 'parts', String(part)), query: { path: place.key }, body: { json: { physical_address: upload.physicalAddress } } };
    return (await json(this.http, call, partUrl, signal)).presigned_url;
  }

  complete(place: Place, upload: MultipartUpload, parts: readonly { readonly number: number; readonly tag: string }[], about: { readonly contentType?: string | undefined; readonly metadata?: Readonly<Record<string, string>> | undefined; readonly ifAbsent?: boolean | undefined }, signal: AbortSignal): Promise<ObjectStats> {
    const body = { physical_address: upload.physicalAddress, parts: parts.map(({ number, tag }) => ({ part_number: number, etag: tag })), content_type: about.contentType, user_metadata: about.metadata };
    const headers = about.ifAbsent === true ? { 'if-none-match': '*' } : {};
    const call = { what: what(place), method: 'PUT' as const, path: branchOf(place, 'staging', 'pmpu', upload.id), query: { path: place.key }, headers, body: { json: body }, slow: true };
    return json(this.http, call, objectShape, signal);
  }

  abort(place: Place, upload: MultipartUpload, signal: AbortSignal): Promise<void> {
    const call = { what: `Could not end the upload of ${named(place)}`, method: 'DELETE' as const, path: branchOf(place, 'staging', 'pmpu', upload.id), query: { path: place.key }, body: { json: { physical_address: upload.physicalAddress } } };
    return done(this.http, call, signal);
  }
}

function what(place: Place): string {
  return `Could not upload ${named(place)}`;
}
