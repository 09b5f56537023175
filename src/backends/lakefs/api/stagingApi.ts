import * as z from 'zod/mini';
import type { HttpClient } from '../http/httpClient';
import { json } from './json';
import { objectShape, type ObjectStats } from './objectShape';
import { branchOf, named, type Place } from './objectsApi';

const location = z.object({
  physical_address: z.string(),
  presigned_url: z.optional(z.nullable(z.string())),
  /** Seconds since 1970. */
  presigned_url_expiry: z.optional(z.nullable(z.number())),
});
export type StagingLocation = z.infer<typeof location>;

export interface Link {
  /** As the block store named the content: its entity tag. */
  readonly checksum: string;
  readonly size: number;
  readonly contentType?: string | undefined;
  /** Keys keep their case on this way. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly ifAbsent?: boolean | undefined;
}

/** Uploads that go straight to the block store: an address first, then the content, then its link. */
export class StagingApi {
  constructor(private readonly http: HttpClient) {}

  /** Where to put the content of an object: a URL that needs no credentials. */
  location(place: Place, signal: AbortSignal): Promise<StagingLocation> {
    const call = { what: `Could not upload ${named(place)}`, method: 'GET' as const, path: branchOf(place, 'staging', 'backing'), query: { path: place.key, presign: true } };
    return json(this.http, call, location, signal);
  }

  /** Makes what was put there the content of the object. An address can be linked within 24 hours. */
  link(place: Place, { physical_address }: StagingLocation, link: Link, signal: AbortSignal): Promise<ObjectStats> {
    const body = { staging: { physical_address }, checksum: link.checksum, size_bytes: link.size, content_type: link.contentType, user_metadata: link.metadata };
    const headers = link.ifAbsent === true ? { 'if-none-match': '*' } : {};
    const call = { what: `Could not upload ${named(place)}`, method: 'PUT' as const, path: branchOf(place, 'staging', 'backing'), query: { path: place.key }, headers, body: { json: body } };
    return json(this.http, call, objectShape, signal);
  }
}
