import { PegasusClient } from '../../../src/backends/pegasus/client/pegasusClient';
import type { ClientSettings } from '../../../src/backends/pegasus/client/settings';
import { parseAddress } from '../../../src/backends/pegasus/wire/address';
import type { PegasusServers } from '../../servers/pegasus/start';

export const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** Our client of a double. */
export function clientOf(servers: Pick<PegasusServers, 'metas'>, settings: Partial<ClientSettings> = {}): PegasusClient {
  const metas = servers.metas.flatMap((meta) => parseAddress(meta) ?? []);
  return new PegasusClient({ metas, addressMap: new Map(), timeoutMs: 10_000, scanTimeoutMs: 30_000, connectTimeoutMs: 5_000, maxFrameBytes: 256 << 20, ...settings });
}
