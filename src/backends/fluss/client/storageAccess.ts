import * as z from 'zod/mini';
import { isCancelled } from '../../../core/errors';
import { GET_SECURITY_TOKEN } from '../wire/apis';
import type { Cluster } from './cluster';
import type { S3Access } from './s3File';

/** CredentialsJsonSerde.java */
const Token = z.object({ access_key_id: z.string(), access_key_secret: z.string(), security_token: z.optional(z.nullable(z.string())) });
const DEFAULT_REGION = 'us-east-1';

/** How the remote storage is reached: with the keys of the connection, else with a token that the cluster gives for a while. */
export async function storageAccess(cluster: Cluster, own: S3Access | undefined, signal: AbortSignal): Promise<S3Access | undefined> {
  if (own) return own;
  try {
    const { token, facts } = await cluster.askAgain(() => ({ to: 'any' }), GET_SECURITY_TOKEN, {}, { signal });
    if (token.byteLength === 0) return undefined;
    const given = z.parse(Token, JSON.parse(new TextDecoder().decode(token)));
    const fact = (key: string): string | undefined => facts.find((pair) => pair.key === key)?.value;
    const endpoint = fact('fs.s3a.endpoint');
    return {
      keys: { accessKeyId: given.access_key_id, secretAccessKey: given.access_key_secret, ...(given.security_token ? { sessionToken: given.security_token } : {}) },
      region: fact('fs.s3a.endpoint.region') ?? DEFAULT_REGION,
      ...(endpoint === undefined ? {} : { endpoint: endpoint.includes('://') ? endpoint : `https://${endpoint}` }),
    };
  } catch (error) {
    if (isCancelled(error)) throw error;
    return undefined; // most clusters give none: the storage wants no token, or the server is not set up to make one
  }
}
