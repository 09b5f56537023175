import { existsSync } from 'node:fs';
import type { Backend, ConnectContext } from '../../core/contract/backend';
import type { ConnectionProfile, FieldValue, ImportedProfile, Secrets } from '../../core/contract/profile';
import type { Session } from '../../core/contract/session';
import { connectLakeFs } from './connect';
import { lakeFsLanguage } from './language';
import { endpointOf } from './settings/endpoint';
import { lakeFsForm, lakeFsSettings, validateLakeFs } from './settings/form';
import { type Environment, lakectlFile } from './settings/lakectlConfig';
import { formatLakeFsUrl, parseLakeFsUrl } from './settings/url';

/** lakeFS servers: versioned objects in repositories. */
export class LakeFsBackend implements Backend {
  readonly id = 'lakefs';
  readonly label = 'lakeFS';
  readonly icon = 'repo';
  readonly description = 'Repositories of versioned objects: browse, edit, commit, branch, merge.';
  readonly form = lakeFsForm;
  readonly language = lakeFsLanguage;
  readonly validate = validateLakeFs;
  readonly parseUrl = parseLakeFsUrl;
  readonly formatUrl = formatLakeFsUrl;

  constructor(private readonly environment: Environment) {}

  /** What lakectl is configured with. Nothing of it is copied: the profile says to read it at each connect. */
  found(environment: Environment): readonly ImportedProfile[] {
    const configured = (environment['LAKECTL_SERVER_ENDPOINT_URL'] ?? '') !== '' || existsSync(lakectlFile(undefined, environment));
    return configured ? [{ name: 'lakeFS as lakectl', values: { credentials: 'lakectl' }, secrets: {} }] : [];
  }

  destination(values: Readonly<Record<string, FieldValue>>): string {
    const { credentials, endpoint } = lakeFsSettings(values);
    return credentials.kind === 'lakectl' ? '' : (endpointOf(endpoint)?.origin.host ?? '');
  }

  connect(profile: ConnectionProfile, secrets: Secrets, context: ConnectContext): Promise<Session> {
    return connectLakeFs(lakeFsSettings(profile.values), secrets, context, this.environment);
  }
}
