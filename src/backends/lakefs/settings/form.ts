import type { FieldIssue, FieldValue, ProfileForm } from '../../../core/contract/profile';
import { endpointOf } from './endpoint';

const NOT_LAKECTL = ['key', 'token', 'awsRole', 'webIdentity'];

export const lakeFsForm: ProfileForm = {
  presets: [
    { id: 'local', label: 'lakeFS on this machine', values: { credentials: 'key', endpoint: 'http://127.0.0.1:8000' } },
    { id: 'lakectl', label: 'As lakectl is configured', values: { credentials: 'lakectl' } },
  ],
  urlExamples: ['https://lakefs.example.com/api/v1', 'lakefs+http://127.0.0.1:8000'],
  fields: [
    {
      key: 'credentials',
      label: 'Credentials',
      kind: 'choice',
      initial: 'key',
      choices: [
        { value: 'key', label: 'Access key', description: 'Access key id and secret access key.' },
        { value: 'lakectl', label: 'As lakectl', description: 'Endpoint and keys of ~/.lakectl.yaml and LAKECTL_… variables, read at each connect and copied nowhere.' },
        { value: 'token', label: 'Token', description: 'A session token or another bearer token.' },
        { value: 'awsRole', label: 'AWS role', description: 'The AWS credentials of the environment, for servers with external login.' },
        { value: 'webIdentity', label: 'Web identity', description: 'A code of an identity provider, for servers with single sign-on.' },
      ],
    },
    {
      key: 'endpoint',
      label: 'Endpoint',
      kind: 'text',
      required: true,
      placeholder: 'https://lakefs.example.com',
      description: 'Address of the server, with or without /api/v1.',
      when: { key: 'credentials', is: NOT_LAKECTL },
    },
    { key: 'accessKeyId', label: 'Access key id', kind: 'text', required: true, placeholder: 'AKIA…', when: { key: 'credentials', is: ['key'] } },
    { key: 'secretAccessKey', label: 'Secret access key', kind: 'secret', required: true, when: { key: 'credentials', is: ['key'] } },
    { key: 'token', label: 'Token', kind: 'secret', required: true, when: { key: 'credentials', is: ['token'] } },
    {
      key: 'configFile',
      label: 'Configuration file',
      kind: 'file',
      extensions: ['yaml', 'yml'],
      placeholder: '~/.lakectl.yaml',
      description: 'LAKECTL_CONFIG_FILE or ~/.lakectl.yaml where empty.',
      when: { key: 'credentials', is: ['lakectl'] },
    },
    { key: 'awsRegion', label: 'AWS region', kind: 'text', placeholder: 'us-east-1', description: 'AWS_REGION where empty.', when: { key: 'credentials', is: ['awsRole'] } },
    { key: 'webCode', label: 'Code', kind: 'secret', required: true, when: { key: 'credentials', is: ['webIdentity'] } },
    { key: 'webState', label: 'State', kind: 'text', required: true, when: { key: 'credentials', is: ['webIdentity'] } },
    { key: 'webRedirect', label: 'Redirect URI', kind: 'text', required: true, when: { key: 'credentials', is: ['webIdentity'] } },
    {
      key: 'transfer',
      label: 'Transfers',
      kind: 'choice',
      initial: 'auto',
      group: 'Data',
      description: 'The way that contents of objects take.',
      choices: [
        { value: 'auto', label: 'Automatic', description: 'By presigned URLs where the server offers them, else through the server.' },
        { value: 'server', label: 'Through the server' },
        { value: 'presigned', label: 'Presigned URLs', description: 'Straight to the block store.' },
        { value: 'gateway', label: 'S3 gateway', description: 'The server’s S3 API, with the same access key.' },
      ],
    },
    { key: 'caFile', label: 'CA certificates', kind: 'file', extensions: ['pem', 'crt', 'cer'], description: 'A PEM file with the authorities to trust.', group: 'Network' },
    {
      key: 'insecure',
      label: 'Trust any certificate',
      kind: 'boolean',
      initial: false,
      group: 'Network',
      warning: 'Anybody between you and the server can read the secret access key and all data.',
    },
    {
      key: 'proxyMode',
      label: 'Proxy',
      kind: 'choice',
      initial: 'environment',
      group: 'Network',
      choices: [
        { value: 'environment', label: 'As the editor or the environment says', description: 'The setting http.proxy, else HTTPS_PROXY, HTTP_PROXY and NO_PROXY.' },
        { value: 'none', label: 'None' },
        { value: 'url', label: 'This one' },
      ],
    },
    { key: 'proxy', label: 'Proxy URL', kind: 'text', required: true, placeholder: 'http://proxy.example.com:3128', group: 'Network', when: { key: 'proxyMode', is: ['url'] } },
  ],
};

export type TransferRoute = 'auto' | 'server' | 'presigned' | 'gateway';

export type CredentialSource =
  | { readonly kind: 'key'; readonly accessKeyId: string }
  | { readonly kind: 'lakectl'; readonly configFile: string | undefined }
  | { readonly kind: 'token' }
  | { readonly kind: 'awsRole'; readonly region: string | undefined }
  | { readonly kind: 'webIdentity'; readonly state: string; readonly redirect: string };

/** The values of the form, typed. Values of a wrong kind count as absent: the form's own checks tell about them. */
export interface LakeFsSettings {
  readonly endpoint: string;
  readonly credentials: CredentialSource;
  readonly transfer: TransferRoute;
  readonly caFile?: string;
  readonly insecure: boolean;
  readonly proxy: { readonly mode: 'environment' | 'none' } | { readonly mode: 'url'; readonly url: string };
}

export function lakeFsSettings(values: Readonly<Record<string, FieldValue>>): LakeFsSettings {
  const caFile = textOf(values['caFile']);
  return {
    endpoint: textOf(values['endpoint']) ?? '',
    credentials: credentialsOf(values),
    transfer: routeOf(values['transfer']),
    ...(caFile === undefined ? {} : { caFile }),
    insecure: values['insecure'] === true,
    proxy: proxyOf(values),
  };
}

function textOf(value: FieldValue | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function credentialsOf(values: Readonly<Record<string, FieldValue>>): CredentialSource {
  switch (values['credentials']) {
    case 'lakectl':
      return { kind: 'lakectl', configFile: textOf(values['configFile']) };
    case 'token':
      return { kind: 'token' };
    case 'awsRole':
      return { kind: 'awsRole', region: textOf(values['awsRegion']) };
    case 'webIdentity':
      return { kind: 'webIdentity', state: textOf(values['webState']) ?? '', redirect: textOf(values['webRedirect']) ?? '' };
    default:
      return { kind: 'key', accessKeyId: textOf(values['accessKeyId']) ?? '' };
  }
}

function routeOf(value: FieldValue | undefined): TransferRoute {
  return value === 'server' || value === 'presigned' || value === 'gateway' ? value : 'auto';
}

function proxyOf(values: Readonly<Record<string, FieldValue>>): LakeFsSettings['proxy'] {
  const url = textOf(values['proxy']);
  if (values['proxyMode'] === 'url' && url !== undefined) return { mode: 'url', url };
  return { mode: values['proxyMode'] === 'none' ? 'none' : 'environment' };
}

export function validateLakeFs(values: Readonly<Record<string, FieldValue>>): readonly FieldIssue[] {
  const settings = lakeFsSettings(values);
  const issues: FieldIssue[] = [];
  if (settings.credentials.kind !== 'lakectl' && settings.endpoint !== '' && endpointOf(settings.endpoint) === undefined) {
    issues.push({ key: 'endpoint', message: 'Write the address as https://host or https://host:port.' });
  }
  if (settings.proxy.mode === 'url' && !/^https?:\/\/[^/\s]+/u.test(settings.proxy.url)) issues.push({ key: 'proxy', message: 'Write the proxy as http://host:port.' });
  if (settings.transfer === 'gateway' && (settings.credentials.kind !== 'key' && settings.credentials.kind !== 'lakectl')) {
    issues.push({ key: 'transfer', message: 'The S3 gateway needs an access key.' });
  }
  return issues;
}
