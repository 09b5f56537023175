import { vi } from 'vitest';
import { PegasusClient } from '../../../src/backends/pegasus/client/pegasusClient';
import type { ClientSettings } from '../../../src/backends/pegasus/client/settings';
import { parseAddress } from '../../../src/backends/pegasus/wire/address';
import { type PegasusOptions, type PegasusServers, startPegasus } from '../../servers/pegasus/start';

export interface Running extends AsyncDisposable {
  readonly servers: PegasusServers;
  readonly client: PegasusClient;
}

export function settingsOf(metas: readonly string[], changes: Partial<ClientSettings> = {}): ClientSettings {
  return {
    metas: metas.flatMap((meta) => parseAddress(meta) ?? []),
    addressMap: new Map(),
    connectTimeoutMs: 15_000,
    maxFrameBytes: 1 << 28,
    timeoutMs: 20_000,
    scanTimeoutMs: 60_000,
    ...changes,
  };
}

/** Nothing here is about time: a loaded machine is given all that it needs. */
export const patiently = (): void => vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

/** A cluster of its own with our client on it. */
export async function running(options: PegasusOptions = {}, changes: Partial<ClientSettings> = {}): Promise<Running> {
  const servers = await startPegasus(options);
  const client = new PegasusClient(settingsOf(servers.metas, changes));
  return {
    servers,
    client,
    [Symbol.asyncDispose]: async () => {
      client.close();
      await servers.stop();
    },
  };
}
