import type { ConnectionProfile, FieldValue, ImportedProfile } from '../../../core/contract/profile';
import { authority, DATABASE_HEADERS, flightSqlSettings } from './settings';

/**
 * URLs of other programs: Arrow's locations (`grpc+tls://`), the JDBC driver's (`arrow-flight-sql://`, whose unknown parameters
 * are headers) and flightsql-dbapi's for SQLAlchemy (`datafusion+flightsql://`, whose unknown parameters are headers too).
 */

type Style = 'location' | 'jdbc' | 'sqlalchemy';

const SCHEMES: Readonly<Record<string, { readonly style: Style; readonly tls: boolean; readonly port: number }>> = {
  grpc: { style: 'location', tls: false, port: 80 },
  'grpc+tcp': { style: 'location', tls: false, port: 80 },
  'grpc+tls': { style: 'location', tls: true, port: 443 },
  'arrow-flight-sql': { style: 'jdbc', tls: true, port: 32_010 },
  'arrow-flight': { style: 'jdbc', tls: true, port: 32_010 },
  'datafusion+flightsql': { style: 'sqlalchemy', tls: true, port: 443 },
  flightsql: { style: 'sqlalchemy', tls: true, port: 443 },
};

/** Fields that a URL gives; `undefined` where it is none of ours. */
export function parseFlightSqlUrl(text: string): ImportedProfile | undefined {
  const match = /^(?:jdbc:)?(?<scheme>[a-z][a-z0-9+-]*):\/\/(?<rest>\S+)$/iu.exec(text.trim());
  const scheme = match?.groups?.['scheme']?.toLowerCase() ?? '';
  const known = Object.hasOwn(SCHEMES, scheme) ? SCHEMES[scheme] : undefined;
  const rest = match?.groups?.['rest'];
  if (!known || rest === undefined) return undefined;
  const url = parsed(`https://${rest}`);
  if (!url || url.hostname === '') return undefined;
  const gathered = new Gathered(known.tls);
  gathered.user(decoded(url.username), decoded(url.password));
  // The JDBC driver separates parameters by `;` as well.
  const query = new URLSearchParams(url.search.slice(1).replaceAll(';', '&'));
  for (const [name, value] of query) gathered.parameter(known.style, name, value);
  const host = url.hostname.replace(/^\[(.*)\]$/u, '$1');
  const path = decoded(url.pathname).replace(/^\/+/u, '');
  if (path !== '') gathered.database(path);
  return gathered.profile(host, url.port === '' ? (/:443(?:[/?]|$)/u.test(rest) ? 443 : known.port) : Number(url.port));
}

/** What a URL says, parameter by parameter. */
class Gathered {
  readonly #values: Record<string, FieldValue> = {};
  readonly #secrets: Record<string, string> = {};
  readonly #headers: Record<string, string> = {};
  readonly #features: Record<string, string> = {};

  constructor(tls: boolean) {
    this.#values['tls'] = tls;
  }

  user(user: string, password: string): void {
    if (user !== '') this.#values['user'] = user;
    if (password !== '') this.#secrets['password'] = password;
  }

  database(name: string): void {
    this.#values['database'] = name;
  }

  parameter(style: Style, name: string, value: string): void {
    const key = name.toLowerCase();
    if (key === 'token') this.#secrets['token'] = value;
    else if (key === 'user' || key === 'username') this.user(value, '');
    else if (key === 'password') this.user('', value);
    else if (key === 'database' || key === 'bucket' || key === 'bucket-name' || key === 'iox-namespace-name') this.database(value);
    else if (style === 'jdbc') this.#jdbc(key, value);
    else this.#ours(key, value);
  }

  profile(host: string, port: number): ImportedProfile {
    const values = { ...this.#values, host, port, auth: this.#auth(), ...this.#influx(host) };
    return {
      values: { ...values, ...(Object.keys(this.#headers).length > 0 ? { headers: this.#headers } : {}), ...(Object.keys(this.#features).length > 0 ? { features: this.#features } : {}) },
      secrets: this.#secrets,
    };
  }

  /** Parameters of the JDBC driver; see its documentation, "Connection parameters". */
  #jdbc(key: string, value: string): void {
    switch (key) {
      case 'useencryption':
        this.#values['tls'] = isTrue(value);
        return;
      case 'disablecertificateverification':
        this.#values['skipVerify'] = isTrue(value);
        return;
      case 'tlsrootcerts':
        this.#values['caFile'] = value;
        return;
      case 'clientcertificate':
        this.#values['clientCertificate'] = value;
        return;
      case 'clientkey':
        this.#values['clientKey'] = value;
        return;
      case 'retaincookies':
        this.#values['cookies'] = isTrue(value);
        return;
      // Of Java alone: key stores, threads, caches.
      case 'truststore':
      case 'truststorepassword':
      case 'usesystemtruststore':
      case 'threadpoolsize':
      case 'retainauth':
      case 'useclientcache':
      case 'connecttimeout':
        return;
      default:
        this.#header(key, value);
    }
  }

  #ours(key: string, value: string): void {
    if (key === 'insecure') this.#values['tls'] = !isTrue(value);
    else if (key === 'disable_server_verification' || key === 'skip_verify') this.#values['skipVerify'] = isTrue(value);
    else if (key.startsWith('feature-')) this.#features[key.slice('feature-'.length)] = value;
    else this.#header(key, value);
  }

  #header(name: string, value: string): void {
    if (name === 'authorization') this.#secrets['authorization'] = value;
    else this.#headers[name] = value;
  }

  #auth(): string {
    if (this.#secrets['authorization'] !== undefined) return 'header';
    if (this.#secrets['token'] !== undefined) return 'token';
    return this.#values['user'] === undefined ? 'none' : 'password';
  }

  #influx(host: string): Readonly<Record<string, FieldValue>> {
    return /(?:^|\.)influxdata\.com$|(?:^|\.)influxdb\.io$/iu.test(host) ? { system: 'influxdb3', influxWrite: 'v2' } : {};
  }
}

/** An Arrow location with what is no secret as parameters: {@link parseFlightSqlUrl} reads it again. */
export function formatFlightSqlUrl({ values }: ConnectionProfile): string {
  const { host, port, tls, database, auth, headers, features } = flightSqlSettings(values);
  const user = 'user' in auth && auth.user !== '' ? `${encodeURIComponent(auth.user)}@` : '';
  const query = new URLSearchParams();
  if (database !== undefined) query.set('database', database);
  if (tls?.skipVerify) query.set('disable_server_verification', 'true');
  for (const [name, value] of Object.entries(headers)) if (!DATABASE_HEADERS.includes(name) || database === undefined) query.set(name, value);
  for (const [name, value] of Object.entries(features)) query.set(`feature-${name}`, value);
  const text = query.toString();
  return `grpc+${tls ? 'tls' : 'tcp'}://${user}${authority(host, port)}${text === '' ? '' : `?${text}`}`;
}

function isTrue(text: string): boolean {
  return /^(?:true|1|yes|on)$/iu.test(text.trim());
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
