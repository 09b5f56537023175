import type { Backend, ConnectContext } from '../../core/contract/backend';
import { throwIfCancelled } from '../../core/executing';
import type { StatementLanguage } from '../../core/contract/language';
import type { ConnectionProfile, Secrets } from '../../core/contract/profile';
import type { Session } from '../../core/contract/session';
import { duckDbLanguage } from '../../duckdb/language';
import { demandsKerberos, kerberosNeeded } from './client/negotiation';
import { PegasusClient } from './client/pegasusClient';
import { readable } from './failures';
import { pegasusForm } from './profile/form';
import { formatPegasusUrl, parsePegasusUrl, pegasusDestination, pegasusProfile, validatePegasus } from './profile/settings';
import { PegasusSession } from './session';

/** Apache Pegasus: a distributed store of keys and values, by its own protocol. */
export class PegasusBackend implements Backend {
  readonly id = 'pegasus';
  readonly label = 'Apache Pegasus';
  readonly icon = 'key';
  readonly description = 'Keys and values: looked up, scanned, written with a time to live; tables and nodes.';
  readonly form = pegasusForm;
  /** Pegasus has no SQL of its own: the engine runs it over its tables. */
  readonly language: StatementLanguage = { ...duckDbLanguage, label: 'SQL over Pegasus tables' };
  readonly validate = validatePegasus;
  readonly destination = pegasusDestination;
  readonly parseUrl = parsePegasusUrl;

  formatUrl(profile: ConnectionProfile): string {
    return formatPegasusUrl(profile.values);
  }

  async connect(profile: ConnectionProfile, _: Secrets, { signal }: ConnectContext): Promise<Session> {
    const settings = pegasusProfile(profile.values);
    throwIfCancelled(signal);
    const client = new PegasusClient(settings.client);
    try {
      const info = await client.admin.clusterInfo({ signal });
      const nodes = await client.admin.listNodes({ signal });
      return new PegasusSession(client, settings, { info, nodes: nodes.length, alive: nodes.filter(({ alive }) => alive).length });
    } catch (error) {
      client.close();
      if (!signal.aborted && (await demandsKerberos(settings.client, signal))) throw kerberosNeeded(error);
      throw readable(error, 'Could not connect to Pegasus');
    }
  }
}
