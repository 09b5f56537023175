import { describe, expect, test } from 'vitest';
import { checkFields, initialValues } from '../../../../src/core/contract/fields';
import { influxFromEnvironment } from '../../../../src/backends/flightsql/influx/environment';
import { flightSqlForm } from '../../../../src/backends/flightsql/profile/form';
import { flightSqlSettings, validateFlightSql, type Values } from '../../../../src/backends/flightsql/profile/settings';
import { formatFlightSqlUrl, parseFlightSqlUrl } from '../../../../src/backends/flightsql/profile/url';

const filled = (values: Values): Values => ({ ...initialValues(flightSqlForm.fields), ...values });

describe('The connection form of Flight SQL', () => {
  test.each((flightSqlForm.presets ?? []).map((preset) => [preset.label, preset] as const))('has the preset %s, whose values fit', (_, { values }) => {
    const given = filled({ ...values, database: 'sensors', user: 'ada' });
    expect(checkFields(flightSqlForm.fields, given, new Set(['token', 'password']))).toEqual([]);
    expect(validateFlightSql(given)).toEqual([]);
  });

  test('asks for a database where the system needs one, and refuses two', () => {
    expect(validateFlightSql(filled({ system: 'influxdb3' })).map(({ key }) => key)).toEqual(['database']);
    expect(validateFlightSql(filled({ system: 'influxdb3', headers: { Bucket: 'b' } }))).toEqual([]);
    expect(validateFlightSql(filled({ database: 'a', headers: { bucket: 'b' } }))[0]?.message).toMatch(/given twice/u);
  });

  test.each([
    [{ headers: { Authorization: 'Bearer x' } }, /belongs to the credentials/u],
    [{ headers: { 'grpc-timeout': '1S' } }, /set by Headwater/u],
    [{ headers: { 'a b': 'c' } }, /no name of a header/u],
    [{ headers: { a: 'line\nbreak' } }, /printable ASCII/u],
    [{ database: 'ünicode' }, /printable ASCII/u],
    [{ port: 1.5 }, /whole number/u],
    [{ clientCertificate: 'a.pem' }, /needs its key/u],
  ])('says what is wrong with %j', (values, message) => {
    expect(validateFlightSql(filled(values))[0]?.message).toMatch(message);
  });

  test('takes addresses of every form, and no URL, as a host', () => {
    const issue = (host: string) => checkFields(flightSqlForm.fields, filled({ host }), new Set(['token']));
    for (const host of ['localhost', '10.0.0.1', '::1', '[fe80::1]', 'a-b.example']) expect(issue(host), host).toEqual([]);
    for (const host of ['grpc://a', 'a:443', 'a/b', 'user@a']) expect(issue(host), host).toHaveLength(1);
  });

  test('warns of unchecked certificates', () => {
    expect(flightSqlForm.fields.find(({ key }) => key === 'skipVerify')?.warning).toMatch(/credentials/u);
  });
});

describe('Settings', () => {
  test('keep secrets apart from values', () => {
    const { auth } = flightSqlSettings({ auth: 'password', user: 'ada', password: 'in the values' }, { password: 'p' });
    expect(auth).toEqual({ kind: 'password', user: 'ada', password: 'p' });
  });
  test('of garbage are the initial ones', () => {
    const settings = flightSqlSettings({ host: 5, port: 'x', tls: 'no', headers: ['a'], system: 'other', auth: true });
    expect(settings).toMatchObject({ host: 'localhost', port: 443, system: 'generic', headers: {}, auth: { kind: 'token' } });
  });
});

describe('URLs', () => {
  test.each([
    ['grpc+tls://db.example:9000', { tls: true, host: 'db.example', port: 9000, auth: 'none' }, {}],
    ['grpc+tcp://localhost:31337', { tls: false, host: 'localhost', port: 31_337, auth: 'none' }, {}],
    ['grpc://ada:s%2Fe@h:1?database=x', { tls: false, host: 'h', port: 1, user: 'ada', auth: 'password', database: 'x' }, { password: 's/e' }],
    ['grpc+tls://[::1]:443', { tls: true, host: '::1', port: 443, auth: 'none' }, {}],
    ['jdbc:arrow-flight-sql://h:32010/?useEncryption=false&user=ada&password=p', { tls: false, host: 'h', port: 32_010, user: 'ada', auth: 'password' }, { password: 'p' }],
    ['arrow-flight-sql://h?token=t&disableCertificateVerification=true&x-team=blue&threadPoolSize=4', { tls: true, host: 'h', port: 32_010, skipVerify: true, auth: 'token', headers: { 'x-team': 'blue' } }, { token: 't' }],
    ['jdbc:arrow-flight-sql://h:1;useEncryption=true', undefined, undefined],
    ['datafusion+flightsql://us-east-1-1.aws.cloud2.influxdata.com:443?bucket-name=b&token=t&feature-metadata-reflection=true', { tls: true, host: 'us-east-1-1.aws.cloud2.influxdata.com', port: 443, database: 'b', auth: 'token', system: 'influxdb3', influxWrite: 'v2', features: { 'metadata-reflection': 'true' } }, { token: 't' }],
    ['datafusion+flightsql://localhost:8082?insecure=true&database=d', { tls: false, host: 'localhost', port: 8082, database: 'd', auth: 'none' }, {}],
  ])('%s is read', (url, values, secrets) => {
    expect(parseFlightSqlUrl(url)).toEqual(values && { values, secrets });
  });

  test.each(['', 'http://x', 'grpc://', 'grpc+tls:host', 'postgres://h/db', 'grpc+tls://host:99999', 'duckdb:x'])('%j is none of ours', (url) => {
    expect(parseFlightSqlUrl(url)).toBeUndefined();
  });

  test('a profile’s URL has no secret and reads back to the same values', () => {
    const values = { system: 'generic', host: '::1', port: 443, tls: true, database: 'my db', auth: 'password', user: 'ada', headers: { 'x-team': 'blue' }, features: { 'metadata-reflection': 'true' } };
    const url = formatFlightSqlUrl({ id: '1', name: 'n', backend: 'flightsql', values });
    expect(url).toBe('grpc+tls://ada@[::1]:443?database=my+db&x-team=blue&feature-metadata-reflection=true');
    expect({ system: 'generic', ...parseFlightSqlUrl(url)?.values }).toEqual(values);
    expect(parseFlightSqlUrl(url)?.secrets).toEqual({});
  });
});

describe('The environment', () => {
  test.each([
    [{ INFLUX_HOST: 'https://us-east-1-1.aws.cloud2.influxdata.com', INFLUX_TOKEN: 't', INFLUX_DATABASE: 'sensors' }, { host: 'us-east-1-1.aws.cloud2.influxdata.com', port: 443, tls: true, auth: 'token', influxWrite: 'v2', database: 'sensors' }, { token: 't' }],
    [{ INFLUXDB3_HOST_URL: 'http://localhost:8181' }, { host: 'localhost', port: 8181, tls: false, auth: 'none', influxWrite: 'v3' }, {}],
  ])('%j is offered as a connection', (environment, values, secrets) => {
    const [found, ...rest] = influxFromEnvironment(environment);
    expect(rest).toEqual([]);
    expect(found).toMatchObject({ values: { system: 'influxdb3', ...values }, secrets });
    expect(Object.values(found?.values ?? {})).not.toContain('t');
  });
  test.each([{}, { INFLUX_TOKEN: 't' }, { INFLUX_HOST: '' }, { INFLUX_HOST: 'http://' }])('%j offers nothing', (environment) => {
    expect(influxFromEnvironment(environment)).toEqual([]);
  });
});
