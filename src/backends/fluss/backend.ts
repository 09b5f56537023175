import { nodeCodecs } from '../../core/arrow/nodeCodecs';
import type { Backend, ConnectContext } from '../../core/contract/backend';
import type { StatementLanguage } from '../../core/contract/language';
import type { ConnectionProfile, Secrets } from '../../core/contract/profile';
import type { Session } from '../../core/contract/session';
import { FlussClient } from './client/flussClient';
import { flussLanguage } from './ddl/language';
import { readable } from './execution';
import { nodeZstd } from './log/nodeZstd';
import { FlussSession } from './session';
import { flussDestination, flussForm, flussProfile, formatFlussUrl, parseFlussUrl, validateFluss } from './settings';

/** Apache Fluss: streaming tables, read and written by its own protocol. */
export class FlussBackend implements Backend {
  readonly id = 'fluss';
  readonly label = 'Apache Fluss';
  readonly icon = 'layers';
  readonly description = 'Streaming tables: logs and primary keys, scanned, followed, looked up and written.';
  readonly form = flussForm;
  /** Fluss has no statements of its own: the engine runs SQL over its tables, and Flink's DDL is turned into requests. */
  readonly language: StatementLanguage = flussLanguage;
  readonly validate = validateFluss;
  readonly destination = flussDestination;
  readonly parseUrl = parseFlussUrl;

  formatUrl(profile: ConnectionProfile): string {
    return formatFlussUrl(profile.values);
  }

  async connect(profile: ConnectionProfile, secrets: Secrets, context: ConnectContext): Promise<Session> {
    const { cluster, database, idempotentWrites, storage } = await flussProfile(profile.values, secrets);
    if (cluster.tls?.rejectUnauthorized === false) context.log.warn('The certificate of the server is not checked: anybody on the way can read and change everything.');
    try {
      const zstd = nodeZstd();
      const client = await FlussClient.connect({ ...cluster, idempotentWrites, ...(storage ? { storage } : {}), codecs: nodeCodecs(), ...(zstd ? { zstd } : {}), ...(context.memory ? { memory: context.memory } : {}) }, context.signal);
      return new FlussSession(client, database);
    } catch (error) {
      throw readable(error, 'Could not connect to Fluss');
    }
  }
}
