import { describe, expect, test } from 'vitest';
import { signedHeaders, signedQuery } from '../../../src/core/aws/signature';
import { textOf } from '../../../src/backends/lakefs/gateway/xml';
import { awsIdentity } from '../../../src/backends/lakefs/login/awsIdentity';

/** Keys, time and signatures are AWS's published examples for Signature Version 4 with S3. */
const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const scope = { region: 'us-east-1', service: 's3', time: new Date('2013-05-24T00:00:00Z') };
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

describe('Signature version 4', () => {
  test('signs a request with a range as AWS does', () => {
    const headers = signedHeaders({ method: 'GET', host: 'examplebucket.s3.amazonaws.com', path: '/test.txt', query: [], headers: { range: 'bytes=0-9' } }, keys, scope, EMPTY);
    expect(headers['authorization']).toContain('Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41');
  });
  test('signs a list with a query as AWS does', () => {
    const headers = signedHeaders({ method: 'GET', host: 'examplebucket.s3.amazonaws.com', path: '/', query: [['max-keys', '2'], ['prefix', 'J']], headers: {} }, keys, scope, EMPTY);
    expect(headers['authorization']).toContain('Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7');
  });
  test('signs a URL as AWS does', () => {
    const query = signedQuery({ method: 'GET', host: 'examplebucket.s3.amazonaws.com', path: '/test.txt', query: [], headers: {} }, keys, scope, 86_400);
    expect(query).toContain('X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404');
  });
});

describe('An identity of AWS', () => {
  test('is the signed request that the server sends itself', () => {
    const identity: unknown = JSON.parse(Buffer.from(awsIdentity({ ...keys, sessionToken: 'session' }, 'eu-central-1', 'lake.example.com', scope.time), 'base64').toString());
    expect(identity).toMatchObject({ method: 'POST', host: 'sts.eu-central-1.amazonaws.com', region: 'eu-central-1', action: 'GetCallerIdentity', date: '20130524T000000Z', expiration_duration: '60', access_key_id: keys.accessKeyId, signed_headers: ['host', 'x-lakefs-server-id'], version: '2011-06-15', algorithm: 'AWS4-HMAC-SHA256', security_token: 'session' });
  });
});

test('Texts of the gateway are read with their entities', () => {
  expect(textOf('<a><Key>x&amp;y&#x1F986;&lt;&#10;&unknown;</Key></a>', 'Key')).toBe('x&y🦆<\n&unknown;');
  expect(textOf('<a/>', 'Key')).toBeUndefined();
});
