import type { Backend, ConnectContext } from '../../core/contract/backend';
import type { ConnectionProfile, FieldValue, Secrets } from '../../core/contract/profile';
import type { Session } from '../../core/contract/session';
import { Functions } from './catalog/functions';
import { Lists } from './catalog/lists';
import { addressOf } from './client/address';
import { NO_CONTEXT } from './client/ksqlClient';
import { connectKsql } from './connect';
import { ksqlLanguage } from './language/language';
import { ksqlForm, ksqlSettings, validateKsql } from './profile/form';
import { formatKsqlUrl, parseKsqlUrl } from './profile/url';
import { serverInfo } from './server';
import { KsqlSession } from './session';

/** ksqlDB servers: streams and tables over Kafka, queries that never end. */
export class KsqlBackend implements Backend {
  readonly id = 'ksqldb';
  readonly label = 'ksqlDB';
  readonly icon = 'pulse';
  readonly description = 'Streams and tables over Kafka: push and pull queries, statements, inserts.';
  readonly form = ksqlForm;
  readonly language = ksqlLanguage;
  readonly validate = validateKsql;
  readonly parseUrl = parseKsqlUrl;
  readonly formatUrl = formatKsqlUrl;

  constructor(private readonly environment: Readonly<Record<string, string | undefined>>) {}

  destination(values: Readonly<Record<string, FieldValue>>): string {
    return addressOf(ksqlSettings(values).url)?.origin.host ?? '';
  }

  async connect(profile: ConnectionProfile, secrets: Secrets, context: ConnectContext): Promise<Session> {
    const settings = ksqlSettings(profile.values);
    const connected = await connectKsql(settings, secrets, context, this.environment);
    try {
      // Lists are asked without the connection's overrides: they change nothing there, and one that is wrong must not hide the tree.
      const lists = new Lists(connected.client, NO_CONTEXT);
      const [server, functions] = await Promise.all([serverInfo(connected, context.signal), Functions.of(lists, context.signal)]);
      return new KsqlSession(connected, server, settings, { ...context, name: profile.name, lists, functions });
    } catch (error) {
      await connected.client.http.close();
      throw error;
    }
  }
}
