import * as z from 'zod/mini';
import type { CallBody, Reply } from '../http/call';
import type { HttpClient } from '../http/httpClient';
import { done, json } from './json';
import { objectShape, type ObjectStats } from './objectShape';
import { MOST_RESULTS, type Page, type PageAsk, pageOf, pageQuery } from './pages';

/** One object at a ref. */
export interface Place {
  readonly repository: string;
  readonly ref: string;
  readonly key: string;
}

export interface ListAsk extends PageAsk {
  readonly prefix: string;
  readonly delimiter?: string | undefined;
  readonly userMetadata?: boolean;
}

export interface ContentAsk {
  /** As in the header: `bytes=0-9`. */
  readonly range: string | undefined;
  /** True where it is much, and each piece is done with before the next is asked for: pieces may then share memory. */
  readonly bulk?: boolean;
}

/** The head of an answer, and the content still to come. */
export type ContentReply = Pick<Reply, 'status' | 'headers' | 'body'>;

export interface Upload {
  readonly body: CallBody;
  readonly contentType?: string | undefined;
  /** Keys are in lower case: the server makes them so. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly ifAbsent?: boolean | undefined;
}

const notDeleted = z.object({ errors: z._default(z.array(z.object({ path: z._default(z.string(), ''), status_code: z.number(), message: z.string() })), []) });
export type NotDeleted = z.infer<typeof notDeleted>['errors'][number];

/** Objects through the server itself. */
export class ObjectsApi {
  constructor(private readonly http: HttpClient) {}

  list(repository: string, ref: string, ask: ListAsk, signal: AbortSignal): Promise<Page<ObjectStats>> {
    const query = { ...pageQuery(ask), prefix: ask.prefix, delimiter: ask.delimiter, user_metadata: ask.userMetadata ?? false };
    const what = `Could not list \`${ask.prefix}\` at \`${ref}\` of \`${repository}\``;
    return json(this.http, { what, method: 'GET', path: ['repositories', repository, 'refs', ref, 'objects', 'ls'], query }, pageOf(objectShape), signal);
  }

  /** `presign`: the physical address becomes a URL that needs no credentials. */
  stat(place: Place, options: { readonly presign?: boolean }, signal: AbortSignal): Promise<ObjectStats> {
    const query = { path: place.key, user_metadata: true, presign: options.presign };
    return json(this.http, { what: `Could not find ${named(place)}`, method: 'GET', path: objectsOf(place, 'stat'), query }, objectShape, signal);
  }

  /** Whether it is there. */
  async exists(place: Place, signal: AbortSignal): Promise<boolean> {
    const reply = await this.http.send({ what: `Could not look for ${named(place)}`, method: 'HEAD', path: objectsOf(place), query: { path: place.key }, accept: [404, 410] }, signal);
    await reply.discard();
    return reply.status < 300;
  }

  /** The status is 200 or 206, or 416 where nothing lies in the range. */
  async read(place: Place, { range, bulk }: ContentAsk, signal: AbortSignal): Promise<ContentReply> {
    const headers = range === undefined ? {} : { range };
    const call = { what: `Could not read ${named(place)}`, method: 'GET', path: objectsOf(place), query: { path: place.key }, headers, accept: [416] } as const;
    return (bulk === true ? await this.http.getBulk(call, signal) : undefined) ?? this.http.send(call, signal);
  }

  upload(place: Place, upload: Upload, signal: AbortSignal): Promise<ObjectStats> {
    const metadata = Object.entries(upload.metadata ?? {}).map(([key, value]) => [`x-lakefs-meta-${key}`, value] as const);
    const headers = {
      ...Object.fromEntries(metadata),
      ...(upload.contentType === undefined ? {} : { 'content-type': upload.contentType }),
      ...(upload.ifAbsent === true ? { 'if-none-match': '*' } : {}),
    };
    return json(this.http, { what: `Could not upload ${named(place)}`, method: 'POST', path: branchOf(place, 'objects'), query: { path: place.key }, headers, body: upload.body, slow: true }, objectShape, signal);
  }

  delete(place: Place, signal: AbortSignal): Promise<void> {
    return done(this.http, { what: `Could not delete ${named(place)}`, method: 'DELETE', path: branchOf(place, 'objects'), query: { path: place.key } }, signal);
  }

  /** At most {@link MOST_RESULTS} keys. Keys that are not there count as deleted. @returns those that were not deleted */
  async deleteMany(repository: string, branch: string, keys: readonly string[], signal: AbortSignal): Promise<readonly NotDeleted[]> {
    if (keys.length > MOST_RESULTS) throw new RangeError(`More than ${MOST_RESULTS} keys`);
    const call = { what: `Could not delete objects of \`${branch}\` in \`${repository}\``, method: 'POST' as const, path: ['repositories', repository, 'branches', branch, 'objects', 'delete'], body: { json: { paths: keys } }, slow: true };
    return (await json(this.http, call, notDeleted, signal)).errors;
  }

  /** Within one repository. */
  copy(from: Place, to: Place, signal: AbortSignal): Promise<ObjectStats> {
    const call = { what: `Could not copy ${named(from)} to ${named(to)}`, method: 'POST' as const, path: branchOf(to, 'objects', 'copy'), query: { dest_path: to.key }, body: { json: { src_path: from.key, src_ref: from.ref } }, slow: true };
    return json(this.http, call, objectShape, signal);
  }

  /** Replaces all of an object's own metadata. */
  setMetadata(place: Place, metadata: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void> {
    const call = { what: `Could not set the metadata of ${named(place)}`, method: 'PUT' as const, path: branchOf(place, 'objects', 'stat', 'user_metadata'), query: { path: place.key }, body: { json: { set: metadata } } };
    return done(this.http, call, signal);
  }

  /** Asks whether the branch takes uploads from us. It does not tell of protected branches. @throws HeadwaterError where it does not */
  mayWrite(place: Place, signal: AbortSignal): Promise<void> {
    return done(this.http, { what: `Could not upload ${named(place)}`, method: 'GET', path: branchOf(place, 'objects', 'stage_allowed'), query: { path: place.key } }, signal);
  }
}

export function named({ repository, ref, key }: Place): string {
  return `\`${key}\` at \`${ref}\` of \`${repository}\``;
}

function objectsOf({ repository, ref }: Place, ...rest: readonly string[]): readonly string[] {
  return ['repositories', repository, 'refs', ref, 'objects', ...rest];
}

export function branchOf({ repository, ref }: Place, ...rest: readonly string[]): readonly string[] {
  return ['repositories', repository, 'branches', ref, ...rest];
}
