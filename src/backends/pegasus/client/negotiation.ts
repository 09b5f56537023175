import { HeadwaterError } from '../../../core/errors';
import { NEGOTIATION } from '../wire/rpcs';
import { ServerConnection } from '../wire/serverConnection';
import { type ClientSettings, reachedAt } from './settings';

/** `negotiation_status` of idl/security.thrift. */
const LIST_MECHANISMS = 1;
const LIST_MECHANISMS_RESP = 2;
const PROBE_MS = 2_000;

/** Asks a server whether it wants a login, after it has refused to work without one. Only answers count: anything else is a no. */
export async function demandsKerberos(settings: ClientSettings, signal: AbortSignal): Promise<boolean> {
  for (const meta of settings.metas) {
    const connection = await ServerConnection.open(reachedAt(settings, meta), { ...settings, connectTimeoutMs: PROBE_MS }, signal).catch(() => undefined);
    if (!connection) continue;
    try {
      const { status } = await connection.request(NEGOTIATION, { appId: 0, partition: 0, partitionHash: 0n, backup: false }, { status: LIST_MECHANISMS, msg: new Uint8Array(0) }, { timeoutMs: PROBE_MS, signal });
      return status === LIST_MECHANISMS_RESP;
    } catch {
      continue; // what it says otherwise is told already
    } finally {
      connection.close();
    }
  }
  return false;
}

export const kerberosNeeded = (cause: unknown): HeadwaterError =>
  new HeadwaterError(
    {
      what: 'Could not connect to Pegasus',
      why: 'The cluster demands a login by Kerberos, which Headwater does not support.',
      todo: 'Connect to a cluster that takes clients without Kerberos (mandatory_auth = false).',
      kind: 'unsupported',
      code: 'ERR_UNAUTHENTICATED',
    },
    { cause },
  );
