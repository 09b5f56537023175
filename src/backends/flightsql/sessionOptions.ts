import type { ConnectContext } from '../../core/contract/backend';
import { HeadwaterError } from '../../core/errors';
import type { FlightClient } from './client/flightClient';
import { saysAbsent } from './metadata/absent';
import type { FlightSqlSettings } from './profile/settings';

/** Sets the default catalog and schema on servers with session options. @throws HeadwaterError where the server refuses a value */
export async function applySessionOptions(client: FlightClient, { catalog, schema }: FlightSqlSettings, { signal, log }: ConnectContext): Promise<void> {
  const values = { ...(catalog === undefined ? {} : { catalog }), ...(schema === undefined ? {} : { schema }) };
  if (Object.keys(values).length === 0) return;
  try {
    const refused = await client.setSessionOptions(values, { signal, what: 'Could not set the default catalog and schema' });
    const [first] = refused;
    if (first) throw new HeadwaterError({ what: `Could not set the default ${first[0]}`, why: `The server says: ${first[1]}.`, todo: 'Correct or empty the field in the connection.', kind: 'invalid', code: 'session-option' });
  } catch (error) {
    if (!saysAbsent(error)) throw error;
    log.warn('The server keeps no session options: the default catalog and schema are not set.');
  }
}
