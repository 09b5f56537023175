import type * as messages from '../wire/messages';
import type { ValueOf } from '../wire/shapes';
import type { Cluster } from './cluster';
import { NOWHERE, STATUS, type Table } from './table';

/** A dropped table can be recalled for so long. */
const KEEP_SECONDS = 604_800;

const NAME = /^[\w.:]+$/u;

export function createTable(cluster: Cluster, { name, options }: ValueOf<typeof messages.createAppRequest>) {
  const found = cluster.tables.find((table) => table.name === name && table.status !== STATUS.dropped);
  if (found) return options.successIfExist && found.count === options.partitionCount ? { err: 'ERR_OK', appId: found.id } : { err: found.status === STATUS.creating ? 'ERR_BUSY_CREATING' : 'ERR_APP_EXIST', appId: 0 };
  if (!NAME.test(name) || options.partitionCount < 1 || options.replicaCount < 1) return { err: 'ERR_INVALID_PARAMETERS', appId: 0 };
  const table = cluster.createTable(name, { partitions: options.partitionCount, envs: Object.fromEntries(options.envs) });
  if (cluster.habits.creationMs > 0) beMade(cluster, table);
  return { err: 'ERR_OK', appId: table.id };
}

/** Its partitions find their places one after the other. */
function beMade(cluster: Cluster, table: Table): void {
  table.placements.fill({ ...NOWHERE, ballot: 0n });
  setTimeout(() => cluster.place(table), cluster.habits.creationMs).unref();
}

export function dropTable(cluster: Cluster, { name, options }: ValueOf<typeof messages.dropAppRequest>) {
  const table = cluster.table(name);
  if (!table) return { err: options.successIfNotExist ? 'ERR_OK' : 'ERR_APP_NOT_EXIST' };
  const now = Math.floor(cluster.clock.now() / 1000);
  table.status = STATUS.dropped;
  table.droppedAt = now;
  table.expiresAt = now + Number(options.reserveSeconds ?? BigInt(KEEP_SECONDS));
  for (const partition of table.partitions) partition.forgetContexts();
  return { err: 'ERR_OK' };
}

export function recallTable(cluster: Cluster, { id, newName }: ValueOf<typeof messages.recallAppRequest>): { readonly err: string; readonly table?: Table } {
  const table = cluster.tableById(id);
  if (!table || table.expiresAt * 1000 < cluster.clock.now() || table.status !== STATUS.dropped) return { err: table && table.status !== STATUS.dropped ? 'ERR_APP_EXIST' : 'ERR_APP_NOT_EXIST' };
  const name = newName === '' ? table.name : newName;
  if (cluster.table(name)) return { err: 'ERR_INVALID_PARAMETERS' };
  Object.assign(table, { name, status: STATUS.available, droppedAt: 0, expiresAt: 0 });
  return { err: 'ERR_OK', table };
}

export function renameTable(cluster: Cluster, { name, newName }: ValueOf<typeof messages.renameAppRequest>) {
  const table = cluster.table(name);
  if (!table) return { err: 'ERR_APP_NOT_EXIST', hint: `app(${name}) does not exist` };
  if (cluster.table(newName) || !NAME.test(newName)) return { err: 'ERR_INVALID_PARAMETERS', hint: `new name(${newName}) cannot be used` };
  table.name = newName;
  return { err: 'ERR_OK', hint: '' };
}

/** Operations 1 set, 2 delete, 3 clear those that begin with a prefix. */
export function updateEnvs(cluster: Cluster, { name, operation, keys = [], values = [], clearPrefix = '' }: ValueOf<typeof messages.updateEnvRequest>) {
  const table = cluster.table(name);
  if (!table) return { err: 'ERR_APP_NOT_EXIST', hint: `app(${name}) does not exist` };
  switch (operation) {
    case 1: {
      if (keys.length === 0 || keys.length !== values.length) return { err: 'ERR_INVALID_PARAMETERS', hint: 'keys and values must be as many' };
      const wrong = keys.findIndex((key, index) => key === 'default_ttl' && !/^\d+$/u.test(values[index]!));
      if (wrong >= 0) return { err: 'ERR_INVALID_PARAMETERS', hint: `invalid value of default_ttl: ${values[wrong]!}` };
      for (const [index, key] of keys.entries()) table.envs.set(key, values[index]!);
      return { err: 'ERR_OK', hint: '' };
    }
    case 2: {
      for (const key of keys) table.envs.delete(key);
      return { err: 'ERR_OK', hint: '' };
    }
    case 3: {
      for (const key of [...table.envs.keys()]) if (clearPrefix === '' || key.startsWith(`${clearPrefix}.`)) table.envs.delete(key);
      return { err: 'ERR_OK', hint: '' };
    }
    default:
      return { err: 'ERR_INVALID_PARAMETERS', hint: `operation ${operation}` };
  }
}
