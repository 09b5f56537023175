import { readFile } from 'node:fs/promises';
import type { ConnectContext } from '../../core/contract/backend';
import type { Secrets } from '../../core/contract/profile';
import type { ServerInfo } from '../../core/contract/session';
import { HeadwaterError } from '../../core/errors';
import { LakeFs } from './api/lakeFs';
import type { ServerConfig } from './api/serverApi';
import { S3Gateway } from './gateway/s3Gateway';
import type { SigningKeys } from '../../core/aws/signature';
import { type Authorizer, KeyAuthorizer, NoAuthorizer, TokenAuthorizer } from './http/authorizer';
import { BlockStore } from './http/blockStore';
import { bulkGetFor, openDispatcher } from './http/dispatcher';
import { HttpClient } from './http/httpClient';
import type { RetryPolicy } from './http/retry';
import { IssuedTokenAuthorizer } from './http/tokenAuthorizer';
import { awsIdentity } from './login/awsIdentity';
import { awsKeys, awsRegion } from './login/awsKeys';
import { LoginApi } from './login/loginApi';
import { LakeFsSession } from './session';
import { type Endpoint, endpointOf } from './settings/endpoint';
import type { LakeFsSettings } from './settings/form';
import { type Environment, type LakectlConfig, readLakectlConfig } from './settings/lakectlConfig';

const WHAT = 'Could not connect to lakeFS';

/** A session with the server that the settings name. @throws HeadwaterError */
export async function connectLakeFs(settings: LakeFsSettings, secrets: Secrets, context: ConnectContext, environment: Environment): Promise<LakeFsSession> {
  context.signal.throwIfAborted();
  const access = await accessOf(settings, secrets, environment);
  const { origin, base } = access.endpoint;
  if (settings.insecure) context.log.warn('The certificate of the server is not checked: anybody on the way can read keys and data.');
  const ca = settings.caFile === undefined ? undefined : await certificates(settings.caFile);
  const transport = { verify: !settings.insecure, environment: environmentOf(context, environment), ...proxyOf(settings), ...(ca === undefined ? {} : { ca }) };
  const dispatcher = await openDispatcher(origin, transport);
  const login = new LoginApi(new HttpClient(dispatcher, origin, base, new NoAuthorizer(), context.log));
  const http = new HttpClient(dispatcher, origin, base, access.authorizer(login), context.log, { bulk: bulkGetFor(origin, transport), retries: access.retries });
  const store = new BlockStore((storeOrigin) => openDispatcher(storeOrigin, transport), (storeOrigin) => bulkGetFor(storeOrigin, transport));
  try {
    const lakeFs = new LakeFs(http);
    const user = await lakeFs.server.user(WHAT, context.signal);
    if (user === '') throw new HeadwaterError({ what: WHAT, why: 'The server took the call for one without credentials.', todo: 'Check access key and secret.', kind: 'unauthorized' });
    const config = await lakeFs.server.config(WHAT, context.signal);
    const gateway = access.keys === undefined ? {} : { gateway: new S3Gateway(dispatcher, origin, access.keys) };
    return new LakeFsSession(http, store, lakeFs, serverInfo(config, user, http.where), { config, transfer: settings.transfer, endpoint: origin, storageFolder: context.storageFolder, ...gateway });
  } catch (error) {
    await http.close();
    throw error;
  }
}

interface Access {
  readonly endpoint: Endpoint;
  readonly authorizer: (login: LoginApi) => Authorizer;
  /** Present where we are known by an access key: the S3 gateway takes nothing else. */
  readonly keys?: SigningKeys;
  /** As lakectl is configured; absent where it is not asked. */
  readonly retries?: RetryPolicy;
}

async function accessOf({ credentials, endpoint }: LakeFsSettings, secrets: Secrets, environment: Environment): Promise<Access> {
  switch (credentials.kind) {
    case 'key':
      return byKey(endpointAt(endpoint), { accessKeyId: credentials.accessKeyId, secretAccessKey: secret(secrets, 'secretAccessKey', 'secret access key') });
    case 'token':
      return byToken(endpointAt(endpoint), secret(secrets, 'token', 'token'));
    case 'lakectl':
      return accessOfLakectl(await readLakectlConfig(credentials.configFile, environment), environment);
    case 'awsRole':
      return byAwsRole(endpointAt(endpoint), credentials.region, environment);
    case 'webIdentity': {
      const code = secret(secrets, 'webCode', 'code');
      const { state, redirect } = credentials;
      return { endpoint: endpointAt(endpoint), authorizer: (login) => new IssuedTokenAuthorizer((signal) => login.webIdentity(WHAT, code, state, redirect, signal)) };
    }
  }
}

function accessOfLakectl({ endpoint, credentials, retries }: LakectlConfig, environment: Environment): Access {
  switch (credentials.kind) {
    case 'key':
      return { ...byKey(endpointAt(endpoint), credentials), retries };
    case 'token':
      return { ...byToken(endpointAt(endpoint), credentials.token), retries };
    case 'awsRole':
      return { ...byAwsRole(endpointAt(endpoint), credentials.region, environment), retries };
  }
}

function byKey(endpoint: Endpoint, { accessKeyId, secretAccessKey }: SigningKeys): Access {
  return { endpoint, authorizer: () => new KeyAuthorizer(accessKeyId, secretAccessKey), keys: { accessKeyId, secretAccessKey } };
}

function byToken(endpoint: Endpoint, token: string): Access {
  return { endpoint, authorizer: () => new TokenAuthorizer(token) };
}

function byAwsRole(endpoint: Endpoint, region: string | undefined, environment: Environment): Access {
  const keys = awsKeys(WHAT, environment);
  const identity = (): string => awsIdentity(keys, awsRegion(region, environment), endpoint.origin.hostname, new Date());
  return { endpoint, authorizer: (login) => new IssuedTokenAuthorizer((signal) => login.aws(WHAT, identity(), signal)) };
}

function endpointAt(text: string): Endpoint {
  const endpoint = endpointOf(text);
  if (endpoint) return endpoint;
  throw new HeadwaterError({ what: WHAT, why: text === '' ? 'The endpoint is not set.' : `“${text}” is no address.`, todo: 'Write the endpoint as https://host or https://host:port.', kind: 'invalid' });
}

function secret(secrets: Secrets, key: string, name: string): string {
  const value = secrets[key];
  if (value !== undefined && value !== '') return value;
  throw new HeadwaterError({ what: WHAT, why: `The ${name} is not set.`, todo: 'Edit the connection and type it.', kind: 'unauthorized' });
}

async function certificates(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new HeadwaterError({ what: WHAT, why: `The file of CA certificates cannot be read (${error instanceof Error ? error.message : String(error)}).`, todo: 'Choose another file.', kind: 'notFound' }, { cause: error });
  }
}

/** The editor's proxy wins over the environment's, as it does for the editor itself. */
function environmentOf({ proxy }: ConnectContext, environment: Environment): Environment {
  return proxy ? { http_proxy: proxy.url, https_proxy: proxy.url, no_proxy: proxy.except.join(',') } : environment;
}

function proxyOf({ proxy }: LakeFsSettings): { readonly proxy?: string; readonly direct?: boolean } {
  switch (proxy.mode) {
    case 'url':
      return { proxy: proxy.url };
    case 'none':
      return { direct: true };
    case 'environment':
      return {};
  }
}

function serverInfo({ version, storage }: ServerConfig, user: string, where: string): ServerInfo {
  const features = ['objects', 'versions', ...(storage?.pre_sign_support === true ? ['presigned URLs'] : []), ...(storage?.pre_sign_multipart_upload === true ? ['multipart uploads'] : []), ...(storage?.import_support === true ? ['imports'] : [])];
  return { product: 'lakeFS', version: version === '' ? 'unknown' : version, features, facts: [['Address', where], ['User', user], ['Block store', storage?.blockstore_type ?? 'several']] };
}
