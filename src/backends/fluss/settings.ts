import { readFile } from 'node:fs/promises';
import type { FieldIssue, FieldValue, ImportedProfile, ProfileForm, Secrets } from '../../core/contract/profile';
import { HeadwaterError } from '../../core/errors';
import type { ClusterSettings } from './client/cluster';
import type { S3Access } from './client/s3File';
import { type Address, addressText, parseAddress } from './wire/address';

export const flussForm: ProfileForm = {
  urlExamples: ['fluss://localhost:9123', 'fluss://admin@host1:9123,host2:9123/my_database'],
  fields: [
    { key: 'bootstrap', label: 'Bootstrap servers', kind: 'list', required: true, initial: ['localhost:9123'], placeholder: 'host:port', description: 'Any coordinator or tablet server; the others are found through it.' },
    { key: 'database', label: 'Default database', kind: 'text', initial: 'fluss', description: 'Where a table name without a database belongs.' },
    {
      key: 'security',
      label: 'Security protocol',
      kind: 'choice',
      initial: 'plaintext',
      group: 'Credentials',
      choices: [
        { value: 'plaintext', label: 'PLAINTEXT', description: 'No login.' },
        { value: 'sasl', label: 'SASL/PLAIN', description: 'User and password.' },
      ],
    },
    { key: 'user', label: 'User', kind: 'text', required: true, group: 'Credentials', when: { key: 'security', is: ['sasl'] } },
    { key: 'password', label: 'Password', kind: 'secret', required: true, group: 'Credentials', when: { key: 'security', is: ['sasl'] } },
    { key: 'tls', label: 'Encrypt (TLS)', kind: 'boolean', initial: false, description: 'Fluss servers have no TLS of their own: for a proxy in front of them.', group: 'Encryption' },
    { key: 'caFile', label: 'Certificate authority', kind: 'file', extensions: ['pem', 'crt', 'cer'], description: 'PEM file of who signed the certificate, where the machine does not know it.', group: 'Encryption', when: { key: 'tls', is: [true] } },
    { key: 'skipVerify', label: 'Accept any certificate', kind: 'boolean', initial: false, warning: 'Anybody on the way can read and change everything, the password included. For tests only.', group: 'Encryption', when: { key: 'tls', is: [true] } },
    { key: 'idempotent', label: 'Idempotent writes', kind: 'boolean', initial: false, description: 'A write that nobody answered for is sent again, with a number by which servers know what they have already. Without: it is told as unknown.', group: 'Writes' },
    { key: 's3AccessKeyId', label: 'Access key ID', kind: 'text', description: 'Where older rows were moved to S3 or a store like it. Without: as the cluster says.', group: 'Remote storage' },
    { key: 's3SecretAccessKey', label: 'Secret access key', kind: 'secret', group: 'Remote storage' },
    { key: 's3Region', label: 'Region', kind: 'text', placeholder: 'us-east-1', group: 'Remote storage' },
    { key: 's3Endpoint', label: 'Endpoint', kind: 'text', placeholder: 'https://host:port', description: 'Of a store like S3; without: that of AWS.', group: 'Remote storage' },
    { key: 'addresses', label: 'Address map', kind: 'pairs', description: 'For containers and port forwards: an address as the cluster tells it, and the one by which it is reached from here, both host:port.', group: 'Network' },
    { key: 'requestTimeout', label: 'Request timeout (s)', kind: 'number', initial: 30, min: 1, max: 3600, group: 'Network' },
  ],
};

export interface FlussProfile {
  readonly database: string;
  readonly cluster: ClusterSettings;
  readonly idempotentWrites: boolean;
  readonly storage?: S3Access;
}

type Values = Readonly<Record<string, FieldValue>>;

const CONNECT_TIMEOUT_MS = 10_000;
/** What servers allow by default is 100 MiB; the rows of a large bucket come in one answer. */
const MAX_FRAME_BYTES = 1 << 30;

/** @throws HeadwaterError where a file cannot be read */
export async function flussProfile(values: Values, secrets: Secrets): Promise<FlussProfile> {
  const ca = text(values, 'caFile');
  const tls = values['tls'] === true ? { tls: { rejectUnauthorized: values['skipVerify'] !== true, ...(ca === '' ? {} : { ca: await certificates(ca) }) } } : {};
  const login = values['security'] === 'sasl' ? { login: { user: text(values, 'user'), password: secrets['password'] ?? '' } } : {};
  return {
    database: text(values, 'database') || 'fluss',
    idempotentWrites: values['idempotent'] === true,
    ...storageOf(values, secrets),
    cluster: {
      bootstrap: bootstrapOf(values),
      addressMap: new Map(pairsOf(values).flatMap(([from, to]) => addressPair(from, to))),
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      requestTimeoutMs: (typeof values['requestTimeout'] === 'number' ? values['requestTimeout'] : 30) * 1000,
      maxFrameBytes: MAX_FRAME_BYTES,
      ...tls,
      ...login,
    },
  };
}

function storageOf(values: Values, secrets: Secrets): Pick<FlussProfile, 'storage'> {
  const [accessKeyId, endpoint] = [text(values, 's3AccessKeyId'), text(values, 's3Endpoint')];
  if (accessKeyId === '') return {};
  return { storage: { keys: { accessKeyId, secretAccessKey: secrets['s3SecretAccessKey'] ?? '' }, region: text(values, 's3Region') || 'us-east-1', ...(endpoint === '' ? {} : { endpoint }) } };
}

export function validateFluss(values: Values): readonly FieldIssue[] {
  const wrong = listOf(values).find((entry) => !parseAddress(entry));
  const pair = pairsOf(values).find(([from, to]) => addressPair(from, to).length === 0);
  const endpoint = text(values, 's3Endpoint');
  return [
    ...(endpoint === '' || URL.canParse(endpoint) ? [] : [{ key: 's3Endpoint', message: `“${endpoint}” is not a URL.` }]),
    ...(wrong === undefined ? [] : [{ key: 'bootstrap', message: `“${wrong}” is not host:port.` }]),
    ...(pair === undefined ? [] : [{ key: 'addresses', message: `“${pair[0]}” → “${pair[1]}” are not both host:port.` }]),
  ];
}

export const flussDestination = (values: Values): string => bootstrapOf(values).map(addressText).join(', ');

/** `fluss://[user@]host:port[,host:port…][/database]`; a password may stand after the user. */
export function parseFlussUrl(url: string): ImportedProfile | undefined {
  const match = /^fluss:\/\/(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<hosts>[^/?#]+)(?:\/(?<database>[^/?#]*))?$/iu.exec(url.trim());
  const { user, password, hosts = '', database } = match?.groups ?? {};
  const bootstrap = hosts.split(',');
  if (!match || bootstrap.some((host) => !parseAddress(host))) return undefined;
  return {
    values: {
      bootstrap,
      ...(database === undefined || database === '' ? {} : { database: decode(database) }),
      ...(user === undefined || user === '' ? {} : { security: 'sasl', user: decode(user) }),
    },
    secrets: password === undefined || password === '' ? {} : { password: decode(password) },
  };
}

export function formatFlussUrl(values: Values): string {
  const user = values['security'] === 'sasl' ? `${encodeURIComponent(text(values, 'user'))}@` : '';
  const database = text(values, 'database');
  return `fluss://${user}${listOf(values).join(',')}${database === '' ? '' : `/${encodeURIComponent(database)}`}`;
}

function bootstrapOf(values: Values): readonly Address[] {
  return listOf(values).flatMap((entry) => parseAddress(entry) ?? []);
}

function listOf(values: Values): readonly string[] {
  const list = values['bootstrap'];
  return Array.isArray(list) ? list.filter((entry): entry is string => typeof entry === 'string') : [];
}

function pairsOf(values: Values): readonly (readonly [string, string])[] {
  const pairs = values['addresses'];
  return typeof pairs === 'object' && !Array.isArray(pairs) ? Object.entries(pairs) : [];
}

function addressPair(from: string, to: string): readonly (readonly [string, Address])[] {
  const [told, reached] = [parseAddress(from), parseAddress(to)];
  return told && reached ? [[addressText(told), reached]] : [];
}

function text(values: Values, key: string): string {
  const value = values[key];
  return typeof value === 'string' ? value.trim() : '';
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

async function certificates(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new HeadwaterError({ what: 'Could not connect to Fluss', why: `The certificate file ${file} cannot be read.`, todo: 'Check its path in the connection.', kind: 'invalid' }, { cause: error });
  }
}
