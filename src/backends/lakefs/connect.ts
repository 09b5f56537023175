import { readFile } from 'node:fs/promises';
import type { ConnectContext } from '../../core/contract/backend';
import type { Secrets } from '../../core/contract/profile';
import type { ServerInfo } from '../../core/contract/session';
import { HeadwaterError } from '../../core/errors';
import { LakeFs } from './api/lakeFs';
import type { ServerConfig } from './api/serverApi';
import { type Authorizer, KeyAuthorizer, TokenAuthorizer } from './http/authorizer';
import { openDispatcher } from './http/dispatcher';
import { HttpClient } from './http/httpClient';
import { LakeFsSession } from './session';
import { type Endpoint, endpointOf } from './settings/endpoint';
import type { LakeFsSettings } from './settings/form';
import { type Environment, readLakectlConfig } from './settings/lakectlConfig';

const WHAT = 'Could not connect to lakeFS';

/** A session with the server that the settings name. @throws HeadwaterError */
export async function connectLakeFs(settings: LakeFsSettings, secrets: Secrets, context: ConnectContext, environment: Environment): Promise<LakeFsSession> {
  context.signal.throwIfAborted();
  const access = await accessOf(settings, secrets, environment);
  if (settings.insecure) context.log.warn('The certificate of the server is not checked: anybody on the way can read keys and data.');
  const ca = settings.caFile === undefined ? undefined : await certificates(settings.caFile);
  const dispatcher = await openDispatcher(access.endpoint.origin, { verify: !settings.insecure, environment, ...proxyOf(settings), ...(ca === undefined ? {} : { ca }) });
  const http = new HttpClient(dispatcher, access.endpoint.origin, access.endpoint.base, access.authorizer, context.log);
  try {
    const lakeFs = new LakeFs(http);
    const user = await lakeFs.server.user(WHAT, context.signal);
    if (user === '') throw new HeadwaterError({ what: WHAT, why: 'The server took the call for one without credentials.', todo: 'Check access key and secret.', kind: 'unauthorized' });
    const config = await lakeFs.server.config(WHAT, context.signal);
    return new LakeFsSession(http, lakeFs, serverInfo(config, user, http.where));
  } catch (error) {
    await http.close();
    throw error;
  }
}

interface Access {
  readonly endpoint: Endpoint;
  readonly authorizer: Authorizer;
}

async function accessOf({ credentials, endpoint }: LakeFsSettings, secrets: Secrets, environment: Environment): Promise<Access> {
  switch (credentials.kind) {
    case 'key':
      return { endpoint: endpointAt(endpoint), authorizer: new KeyAuthorizer(credentials.accessKeyId, secret(secrets, 'secretAccessKey', 'secret access key')) };
    case 'token':
      return { endpoint: endpointAt(endpoint), authorizer: new TokenAuthorizer(secret(secrets, 'token', 'token')) };
    case 'lakectl': {
      const config = await readLakectlConfig(credentials.configFile, environment);
      if (config.credentials.kind === 'key') return { endpoint: endpointAt(config.endpoint), authorizer: new KeyAuthorizer(config.credentials.accessKeyId, config.credentials.secretAccessKey) };
      if (config.credentials.kind === 'token') return { endpoint: endpointAt(config.endpoint), authorizer: new TokenAuthorizer(config.credentials.token) };
      throw new HeadwaterError({ what: WHAT, why: 'AWS roles are not supported yet.', kind: 'unsupported' });
    }
    case 'awsRole':
    case 'webIdentity':
      throw new HeadwaterError({ what: WHAT, why: 'This kind of credentials is not supported yet.', kind: 'unsupported' });
  }
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
