import { signedQuery, type SigningKeys } from '../../../core/aws/signature';

/** Seconds that the signed request may be presented. */
const LIFE_S = 60;

/**
 * Who we are to AWS, in a form that a lakeFS server can check: a signed GetCallerIdentity request that the server sends itself.
 * Base64 of JSON, field by field as the server's external login reads it.
 */
export function awsIdentity(keys: SigningKeys, region: string, serverHost: string, time: Date): string {
  const host = region === '' ? 'sts.amazonaws.com' : `sts.${region}.amazonaws.com`;
  const signedRegion = region === '' ? 'us-east-1' : region;
  const request = { method: 'POST', host, path: '/', query: [['Action', 'GetCallerIdentity'], ['Version', '2011-06-15']] as const, headers: { 'x-lakefs-server-id': serverHost } };
  const query = new URLSearchParams(signedQuery(request, keys, { region: signedRegion, service: 'sts', time }, LIFE_S));
  const identity = {
    method: 'POST',
    host,
    region: signedRegion,
    action: 'GetCallerIdentity',
    date: query.get('X-Amz-Date'),
    expiration_duration: String(LIFE_S),
    access_key_id: keys.accessKeyId,
    signature: query.get('X-Amz-Signature'),
    signed_headers: query.get('X-Amz-SignedHeaders')?.split(';'),
    version: '2011-06-15',
    algorithm: 'AWS4-HMAC-SHA256',
    security_token: query.get('X-Amz-Security-Token'),
  };
  return Buffer.from(JSON.stringify(identity), 'utf8').toString('base64');
}
