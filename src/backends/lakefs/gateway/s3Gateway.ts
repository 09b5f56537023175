import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { CancelledError, HeadwaterError } from '../../../core/errors';
import type { Place } from '../api/objectsApi';
import { named } from '../api/objectsApi';
import { BODY_AHEAD, bodyText, bodyBytes, headersOf } from '../http/body';
import { networkFailure } from '../http/networkFailure';
import { encodedPath, queryText, sha256, signedHeaders, signedQuery, type SigningKeys, UNSIGNED } from './signature';
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
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  /** Repository, and below it ref and key. */
  readonly path: string;
  readonly query?: readonly (readonly [string, string])[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly content: AsyncIterable<Uint8Array>; readonly length: number };
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
    const reply = await this.#send({ what: `Could not upload ${named(place)}`, method: 'PUT', path: pathOf(place), headers, body: { content, length } }, signal);
    await drained(reply.body);
    return (reply.headers['etag'] ?? '').replaceAll('"', '');
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
    const { method, path, query = [], headers = {}, body } = call;
    const signed = signedHeaders({ method, host: this.origin.host, path, query, headers }, this.keys, this.#scope(), body ? UNSIGNED : sha256(''));
    const writing = method === 'PUT' || method === 'DELETE';
    try {
      signal.throwIfAborted();
      const reply = await this.dispatcher.request({
        origin: this.origin,
        path: `${encodedPath(path)}${query.length === 0 ? '' : `?${queryText(query)}`}`,
        method,
        headers: signed,
        body: body ? Readable.from(body.content, { objectMode: false, highWaterMark: 256 * 1024 }) : null,
        highWaterMark: BODY_AHEAD,
        signal,
      });
      const status = reply.statusCode;
      const found = headersOf(reply.headers);
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
