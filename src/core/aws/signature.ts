import { createHash, createHmac } from 'node:crypto';

export interface SigningKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Signable {
  readonly method: string;
  readonly host: string;
  /** Not yet encoded, each part between slashes. */
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Names in lower case; `host` and dates are added. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface SigningScope {
  readonly region: string;
  readonly service: string;
  readonly time: Date;
}

/** The payload of a request that is sent as it is read: its hash cannot stand in its head. */
export const UNSIGNED = 'UNSIGNED-PAYLOAD';

/** Headers of a request signed by AWS Signature Version 4. `payload`: the hex SHA-256 of the body, or {@link UNSIGNED}. */
export function signedHeaders(request: Signable, keys: SigningKeys, scope: SigningScope, payload: string): Readonly<Record<string, string>> {
  const stamp = stampOf(scope.time);
  const headers = {
    ...request.headers,
    host: request.host,
    'x-amz-date': stamp,
    'x-amz-content-sha256': payload,
    ...(keys.sessionToken === undefined ? {} : { 'x-amz-security-token': keys.sessionToken }),
  };
  const signature = sign(request, headers, keys, scope, stamp, payload);
  const names = headerNames(headers);
  return { ...headers, authorization: `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scopeText(scope, stamp)}, SignedHeaders=${names}, Signature=${signature}` };
}

/** Query of a URL signed by AWS Signature Version 4. */
export function signedQuery(request: Signable, keys: SigningKeys, scope: SigningScope, seconds: number): string {
  const stamp = stampOf(scope.time);
  const headers = { ...request.headers, host: request.host };
  const query: readonly (readonly [string, string])[] = [
    ...request.query,
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${keys.accessKeyId}/${scopeText(scope, stamp)}`],
    ['X-Amz-Date', stamp],
    ['X-Amz-Expires', String(seconds)],
    ...(keys.sessionToken === undefined ? [] : [['X-Amz-Security-Token', keys.sessionToken] as const]),
    ['X-Amz-SignedHeaders', headerNames(headers)],
  ];
  const signature = sign({ ...request, query }, headers, keys, scope, stamp, scope.service === 's3' ? UNSIGNED : sha256(''));
  return `${queryText(query)}&X-Amz-Signature=${signature}`;
}

function sign(request: Signable, headers: Readonly<Record<string, string>>, keys: SigningKeys, scope: SigningScope, stamp: string, payload: string): string {
  const lines = Object.entries(headers).toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([name, value]) => `${name}:${value.trim().replaceAll(/ +/gu, ' ')}\n`);
  const canonical = [request.method, encodedPath(request.path), queryText(request.query), lines.join(''), headerNames(headers), payload].join('\n');
  const text = ['AWS4-HMAC-SHA256', stamp, scopeText(scope, stamp), sha256(canonical)].join('\n');
  const key = [stamp.slice(0, 8), scope.region, scope.service, 'aws4_request'].reduce<Buffer | string>((above, part) => hmac(above, part), `AWS4${keys.secretAccessKey}`);
  return hmac(key, text).toString('hex');
}

function scopeText({ region, service }: SigningScope, stamp: string): string {
  return `${stamp.slice(0, 8)}/${region}/${service}/aws4_request`;
}

function headerNames(headers: Readonly<Record<string, string>>): string {
  return Object.keys(headers).toSorted().join(';');
}

export function encodedPath(path: string): string {
  return path.split('/').map(encoded).join('/');
}

export function queryText(query: Signable['query']): string {
  return query.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).toSorted().join('&');
}

/** As RFC 3986 names the characters that stand for themselves. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/gu, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** `20240229T235959Z`. */
function stampOf(time: Date): string {
  return time.toISOString().replaceAll(/[:-]|\.\d+/gu, '');
}

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}
