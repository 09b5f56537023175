import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { CancelledError, HeadwaterError } from '../../../core/errors';
import type { Place } from '../api/objectsApi';
import { named } from '../api/objectsApi';
import { bodyText, bodyBytes } from '../http/body';
import { HEAD_MS, SLOW_HEAD_MS } from '../http/call';
import { exchange } from '../http/exchange';
import { networkFailure } from '../http/networkFailure';
import { encodedPath, queryText, sha256, signedHeaders, signedQuery, type SigningKeys, UNSIGNED } from '../../../core/aws/signature';
import { elements, textOf } from './xml';

export interface GatewayReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface GatewayObject {
  readonly key: string;
  readonly size: number;
  readonly tag: string;
  readonly modifiedMs: number;
}

export interface GatewayPage {
  readonly objects: readonly GatewayObject[];
  readonly prefixes: readonly string[];
  readonly next?: string;
}

interface GatewayCall {
  readonly what: string;
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** Repository, and below it ref and key. */
  readonly path: string;
  readonly query?: readonly (readonly [string, string])[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: AsyncIterable<Uint8Array> | Uint8Array;
  /** True where the server may work for long before it answers. */
  readonly slow?: boolean;
  readonly accept?: readonly number[];
}

const REGION = 'us-east-1';

/** The server's S3 API: a bucket is a repository, a key begins with a ref. Requests are told from others by their signature. */
export class S3Gateway {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly origin: URL,
    private readonly keys: SigningKeys,
    private readonly now: () => Date = () => new Date(),
  ) {}

  async get(place: Place, range: string | undefined, signal: AbortSignal): Promise<GatewayReply> {
    return this.#send({ what: `Could not read ${named(place)}`, method: 'GET', path: pathOf(place), headers: range === undefined ? {} : { range }, accept: [416] }, signal);
  }

  /** Size, tag and times of an object. @throws HeadwaterError with kind `notFound` */
  async head(place: Place, signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
    const { headers, body } = await this.#send({ what: `Could not find ${named(place)}`, method: 'HEAD', path: pathOf(place) }, signal);
    await drained(body);
    return headers;
  }

  /** @returns the entity tag */
  async put(place: Place, content: AsyncIterable<Uint8Array>, length: number, about: { readonly contentType?: string | undefined; readonly ifAbsent?: boolean | undefined }, signal: AbortSignal): Promise<string> {
    const headers = {
      'content-length': String(length),
      'content-type': about.contentType ?? 'application/octet-stream',
      ...(about.ifAbsent === true ? { 'if-none-match': '*' } : {}),
    };
    const reply = await this.#send({ what: `Could not upload ${named(place)}`, method: 'PUT', path: pathOf(place), headers, body: content }, signal);
    await drained(reply.body);
    return tagOf(reply);
  }

  /** Begins an upload in parts. @returns its id */
  async startParts(place: Place, contentType: string | undefined, signal: AbortSignal): Promise<string> {
    const what = `Could not upload ${named(place)}`;
    const xml = await drained((await this.#send({ what, method: 'POST', path: pathOf(place), query: [['uploads', '']], headers: { 'content-type': contentType ?? 'application/octet-stream' } }, signal)).body);
    const id = textOf(xml, 'UploadId');
    if (id !== undefined) return id;
    throw new HeadwaterError({ what, why: 'The gateway gave no id to the upload.', kind: 'unsupported' });
  }

  /** @param number from 1. @returns the entity tag */
  async putPart(place: Place, upload: string, number: number, part: Uint8Array, signal: AbortSignal): Promise<string> {
    const query = [['partNumber', String(number)], ['uploadId', upload]] as const;
    const reply = await this.#send({ what: `Could not upload part ${number} of ${named(place)}`, method: 'PUT', path: pathOf(place), query, headers: { 'content-length': String(part.byteLength) }, body: part }, signal);
    await drained(reply.body);
    return tagOf(reply);
  }

  /** Makes one object of the parts. @throws HeadwaterError with kind `exists` where it was to be new and is not */
  async completeParts(place: Place, upload: string, parts: readonly { readonly number: number; readonly tag: string }[], ifAbsent: boolean, signal: AbortSignal): Promise<void> {
    const what = `Could not upload ${named(place)}`;
    const list = parts.map(({ number, tag }) => `<Part><PartNumber>${number}</PartNumber><ETag>"${tag}"</ETag></Part>`).join('');
    const body = Buffer.from(`<CompleteMultipartUpload>${list}</CompleteMultipartUpload>`, 'utf8');
    const headers = { 'content-length': String(body.byteLength), ...(ifAbsent ? { 'if-none-match': '*' } : {}) };
    const { status, body: answer } = await this.#send({ what, method: 'POST', path: pathOf(place), query: [['uploadId', upload]], headers, body, slow: true }, signal);
    const xml = await drained(answer);
    // S3 may begin an answer of 200 before it knows.
    if (textOf(xml, 'Code') !== undefined) throw refusal(what, status, xml);
  }

  /** Forgets an upload and its parts. */
  async abortParts(place: Place, upload: string, signal: AbortSignal): Promise<void> {
    await drained((await this.#send({ what: `Could not end the upload of ${named(place)}`, method: 'DELETE', path: pathOf(place), query: [['uploadId', upload]] }, signal)).body);
  }

  async delete(place: Place, signal: AbortSignal): Promise<void> {
    await drained((await this.#send({ what: `Could not delete ${named(place)}`, method: 'DELETE', path: pathOf(place) }, signal)).body);
  }

  /** One page of ListObjectsV2. Keys are told below the ref. */
  async list(repository: string, ref: string, prefix: string, page: { readonly cursor?: string | undefined; readonly limit: number; readonly delimiter?: string | undefined }, signal: AbortSignal): Promise<GatewayPage> {
    const query: (readonly [string, string])[] = [['list-type', '2'], ['prefix', `${ref}/${prefix}`], ['max-keys', String(Math.min(1000, Math.max(1, page.limit)))]];
    if (page.delimiter !== undefined) query.push(['delimiter', page.delimiter]);
    if (page.cursor !== undefined) query.push(['continuation-token', page.cursor]);
    const { body } = await this.#send({ what: `Could not list \`${prefix}\` at \`${ref}\` of \`${repository}\``, method: 'GET', path: `/${repository}`, query }, signal);
    const xml = await drained(body);
    const below = (key: string): string => key.slice(ref.length + 1);
    const next = textOf(xml, 'IsTruncated') === 'true' ? textOf(xml, 'NextContinuationToken') : undefined;
    return {
      objects: elements(xml, 'Contents').map((entry) => ({
        key: below(textOf(entry, 'Key') ?? ''),
        size: Number(textOf(entry, 'Size') ?? 0),
        tag: (textOf(entry, 'ETag') ?? '').replaceAll('"', ''),
        modifiedMs: Date.parse(textOf(entry, 'LastModified') ?? ''),
      })),
      prefixes: elements(xml, 'CommonPrefixes').map((entry) => below(textOf(entry, 'Prefix') ?? '')),
      ...(next === undefined ? {} : { next }),
    };
  }

  /** A URL by which anybody can read the object for some time. */
  presigned(place: Place, seconds: number): string {
    const query = signedQuery({ method: 'GET', host: this.origin.host, path: pathOf(place), query: [], headers: {} }, this.keys, this.#scope(), seconds);
    return `${this.origin.origin}${encodedPath(pathOf(place))}?${query}`;
  }

  async #send(call: GatewayCall, signal: AbortSignal): Promise<GatewayReply> {
    const { method, path, query = [], headers = {}, body, slow = false } = call;
    const signed = signedHeaders({ method, host: this.origin.host, path, query, headers }, this.keys, this.#scope(), body === undefined ? sha256('') : UNSIGNED);
    const writing = method !== 'GET' && method !== 'HEAD';
    try {
      signal.throwIfAborted();
      const reply = await exchange(
        this.dispatcher,
        {
          origin: this.origin,
          path: `${encodedPath(path)}${query.length === 0 ? '' : `?${queryText(query)}`}`,
          method,
          headers: signed,
          body: body === undefined ? null : body instanceof Uint8Array ? body : Readable.from(body, { objectMode: false, highWaterMark: 256 * 1024 }),
          headersTimeout: slow ? SLOW_HEAD_MS : HEAD_MS,
        },
        signal,
      );
      const { status, headers: found } = reply;
      const where = this.origin.host;
      if (status < 300 || call.accept?.includes(status) === true) return { status, headers: found, body: bodyBytes(reply.body, found['content-length'], call.what, where, signal) };
      throw refusal(call.what, status, await bodyText(reply.body, call.what, where, signal));
    } catch (error) {
      if (signal.aborted) throw new CancelledError();
      if (error instanceof HeadwaterError) throw error;
      throw new HeadwaterError(networkFailure(call.what, this.origin.host, error, writing), { cause: error });
    }
  }

  #scope() {
    return { region: REGION, service: 's3', time: this.now() };
  }
}

function pathOf({ repository, ref, key }: Place): string {
  return `/${repository}/${ref}/${key}`;
}

function tagOf({ headers }: GatewayReply): string {
  return (headers['etag'] ?? '').replaceAll('"', '');
}

async function drained(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function refusal(what: string, status: number, xml: string): HeadwaterError {
  const code = textOf(xml, 'Code') ?? String(status);
  const detail = textOf(xml, 'Message') ?? '';
  const about = { what, code, detail };
  switch (status) {
    case 403:
      return new HeadwaterError({ ...about, why: code === 'SignatureDoesNotMatch' ? 'The secret access key is wrong.' : detail === '' ? 'The gateway does not accept the access key, or the branch is protected.' : `${detail.replace(/\.$/u, '')}.`, todo: 'Check the keys of the connection.', kind: 'unauthorized' });
    case 404:
      return new HeadwaterError({ ...about, why: code === 'NoSuchBucket' ? 'There is no such repository or branch.' : 'There is no such object.', kind: 'notFound' });
    case 412:
      return new HeadwaterError({ ...about, why: 'Something is there already.', kind: 'exists' });
    default:
      return new HeadwaterError({ ...about, why: `The gateway answered with ${code}${detail === '' ? '' : `: ${detail}`}.` });
  }
}
