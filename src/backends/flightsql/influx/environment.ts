import type { ImportedProfile } from '../../../core/contract/profile';

/** Variables of InfluxDB's clients and of its `influxdb3` command. */
const HOST = ['INFLUX_HOST', 'INFLUXDB3_HOST_URL'];
const TOKEN = ['INFLUX_TOKEN', 'INFLUXDB3_AUTH_TOKEN'];
const DATABASE = ['INFLUX_DATABASE', 'INFLUXDB3_DATABASE_NAME'];

/** The connection that the environment describes; none without a host that can be read. */
export function influxFromEnvironment(environment: Readonly<Record<string, string | undefined>>): readonly ImportedProfile[] {
  const first = (names: readonly string[]) => names.map((name) => environment[name]?.trim()).find((value) => value !== undefined && value !== '');
  const host = first(HOST);
  const url = host === undefined ? undefined : urlOf(host);
  if (!url) return [];
  const [token, database] = [first(TOKEN), first(DATABASE)];
  const tls = url.protocol === 'https:';
  const cloud = /(?:^|\.)influxdata\.com$|(?:^|\.)influxdb\.io$/iu.test(url.hostname);
  const values = {
    ...{ system: 'influxdb3', host: url.hostname.replace(/^\[(.*)\]$/u, '$1'), port: url.port === '' ? (tls ? 443 : 8181) : Number(url.port), tls },
    ...{ auth: token === undefined ? 'none' : 'token', influxWrite: cloud ? 'v2' : 'v3' },
    ...(database === undefined ? {} : { database }),
  };
  return [{ name: database === undefined ? 'InfluxDB' : `InfluxDB ${database}`, values, secrets: token === undefined ? {} : { token } }];
}

function urlOf(text: string): URL | undefined {
  try {
    const url = new URL(/^https?:\/\//iu.test(text) ? text : `https://${text}`);
    return url.hostname === '' ? undefined : url;
  } catch {
    return undefined;
  }
}
