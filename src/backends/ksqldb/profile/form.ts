import type { FieldIssue, FieldValue, ProfileForm } from '../../../core/contract/profile';
import { addressOf } from '../client/address';

export const ksqlForm: ProfileForm = {
  presets: [
    { id: 'local', label: 'ksqlDB on this machine', values: { url: 'http://127.0.0.1:8088', auth: 'none' } },
    { id: 'cloud', label: 'Confluent Cloud', values: { url: 'https://pksqlc-….confluent.cloud', auth: 'basic' } },
  ],
  urlExamples: ['ksqldb+https://ksqldb.example.com', 'http://127.0.0.1:8088'],
  fields: [
    { key: 'url', label: 'Server URL', kind: 'text', required: true, placeholder: 'https://ksqldb.example.com', description: 'Address of the server, with the path before its API where a gateway adds one.' },
    {
      key: 'auth',
      label: 'Sign in',
      kind: 'choice',
      initial: 'none',
      choices: [
        { value: 'none', label: 'Without credentials' },
        { value: 'basic', label: 'User and password', description: 'Or API key and secret of Confluent Cloud.' },
        { value: 'bearer', label: 'Token', description: 'For servers with an authentication plugin.' },
      ],
    },
    { key: 'user', label: 'User or API key', kind: 'text', required: true, when: { key: 'auth', is: ['basic'] } },
    { key: 'password', label: 'Password or API secret', kind: 'secret', required: true, when: { key: 'auth', is: ['basic'] } },
    { key: 'token', label: 'Token', kind: 'secret', required: true, when: { key: 'auth', is: ['bearer'] } },
    {
      key: 'offset',
      label: 'Queries begin at',
      kind: 'choice',
      initial: 'latest',
      group: 'Queries',
      choices: [
        { value: 'latest', label: 'Latest', description: 'Rows that come from now on.' },
        { value: 'earliest', label: 'Earliest', description: 'All rows that the topics still hold.' },
      ],
      description: 'auto.offset.reset; a document may say otherwise with SET or a -- headwater: offset=earliest line.',
    },
    { key: 'properties', label: 'Properties', kind: 'pairs', group: 'Queries', description: 'Sent with every statement, such as ksql.query.pull.table.scan.enabled.' },
    { key: 'variables', label: 'Variables', kind: 'pairs', group: 'Queries', description: 'Values of ${name} in statements.' },
    { key: 'caFile', label: 'CA certificates', kind: 'file', extensions: ['pem', 'crt', 'cer'], description: 'A PEM file with the authorities to trust.', group: 'Network' },
    { key: 'certFile', label: 'Client certificate', kind: 'file', extensions: ['pem', 'crt', 'cer'], description: 'A PEM file, for servers that ask for one.', group: 'Network' },
    { key: 'keyFile', label: 'Key of the certificate', kind: 'file', extensions: ['pem', 'key'], group: 'Network' },
    { key: 'passphrase', label: 'Passphrase of the key', kind: 'secret', group: 'Network' },
    { key: 'insecure', label: 'Trust any certificate', kind: 'boolean', initial: false, group: 'Network', warning: 'Anybody between you and the server can read the password and all data.' },
    { key: 'headers', label: 'Headers', kind: 'pairs', group: 'Network', description: 'Sent with every call. They are saved in the settings: no secrets here.' },
    {
      key: 'proxyMode',
      label: 'Proxy',
      kind: 'choice',
      initial: 'environment',
      group: 'Network',
      choices: [
        { value: 'environment', label: 'As the environment says', description: 'HTTPS_PROXY, HTTP_PROXY and NO_PROXY.' },
        { value: 'none', label: 'None' },
        { value: 'url', label: 'This one' },
      ],
    },
    { key: 'proxy', label: 'Proxy URL', kind: 'text', required: true, placeholder: 'http://proxy.example.com:3128', group: 'Network', when: { key: 'proxyMode', is: ['url'] } },
  ],
};

type Pairs = Readonly<Record<string, string>>;

/** The values of the form, typed. Values of a wrong kind count as absent: the form's own checks tell about them. */
export interface KsqlSettings {
  readonly url: string;
  readonly auth: { readonly kind: 'none' } | { readonly kind: 'basic'; readonly user: string } | { readonly kind: 'bearer' };
  readonly properties: Pairs;
  readonly variables: Pairs;
  readonly headers: Pairs;
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly insecure: boolean;
  readonly proxy: { readonly mode: 'environment' | 'none' } | { readonly mode: 'url'; readonly url: string };
}

export type Values = Readonly<Record<string, FieldValue>>;

export function ksqlSettings(values: Values): KsqlSettings {
  const [caFile, certFile, keyFile] = [textOf(values['caFile']), textOf(values['certFile']), textOf(values['keyFile'])];
  const proxy = textOf(values['proxy']);
  return {
    url: textOf(values['url']) ?? '',
    auth: values['auth'] === 'basic' ? { kind: 'basic', user: textOf(values['user']) ?? '' } : { kind: values['auth'] === 'bearer' ? 'bearer' : 'none' },
    properties: { ...(values['offset'] === 'earliest' ? { 'auto.offset.reset': 'earliest' } : {}), ...pairsOf(values['properties']) },
    variables: pairsOf(values['variables']),
    headers: Object.fromEntries(Object.entries(pairsOf(values['headers'])).map(([name, value]) => [name.toLowerCase(), value])),
    ...(caFile === undefined ? {} : { caFile }),
    ...(certFile === undefined ? {} : { certFile }),
    ...(keyFile === undefined ? {} : { keyFile }),
    insecure: values['insecure'] === true,
    proxy: values['proxyMode'] === 'url' && proxy !== undefined ? { mode: 'url', url: proxy } : { mode: values['proxyMode'] === 'none' ? 'none' : 'environment' },
  };
}

function textOf(value: FieldValue | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function pairsOf(value: FieldValue | undefined): Pairs {
  return typeof value === 'object' && !isList(value) ? value : {};
}

function isList(value: object): value is readonly string[] {
  return Array.isArray(value);
}

/** Headers that the connection sets itself. */
const OWN_HEADERS = new Set(['authorization', 'accept', 'content-type', 'content-length', 'host', 'connection', 'transfer-encoding']);

export function validateKsql(values: Values): readonly FieldIssue[] {
  const settings = ksqlSettings(values);
  const issues: FieldIssue[] = [];
  if (settings.url !== '' && addressOf(settings.url) === undefined) issues.push({ key: 'url', message: 'Write the address as https://host or https://host:port.' });
  if (settings.proxy.mode === 'url' && !/^https?:\/\/[^/\s]+/u.test(settings.proxy.url)) issues.push({ key: 'proxy', message: 'Write the proxy as http://host:port.' });
  if ((settings.certFile === undefined) !== (settings.keyFile === undefined)) issues.push({ key: settings.certFile === undefined ? 'certFile' : 'keyFile', message: 'A client certificate and its key are needed together.' });
  for (const [name, value] of Object.entries(settings.headers)) {
    if (OWN_HEADERS.has(name)) issues.push({ key: 'headers', message: `The header ${name} is set by the connection.` });
    else if (!/^[0-9a-z!#$%&'*+.^_`|~-]+$/u.test(name) || !/^[\x20-\x7e]*$/u.test(value)) issues.push({ key: 'headers', message: `The header ${name} holds characters that headers cannot.` });
  }
  return issues;
}
