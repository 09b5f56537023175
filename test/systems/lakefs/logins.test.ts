import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ensureVenv } from '../../../scripts/lib/toolchain/venv.mjs';
import { awsIdentity } from '../../../src/backends/lakefs/login/awsIdentity';
import { connectLakeFs } from '../../../src/backends/lakefs/connect';
import { lakeFsSettings } from '../../../src/backends/lakefs/settings/form';
import { type LakeFsServer, startLakeFs } from '../../servers/lakefs/start';
import { type FaultyProxy, startFaultyProxy } from './support/faultyProxy';
import { PYTHON_PACKAGES } from './support/python';
import { contextOf, never, profileOf } from './support/session';

const HOST = 'lake.example.com';
const KEYS = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
/** What an identity is made of, beside the keys. */
const ASKED = { 'of a region': { region: 'eu-central-1' }, 'with a session token': { region: 'us-west-2', sessionToken: 'IQoJb3JpZ2luX2VjEXAMPLE//////////+==' } } as const;
const OFFICIAL = `
import boto3, json, sys
from lakefs.auth import _get_identity_token
for asked in json.loads(sys.argv[1]):
    session = boto3.Session(aws_access_key_id=asked["accessKeyId"], aws_secret_access_key=asked["secretAccessKey"], aws_session_token=asked.get("sessionToken"), region_name=asked["region"])
    print(_get_identity_token(session, asked["host"], None, 60))
`;

/** Logins of servers that have them. The open-source server has none: its answer is put in here, with a token that it takes; a server's own check of an identity is not shown. */
describe('A login by an identity of elsewhere', () => {
  let server: LakeFsServer;
  let proxy: FaultyProxy;
  let theirs: readonly string[];

  beforeAll(async () => {
    // Once for all: their libraries take seconds to load.
    [server, theirs] = await Promise.all([startLakeFs(), official()]);
    proxy = await startFaultyProxy(server.endpoint);
  });
  afterEach(() => {
    proxy.fault = () => undefined;
  });
  afterAll(async () => {
    await proxy.stop();
    await server.stop();
  });

  test.each(Object.keys(ASKED) as (keyof typeof ASKED)[])('presents an AWS identity %s that is the official client’s to the last byte', (kind) => {
    const asked = ASKED[kind];
    const identity = decoded(theirs[Object.keys(ASKED).indexOf(kind)] ?? '');
    expect(identity.host).toBe(`sts.${asked.region}.amazonaws.com`);
    const time = new Date(identity.date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/u, '$1-$2-$3T$4:$5:$6Z'));
    const { region, ...more } = asked;
    expect(decoded(awsIdentity({ ...KEYS, ...more }, region, HOST, time))).toEqual(identity);
  });

  test.each([
    ['awsRole', '/auth/external/principal/login', { AWS_ACCESS_KEY_ID: KEYS.accessKeyId, AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey, AWS_REGION: 'eu-west-1' }],
    ['webIdentity', '/sts/login', {}],
  ])('by %s gives a token that is used until shortly before it ends', async (credentials, route, environment) => {
    const token = await realToken(server);
    let expires = Date.now() / 1000 + 3_600;
    proxy.fault = ({ path }) => (path.endsWith(route) ? { kind: 'answer', status: 200, body: JSON.stringify({ token, token_expiration: Math.floor(expires) }) } : undefined);
    const settings = lakeFsSettings({ ...profileOf({ ...server, endpoint: proxy.endpoint }).values, credentials, webState: 's', webRedirect: 'http://r' });
    const open = () => connectLakeFs(settings, { webCode: 'code' }, contextOf(), environment);
    const logins = () => proxy.seen.filter((line) => line === `POST /api/v1${route}`).length;
    const session = await open();
    await Promise.all([session.ping(never), session.ping(never)]);
    expect(session.server.facts).toContainEqual(['User', 'admin']);
    expect(logins()).toBe(1);
    await session[Symbol.asyncDispose]();

    expires = Date.now() / 1000 + 60;
    const short = await open();
    const before = logins();
    await short.ping(never);
    expect(logins()).toBe(before + 1);
    await short[Symbol.asyncDispose]();
  });
});

/** The identities of {@link ASKED} as the official client makes them. */
async function official(): Promise<readonly string[]> {
  const { python } = await ensureVenv('lakefs', PYTHON_PACKAGES);
  const asked = Object.values(ASKED).map((one) => ({ ...KEYS, ...one, host: HOST }));
  const { stdout } = await promisify(execFile)(python, ['-c', OFFICIAL, JSON.stringify(asked)], { env: { PATH: process.env['PATH'], AWS_EC2_METADATA_DISABLED: 'true' } });
  return stdout.trim().split('\n');
}

function decoded(identity: string): { readonly host: string; readonly date: string } {
  return JSON.parse(Buffer.from(identity, 'base64').toString('utf8')) as { host: string; date: string };
}

async function realToken({ endpoint, accessKeyId, secretAccessKey }: LakeFsServer): Promise<string> {
  const reply = await fetch(`${endpoint}/api/v1/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ access_key_id: accessKeyId, secret_access_key: secretAccessKey }) });
  return ((await reply.json()) as { token: string }).token;
}
