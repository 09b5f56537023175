import { type Port, Rpc, RpcError } from '../../protocol/rpc';
import type { ResultsHostMethods, ResultsViewMethods } from '../../protocol/resultsView';
import { failureOf } from '../../core/errors';
import { webviewPort } from '../shared/webviewPort';
import { t } from '../shared/l10n';

export type HostLink = Rpc<ResultsViewMethods, ResultsHostMethods>;

/** What VS Code gives a webview. */
export interface WebviewApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

export function connectHost(api: WebviewApi, window: Window): HostLink {
  return hostLink(webviewPort(api, window));
}

export function hostLink(port: Port): HostLink {
  return new Rpc<ResultsViewMethods, ResultsHostMethods>(port, (error) => ({
    failure: error instanceof RpcError ? error.failure : failureOf(error, t('Could not show the result')),
    cancelled: error instanceof RpcError && error.cancelled,
  }));
}

/** Does nothing with what the host refused because nobody waits for it. */
export function isQuiet(error: unknown): boolean {
  return error instanceof RpcError && error.cancelled;
}
