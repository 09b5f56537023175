import type { Receive } from '../../../../src/backends/flightsql/wire/connection';
import { Channel, type ChannelOptions } from '../../../../src/backends/flightsql/wire/channel';

export const WAYS: readonly Receive[] = ['direct', 'plain'];

/** A channel to a server on this machine. */
export function channelTo(port: number, receive: Receive, options: Partial<ChannelOptions> = {}): Channel {
  return new Channel({
    address: { host: '127.0.0.1', port },
    metadata: [],
    cookies: true,
    mostBytes: 64 << 20,
    gzip: false,
    connectTimeoutMs: 5_000,
    keepaliveMs: 0,
    keepaliveTimeoutMs: 200,
    receive,
    ...options,
  });
}

/** Whatever `work` throws. */
export async function thrown(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
