import { environmentProxy } from '../../../core/environmentProxy';

export interface ProxySettings {
  /** URL of a proxy; absent: as the environment says. */
  readonly proxy?: string;
  /** Never use a proxy. */
  readonly direct?: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The proxy for `origin`; `undefined` for a direct connection. */
export function proxyFor(origin: URL, { proxy, direct, environment }: ProxySettings): string | undefined {
  if (direct === true) return undefined;
  if (proxy !== undefined) return proxy;
  return environmentProxy(origin, environment);
}
