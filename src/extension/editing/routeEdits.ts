import { again } from '../again';
import type { ViewRpc } from '../results/viewRouter';
import type { EditHandlers, EditRouteDeps } from './editHandlers';

/** Changes of rows in the results view. What handles them is loaded when a table is first shown. */
export function routeEdits(rpc: ViewRpc, deps: EditRouteDeps): void {
  const handlers = again(async (): Promise<EditHandlers> => (await import('./editHandlers')).editHandlers(deps));
  rpc.on('table', async (params, signal) => (await handlers()).table(params, signal));
  rpc.on('checkValues', async (params, signal) => (await handlers()).checkValues(params, signal));
  rpc.on('rowKeys', async (params, signal) => (await handlers()).rowKeys(params, signal));
  rpc.on('findRows', async (params, signal) => (await handlers()).findRows(params, signal));
  rpc.on('reviewEdits', async (params, signal) => (await handlers()).reviewEdits(params, signal));
  rpc.on('applyEdits', async (params, signal) => (await handlers()).applyEdits(params, signal));
  rpc.on('mayDiscard', async (params, signal) => (await handlers()).mayDiscard(params, signal));
}
