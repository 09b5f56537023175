import { type Address, addressText } from '../wire/address';
import type { ConnectionSettings } from '../wire/serverConnection';

export interface ClientSettings extends ConnectionSettings {
  /** Meta servers; one of them leads. */
  readonly metas: readonly Address[];
  /** Addresses that the cluster tells → addresses that are reached from here: for containers and port forwards. */
  readonly addressMap: ReadonlyMap<string, Address>;
  /** Of a call, milliseconds. */
  readonly timeoutMs: number;
  /** Of one page of a scan: servers search for up to 30 s. */
  readonly scanTimeoutMs: number;
}

export interface CallOptions {
  /** Milliseconds; the settings' where absent. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export const reachedAt = ({ addressMap }: ClientSettings, told: Address): Address => addressMap.get(addressText(told)) ?? told;
