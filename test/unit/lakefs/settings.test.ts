import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LakeFsBackend } from '../../../src/backends/lakefs/backend';
import { globExpression } from '../../../src/backends/lakefs/globPattern';
import { proxyFor } from '../../../src/backends/lakefs/http/proxy';
import { endpointOf } from '../../../src/backends/lakefs/settings/endpoint';
import { readLakectlConfig } from '../../../src/backends/lakefs/settings/lakectlConfig';
import { parseLakeFsUrl } from '../../../src/backends/lakefs/settings/url';
import { settingsOfYaml } from '../../../src/backends/lakefs/settings/yamlSettings';

describe('The endpoint', () => {
  test.each([
    ['https://lakefs.example.com', 'https://lakefs.example.com', '/api/v1'],
    ['https://lakefs.example.com/api/v1/', 'https://lakefs.example.com', '/api/v1'],
    ['https://example.com/lake/api/v1', 'https://example.com', '/lake/api/v1'],
    ['lakefs.example.com', 'https://lakefs.example.com', '/api/v1'],
    ['localhost:8000', 'http://localhost:8000', '/api/v1'],
    ['http://[::1]:8000', 'http://[::1]:8000', '/api/v1'],
  ])('%s is understood', (text, origin, base) => {
    const endpoint = endpointOf(text);
    expect([endpoint?.origin.origin, endpoint?.base]).toEqual([origin, base]);
  });
  test.each(['', ' ', 'ftp://host', 'http://', 'two words', 'https://user:secret@host', '\0'])('%j is refused', (text) => {
    expect(endpointOf(text)).toBeUndefined();
  });
});

describe('A URL', () => {
  test('gives endpoint, key and secret, the secret apart', () => {
    expect(parseLakeFsUrl('lakefs+https://AKIA:s%2Fcret@lake.example.com')).toEqual({ name: 'lake.example.com', values: { credentials: 'key', endpoint: 'https://lake.example.com', accessKeyId: 'AKIA' }, secrets: { secretAccessKey: 's/cret' } });
  });
  test.each(['https://example.com', 'postgres://host/api/v1', 'lakefs://repo/main/key', 'lakefs+http://'])('%s is of another kind', (url) => {
    expect(parseLakeFsUrl(url)).toBeUndefined();
  });
});

describe('lakectl’s YAML', () => {
  test('gives scalars by their path', () => {
    const text = '---\n# comment\ncredentials:\n    access_key_id: AKIA # inline\n    secret_access_key: "a\\"b#c"\n    provider:\n        type: aws_iam\n        aws_iam: {}\n"server":\n  endpoint_url: \'it\'\'s\'\nempty:\nflag: true\nnone: ~\n';
    expect(Object.fromEntries(settingsOfYaml(text))).toEqual({ 'credentials.access_key_id': 'AKIA', 'credentials.secret_access_key': 'a"b#c', 'credentials.provider.type': 'aws_iam', 'credentials.provider.aws_iam': '{}', 'server.endpoint_url': "it's", flag: 'true', none: '' });
  });
  test('survives anything', () => {
    for (const text of ['', ':', '- a\n- b', '\t: x', '\0', 'a: [1, 2', `${'x'.repeat(10_000)}: y`, '{"json": 1}']) expect(() => settingsOfYaml(text)).not.toThrow();
  });
  test('is overridden by variables, a token before keys', async () => {
    const home = await mkdtemp(join(tmpdir(), 'headwater-home-'));
    await writeFile(join(home, '.lakectl.yaml'), 'server:\n  endpoint_url: http://file\ncredentials:\n  access_key_id: file-id\n  secret_access_key: file-secret\n');
    expect(await readLakectlConfig(undefined, {}, home)).toMatchObject({ endpoint: 'http://file', credentials: { kind: 'key', accessKeyId: 'file-id' } });
    expect(await readLakectlConfig(undefined, { LAKECTL_SERVER_ENDPOINT_URL: 'http://env', LAKECTL_CREDENTIALS_SESSION_TOKEN: 'token' }, home)).toMatchObject({ endpoint: 'http://env', credentials: { kind: 'token', token: 'token' } });
    await writeFile(join(home, '.lakectl.yaml'), 'server:\n  endpoint_url: http://file\n');
    await expect(readLakectlConfig(undefined, {}, home)).rejects.toThrow('has no credentials');
    expect(await readLakectlConfig(undefined, { LAKECTL_CREDENTIALS_PROVIDER_TYPE: 'aws_iam' }, home)).toMatchObject({ credentials: { kind: 'awsRole' } });
    await rm(home, { recursive: true });
  });
});

describe('How often lakectl tries', () => {
  const keys = { LAKECTL_CONFIG_FILE: '', LAKECTL_SERVER_ENDPOINT_URL: 'http://lake', LAKECTL_CREDENTIALS_SESSION_TOKEN: 't' };
  test.each([
    ['', { attempts: 4, shortest: 200, longest: 30_000 }],
    ['  retries:\n    max_attempts: 9\n    min_wait_interval: 1s\n    max_wait_interval: 1m30s\n', { attempts: 9, shortest: 1_000, longest: 90_000 }],
    ['  retries:\n    enabled: false\n', { attempts: 1, shortest: 200, longest: 30_000 }],
    ['  retries:\n    max_attempts: many\n    min_wait_interval: soon\n    max_wait_interval: 10ms\n', { attempts: 1, shortest: 200, longest: 200 }],
  ])('is read from its file: %j', async (lines, retries) => {
    const home = await mkdtemp(join(tmpdir(), 'headwater-home-'));
    await writeFile(join(home, '.lakectl.yaml'), `server:\n  endpoint_url: http://file\n${lines}`);
    expect((await readLakectlConfig(join(home, '.lakectl.yaml'), keys, home)).retries).toEqual(retries);
    await rm(home, { recursive: true });
  });
});

describe('A configured lakectl', () => {
  test('is offered, and nothing of it is copied', async () => {
    const backend = new LakeFsBackend({});
    const environment = { LAKECTL_SERVER_ENDPOINT_URL: 'http://lake', LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY: 'secret', LAKECTL_CONFIG_FILE: '/no/such/file' };
    expect(backend.found(environment)).toEqual([{ name: 'lakeFS as lakectl', values: { credentials: 'lakectl' }, secrets: {} }]);
    expect(backend.found({ LAKECTL_CONFIG_FILE: '/no/such/file' })).toEqual([]);
  });
});

describe('The proxy', () => {
  const origin = new URL('https://lake.example.com');
  test('comes from the environment, but not for hosts that it leaves out', () => {
    expect(proxyFor(origin, { environment: { HTTPS_PROXY: 'http://p:1' } })).toBe('http://p:1');
    expect(proxyFor(origin, { environment: { https_proxy: 'p:1' } })).toBe('http://p:1');
    for (const NO_PROXY of ['lake.example.com', '.example.com', 'example.com', '*', 'other, *.example.com', 'lake.example.com:443']) expect(proxyFor(origin, { environment: { HTTPS_PROXY: 'http://p:1', NO_PROXY } }), NO_PROXY).toBeUndefined();
    for (const NO_PROXY of ['ample.com', 'lake.example.com:8443', '']) expect(proxyFor(origin, { environment: { HTTPS_PROXY: 'http://p:1', NO_PROXY } }), NO_PROXY).toBe('http://p:1');
    expect(proxyFor(origin, { environment: { HTTP_PROXY: 'http://p:1' } })).toBeUndefined();
  });
  test('of the connection wins, and none means none', () => {
    expect(proxyFor(origin, { environment: { HTTPS_PROXY: 'http://p:1' }, proxy: 'http://own:2' })).toBe('http://own:2');
    expect(proxyFor(origin, { environment: { HTTPS_PROXY: 'http://p:1' }, direct: true })).toBeUndefined();
  });
});

describe('A pattern of branches', () => {
  test.each([
    ['main', 'main', true],
    ['main', 'main2', false],
    ['rel*', 'release-1', true],
    ['v?', 'v1', true],
    ['v?', 'v10', false],
    ['{dev,test}-*', 'test-1', true],
    ['[ab]x', 'bx', true],
    ['[!ab]x', 'bx', false],
    ['a.b', 'axb', false],
    ['\\*', '*', true],
    ['{open', 'open', true],
  ])('%s and %s: %s', (pattern, name, matches) => {
    expect(globExpression(pattern).test(name)).toBe(matches);
  });
});
