import type { Dispatcher } from 'undici';
import { encodedPath, sha256, signedHeaders, type SigningKeys } from '../../../core/aws/signature';
import { environmentProxy } from '../../../core/environmentProxy';
import { CancelledError, HeadwaterError } from '../../../core/errors';
import type { RemoteFile } from './remoteStorage';

export interface S3Access {
  readonly keys: SigningKeys;
  readonly region: string;
  /** URL; absent for that of AWS in the region. Other stores are asked with the bucket in the path. */
  readonly endpoint?: string;
}

const NOTHING = sha256('');

/** Reads an object in parts. Signed by AWS Signature Version 4. */
export async function openS3(bucket: string, key: string, access: S3Access): Promise<RemoteFile> {
  const { Agent, ProxyAgent } = await import('undici');
  const base = new URL(access.endpoint ?? `https://${bucket}.s3.${access.region}.amazonaws.com`);
  const path = access.endpoint === undefined ? `/${key}` : `${base.pathname.replace(/\/$/u, '')}/${bucket}/${key}`;
  const proxy = environmentProxy(base, process.env);
  const dispatcher = proxy === undefined ? new Agent() : new ProxyAgent(proxy);
  return {
    read: (at, length, signal) => readRange(dispatcher, base, path, access, `bytes=${at}-${at + length - 1}`, signal),
    close: () => dispatcher.close(),
  };
}

async function readRange(dispatcher: Dispatcher, base: URL, path: string, { keys, region }: S3Access, range: string, signal: AbortSignal): Promise<Uint8Array> {
  const headers = signedHeaders({ method: 'GET', host: base.host, path, query: [], headers: { range } }, keys, { region, service: 's3', time: new Date() }, NOTHING);
  const where = `${base.origin}${path}`;
  try {
    const { statusCode, body } = await dispatcher.request({ origin: base.origin, path: encodedPath(path), method: 'GET', headers, signal });
    const bytes = new Uint8Array(await body.arrayBuffer());
    if (statusCode === 200 || statusCode === 206) return bytes;
    throw refusedBy(where, statusCode, new TextDecoder().decode(bytes.subarray(0, 2_000)));
  } catch (error) {
    if (signal.aborted) throw new CancelledError();
    if (error instanceof HeadwaterError) throw error;
    throw new HeadwaterError(
      { what: 'Could not read older rows of this log', why: `${where} cannot be reached: ${error instanceof Error ? error.message : String(error)}.`, todo: 'Check the endpoint of the remote storage in the connection.', kind: 'unreachable' },
      { cause: error },
    );
  }
}

function refusedBy(where: string, status: number, text: string): HeadwaterError {
  const said = /<Message>([^<]*)<\/Message>/u.exec(text)?.[1];
  const forbidden = status === 401 || status === 403;
  return new HeadwaterError({
    what: 'Could not read older rows of this log',
    why: `The remote storage answered ${status} for ${where}${said === undefined ? '' : `: ${said.replace(/\.$/u, '')}`}.`,
    todo: forbidden ? 'Check the access key of the remote storage in the connection, and what it may read.' : 'The segment may have been removed meanwhile: run it again, or read from a later offset.',
    kind: forbidden ? 'forbidden' : 'notFound',
  });
}
