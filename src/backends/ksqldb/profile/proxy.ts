import { environmentProxy } from '../../../core/environmentProxy';
import type { KsqlSettings } from './form';

/** The proxy for `origin`; `undefined` for a direct connection. */
export function proxyOf(origin: URL, proxy: KsqlSettings['proxy'], environment: Readonly<Record<string, string | undefined>>): string | undefined {
  if (proxy.mode === 'none') return undefined;
  return proxy.mode === 'url' ? proxy.url : environmentProxy(origin, environment);
}
