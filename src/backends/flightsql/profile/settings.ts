import type { FieldIssue, FieldValue, Secrets } from '../../../core/contract/profile';

export type Values = Readonly<Record<string, FieldValue>>;

export type Auth =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'password' | 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'header'; readonly value: string };

export interface TlsSettings {
  /** Paths as typed. */
  readonly caFile?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  readonly passphrase?: string;
  readonly serverName?: string;
  readonly skipVerify: boolean;
}

export interface InfluxSettings {
  readonly write: 'v2' | 'v3';
  /** Without a slash at its end. */
  readonly httpUrl: string;
  readonly gzip: boolean;
  /** 0 for all time. */
  readonly previewHours: number;
  readonly jsonTickets: boolean;
}

export interface FlightSqlSettings {
  readonly system: 'generic' | 'influxdb3' | 'dremio';
  readonly host: string;
  readonly port: number;
  readonly database?: string;
  /** Session options, where the server has them. */
  readonly catalog?: string;
  readonly schema?: string;
  readonly auth: Auth;
  /** Absent for plaintext. */
  readonly tls?: TlsSettings;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: boolean;
  /** Whether what is sent is compressed. */
  readonly gzip: boolean;
  readonly callTimeoutMs: number;
  readonly maxMessageBytes: number;
  readonly proxy?: string;
  readonly otherLocations: 'anonymous' | 'credentials' | 'never';
  readonly features: Readonly<Record<string, string>>;
  readonly influx: InfluxSettings;
}

/** The values of the form, typed. Values of a wrong kind count as absent: the form's own checks tell about them. */
export function flightSqlSettings(values: Values, secrets: Secrets = {}): FlightSqlSettings {
  const tls = values['tls'] !== false;
  const host = bareHost(textOf(values, 'host') ?? 'localhost');
  const port = numberOf(values, 'port') ?? 443;
  return {
    system: choiceOf(values, 'system', ['generic', 'influxdb3', 'dremio']),
    host,
    port,
    ...optional('database', textOf(values, 'database')),
    ...optional('catalog', textOf(values, 'catalog')),
    ...optional('schema', textOf(values, 'schema')),
    auth: authOf(values, secrets),
    ...(tls ? { tls: tlsOf(values, secrets) } : {}),
    headers: lowerNames(pairsOf(values, 'headers')),
    cookies: values['cookies'] !== false,
    gzip: values['gzipSent'] === true,
    callTimeoutMs: (numberOf(values, 'callTimeout') ?? 30) * 1_000,
    maxMessageBytes: (numberOf(values, 'maxMessage') ?? 256) * 1_048_576,
    ...optional('proxy', textOf(values, 'proxy')),
    otherLocations: choiceOf(values, 'otherLocations', ['anonymous', 'credentials', 'never']),
    features: pairsOf(values, 'features'),
    influx: {
      write: choiceOf(values, 'influxWrite', ['v3', 'v2']),
      httpUrl: (textOf(values, 'httpUrl') ?? `${tls ? 'https' : 'http'}://${authority(host, port)}`).replace(/\/+$/u, ''),
      gzip: values['gzip'] !== false,
      previewHours: numberOf(values, 'previewHours') ?? 24,
      jsonTickets: values['jsonTickets'] === true,
    },
  };
}

/** `host:port`, an IPv6 address in brackets. */
export function authority(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Headers that say which database is meant; InfluxDB 3 takes exactly one of them. */
export const DATABASE_HEADERS: readonly string[] = ['database', 'bucket', 'bucket-name', 'iox-namespace-name'];
/** Names that a person may not set: gRPC's own, and those that carry secrets. */
const RESERVED_HEADERS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'content-type', 'te', 'host', 'connection', 'user-agent', 'content-length', 'transfer-encoding', 'proxy-authorization']);

export function validateFlightSql(values: Values): readonly FieldIssue[] {
  const issues: FieldIssue[] = [];
  const { port } = values;
  if (typeof port === 'number' && !Number.isInteger(port)) issues.push({ key: 'port', message: 'Port must be a whole number.' });
  const headers = pairsOf(values, 'headers');
  for (const [name, value] of Object.entries(headers)) {
    const wrong = headerIssue(name, value);
    if (wrong !== undefined) issues.push({ key: 'headers', message: wrong });
  }
  const database = textOf(values, 'database');
  if (database !== undefined && headerIssue('database', database) !== undefined) issues.push({ key: 'database', message: 'Database goes into a header: it may hold printable ASCII characters only.' });
  const named = [...(database === undefined ? [] : ['database']), ...Object.keys(headers).map((name) => name.toLowerCase())].filter((name) => DATABASE_HEADERS.includes(name));
  if (values['system'] === 'influxdb3' && named.length === 0) issues.push({ key: 'database', message: 'Database is needed: InfluxDB 3 refuses calls without one.' });
  if (named.length > 1) issues.push({ key: 'headers', message: `The database is given twice (${named.join(', ')}): InfluxDB 3 refuses that. Keep one.` });
  const [certificate, key] = [textOf(values, 'clientCertificate'), textOf(values, 'clientKey')];
  if (values['tls'] !== false && (certificate === undefined) !== (key === undefined)) {
    issues.push(certificate === undefined ? { key: 'clientCertificate', message: 'A client key needs its certificate.' } : { key: 'clientKey', message: 'A client certificate needs its key.' });
  }
  return issues;
}

function headerIssue(name: string, value: string): string | undefined {
  const lower = name.trim().toLowerCase();
  if (lower === 'authorization') return 'The header “authorization” belongs to the credentials: choose “Authorization header” there.';
  if (RESERVED_HEADERS.has(lower) || lower.startsWith('grpc-') || lower.startsWith(':')) return `The header “${name}” is set by Headwater itself.`;
  if (!/^[0-9a-z_.-]+$/u.test(lower)) return `“${name}” is no name of a header: letters, digits, “-”, “_” and “.” only.`;
  if (!/^[\x20-\x7e]*$/u.test(value)) return `The header “${name}” may hold printable ASCII characters only.`;
  return undefined;
}

function authOf(values: Values, secrets: Secrets): Auth {
  const kind = choiceOf(values, 'auth', ['token', 'password', 'basic', 'header', 'none']);
  switch (kind) {
    case 'none':
      return { kind };
    case 'token':
      return { kind, token: secrets['token'] ?? '' };
    case 'password':
    case 'basic':
      return { kind, user: textOf(values, 'user') ?? '', password: secrets['password'] ?? '' };
    case 'header':
      return { kind, value: secrets['authorization'] ?? '' };
  }
}

function tlsOf(values: Values, secrets: Secrets): TlsSettings {
  return {
    ...optional('caFile', textOf(values, 'caFile')),
    ...optional('clientCertificate', textOf(values, 'clientCertificate')),
    ...optional('clientKey', textOf(values, 'clientKey')),
    ...optional('passphrase', secrets['clientKeyPassphrase']),
    ...optional('serverName', textOf(values, 'serverName')),
    skipVerify: values['skipVerify'] === true,
  };
}

function optional<K extends string>(key: K, value: string | undefined): { readonly [key in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]: string });
}

function textOf(values: Values, key: string): string | undefined {
  const value = values[key];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function numberOf(values: Values, key: string): number | undefined {
  const value = values[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The first choice where none of them is given. */
function choiceOf<T extends string>(values: Values, key: string, choices: readonly [T, ...T[]]): T {
  return choices.find((choice) => choice === values[key]) ?? choices[0];
}

function pairsOf(values: Values, key: string): Readonly<Record<string, string>> {
  const value = values[key];
  return typeof value === 'object' && !isList(value) ? value : {};
}

function isList(value: readonly string[] | Readonly<Record<string, string>>): value is readonly string[] {
  return Array.isArray(value);
}

function lowerNames(pairs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(pairs).map(([name, value]) => [name.trim().toLowerCase(), value]));
}

function bareHost(host: string): string {
  return /^\[(?<inside>.*)\]$/u.exec(host)?.groups?.['inside'] ?? host;
}
