import { addressOf } from '../wire/address';
import type { ValueOf } from '../wire/shapes';
import type { Cluster } from './cluster';
import type * as messages from './operationMessages';
import type { Table } from './table';

/** What operators have started, as meta servers remember it. Nothing is saved, copied or loaded: states change as they would. */
export class Operations {
  readonly policies = new Map<string, { -readonly [K in keyof Policy]: Policy[K] }>();
  /** By policy. */
  readonly backups = new Map<string, ValueOf<typeof messages.backupEntry>[]>();
  /** Tables that are being made of a backup: what a partition has, in thousandths. */
  readonly restoring = new Map<number, number>();
  readonly duplications = new Map<number, Map<number, Duplication>>();
  readonly loads = new Map<number, { status: number }>();
  /** By table: partitions of a split that wait. */
  readonly pausedSplits = new Map<number, Set<number>>();
  /** Searches that run, by partition and kind; with what they have found. */
  readonly hotkeys = new Map<string, string | undefined>();
  #next = 1;

  nextId(): number {
    return this.#next++;
  }
}

type Policy = ValueOf<typeof messages.policyEntry>;
type Duplication = ValueOf<typeof messages.duplicationEntry>;
type Ask<M> = ValueOf<M>;

/** Providers of backups and bulk loads that the configuration of a server would name. */
const PROVIDERS: readonly string[] = ['hdfs_service', 'local_service'];
/** The one cluster beside this that it would name. */
const REMOTE = 'other';

const ok = { err: 'ERR_OK', hint: '' } as const;
const refused = (err: string, hint = '') => ({ err, hint });
const noTable = (name: string) => refused('ERR_APP_NOT_EXIST', `app(${name}) does not exist`);

export function addPolicy({ operations, tables }: Cluster, { name, provider, appIds, interval, history, startTime }: Ask<typeof messages.addPolicyRequest>) {
  if (!PROVIDERS.includes(provider)) return refused('ERR_INVALID_PARAMETERS', `invalid backup_provider: ${provider}`);
  if (operations.policies.has(name)) return refused('ERR_INVALID_PARAMETERS', `policy(${name}) is already exist`);
  if (!appIds.some((id) => tables.some((table) => table.id === id))) return refused('ERR_INVALID_PARAMETERS', 'all app in this policy is invalid');
  operations.policies.set(name, { name, provider, interval: String(interval), appIds, history, startTime, disabled: false });
  return ok;
}

export function modifyPolicy({ operations }: Cluster, { name, add = [], remove = [], interval, history, disabled, startTime }: Ask<typeof messages.modifyPolicyRequest>) {
  const policy = operations.policies.get(name);
  if (!policy) return refused('ERR_INVALID_PARAMETERS', `policy(${name}) not exist`);
  policy.appIds = [...new Set([...policy.appIds, ...add])].filter((id) => !remove.includes(id));
  if (interval !== undefined) policy.interval = String(interval);
  if (history !== undefined) policy.history = history;
  if (disabled !== undefined) policy.disabled = disabled;
  if (startTime !== undefined) policy.startTime = startTime;
  return ok;
}

export function queryPolicies({ operations }: Cluster, { names, backups }: Ask<typeof messages.queryPolicyRequest>) {
  const wanted = names.length === 0 ? [...operations.policies.values()] : names.flatMap((name) => operations.policies.get(name) ?? []);
  if (wanted.length === 0 && names.length > 0) return { err: 'ERR_INVALID_PARAMETERS', policies: [], backups: [], hint: `policy(${names.join(',')}) not exist` };
  return { err: 'ERR_OK', policies: wanted, backups: wanted.map(({ name }) => (operations.backups.get(name) ?? []).slice(0, backups)), hint: undefined };
}

export function restore(cluster: Cluster, { backupId, newName, policy }: Ask<typeof messages.restoreRequest>) {
  const { operations } = cluster;
  if (!(operations.backups.get(policy) ?? []).some(({ id }) => id === backupId)) return { err: 'ERR_OBJECT_NOT_FOUND', appId: 0 };
  if (cluster.table(newName)) return { err: 'ERR_INVALID_PARAMETERS', appId: 0 };
  const { id } = cluster.createTable(newName);
  operations.restoring.set(id, 500);
  return { err: 'ERR_OK', appId: id };
}

export function queryRestore(cluster: Cluster, { appId }: Ask<typeof messages.queryRestoreRequest>) {
  const table = cluster.tableById(appId);
  const progress = cluster.operations.restoring.get(appId);
  if (!table || progress === undefined) return { err: 'ERR_APP_NOT_EXIST', statuses: [], progress: [] };
  return { err: 'ERR_OK', statuses: table.partitions.map(() => 'ERR_OK'), progress: table.partitions.map(() => progress) };
}

export function addDuplication(cluster: Cluster, { appName, remote, checkpoint = true, remoteName, remoteReplicas }: Ask<typeof messages.addDuplicationRequest>) {
  const none = { appId: 0, dupId: 0, remoteName: undefined, remoteReplicas: undefined };
  const table = cluster.table(appName);
  if (!table) return { ...noTable(appName), ...none };
  if (remote !== REMOTE) return { ...refused('ERR_INVALID_PARAMETERS', `failed to find cluster address in config [${remote}]`), ...none };
  const newer = cluster.habits.hostPorts ? { remoteName: remoteName ?? appName, remoteReplicas: remoteReplicas ?? 3 } : { remoteName: undefined, remoteReplicas: undefined };
  const dupId = cluster.operations.nextId();
  const all = cluster.operations.duplications.get(table.id) ?? new Map<number, Duplication>();
  cluster.operations.duplications.set(table.id, all);
  all.set(dupId, { dupId, status: checkpoint ? 1 : 3, remote, createdMs: BigInt(cluster.clock.now()), progress: new Map(table.partitions.map(({ index }) => [index, 10n])), failMode: 0, mode: undefined, states: undefined, ...newer });
  return { err: 'ERR_OK', hint: undefined, appId: table.id, dupId, ...newer };
}

export function modifyDuplication(cluster: Cluster, { appName, dupId, status, failMode }: Ask<typeof messages.modifyDuplicationRequest>) {
  const table = cluster.table(appName);
  if (!table) return { err: 'ERR_APP_NOT_EXIST', appId: 0 };
  const all = cluster.operations.duplications.get(table.id);
  const found = all?.get(dupId);
  if (!all || !found) return { err: 'ERR_OBJECT_NOT_FOUND', appId: table.id };
  // Only what runs can be paused, and only what is paused can go on; everything can be removed (enum duplication_status).
  if (status !== undefined && status !== 5 && !(status === 4 && found.status === 3) && !(status === 3 && found.status === 4)) return { err: 'ERR_INVALID_PARAMETERS', appId: table.id };
  if (status === 5) all.delete(dupId);
  else all.set(dupId, { ...found, status: status ?? found.status, failMode: failMode ?? found.failMode });
  return { err: 'ERR_OK', appId: table.id };
}

export function queryDuplications(cluster: Cluster, { appName }: Ask<typeof messages.appNameRequest>) {
  const table = cluster.table(appName);
  return table ? { err: 'ERR_OK', appId: table.id, entries: [...(cluster.operations.duplications.get(table.id)?.values() ?? [])] } : { err: 'ERR_APP_NOT_EXIST', appId: 0, entries: [] };
}

/** Of enum bulk_load_status. */
const LOAD = { none: 0, downloading: 1, paused: 7, cancelled: 8 } as const;

export function startLoad(cluster: Cluster, { appName, provider }: Ask<typeof messages.startLoadRequest>) {
  const table = cluster.table(appName);
  if (!table) return noTable(appName);
  if (!PROVIDERS.includes(provider)) return refused('ERR_INVALID_PARAMETERS', `invalid file_provider_type: ${provider}`);
  const status = cluster.operations.loads.get(table.id)?.status ?? LOAD.none;
  if (status === LOAD.downloading || status === LOAD.paused) return refused('ERR_BUSY', `app(${appName}) is already executing bulk load`);
  cluster.operations.loads.set(table.id, { status: LOAD.downloading });
  return ok;
}

/** Kinds 0 pause, 1 restart, 2 cancel, 3 cancel in any state. */
export function controlLoad(cluster: Cluster, { appName, type }: Ask<typeof messages.controlRequest>) {
  const table = cluster.table(appName);
  if (!table) return noTable(appName);
  const load = cluster.operations.loads.get(table.id);
  if (!load || load.status === LOAD.none || load.status === LOAD.cancelled) return refused('ERR_INACTIVE_STATE', `app(${appName}) is not executing bulk load`);
  if (type === 0 ? load.status !== LOAD.downloading : type === 1 && load.status !== LOAD.paused) return refused('ERR_INVALID_STATE', `app(${appName}) cannot do this now`);
  load.status = type === 0 ? LOAD.paused : type === 1 ? LOAD.downloading : LOAD.cancelled;
  return ok;
}

export function queryLoad(cluster: Cluster, { appName }: Ask<typeof messages.appNameRequest>) {
  const table = cluster.table(appName);
  if (!table) return { err: 'ERR_APP_NOT_EXIST', appName, status: 0, partitions: [], maxReplicas: 0, replicas: [], hint: `app(${appName}) does not exist`, loading: undefined };
  const status = cluster.operations.loads.get(table.id)?.status ?? LOAD.none;
  const one = { progress: status === LOAD.downloading ? 50 : undefined, download: 'ERR_OK', ingest: 0, cleaned: status === LOAD.cancelled, paused: status === LOAD.paused };
  return {
    ...{ err: 'ERR_OK', appName, status, maxReplicas: 3, hint: undefined },
    partitions: table.partitions.map(() => status),
    replicas: table.placements.map(({ primary, secondaries }) => new Map(status === LOAD.none ? [] : [primary, ...secondaries].map((port) => [addressOf(port), one] as const))),
    loading: cluster.habits.hostPorts ? status === LOAD.downloading : undefined,
  };
}

export function clearLoad(cluster: Cluster, { appName }: Ask<typeof messages.appNameRequest>) {
  const table = cluster.table(appName);
  if (!table) return noTable(appName);
  const status = cluster.operations.loads.get(table.id)?.status ?? LOAD.none;
  if (status === LOAD.downloading || status === LOAD.paused) return refused('ERR_INVALID_STATE', `app(${appName}) is executing bulk load`);
  cluster.operations.loads.delete(table.id);
  return ok;
}

export function startSplit(cluster: Cluster, { appName, count }: Ask<typeof messages.startSplitRequest>) {
  const table = cluster.table(appName);
  if (!table) return noTable(appName);
  if (table.splitting) return refused('ERR_BUSY', `app(${appName}) is already executing partition split`);
  if (count !== table.count * 2) return refused('ERR_INVALID_PARAMETERS', `given partition count(${count}) is not twice the present one(${table.count})`);
  table.beginSplit();
  cluster.operations.pausedSplits.set(table.id, new Set());
  finishSoon(cluster, table);
  return ok;
}

/** Children are made in their own time, but where a split waits or was taken back. */
function finishSoon(cluster: Cluster, table: Table): void {
  setTimeout(() => {
    if (table.splitting && cluster.operations.pausedSplits.get(table.id)?.size === 0) table.finishSplit();
  }, cluster.habits.splitMs).unref();
}

/** Kinds 0 pause, 1 restart, 2 cancel. */
export function controlSplit(cluster: Cluster, { appName, type, parent, oldCount }: Ask<typeof messages.controlSplitRequest>) {
  const table = cluster.table(appName);
  if (!table) return noTable(appName);
  const paused = cluster.operations.pausedSplits.get(table.id);
  if (!table.splitting || !paused) return refused('ERR_INVALID_STATE', `app(${appName}) is not splitting`);
  const parents = table.count / 2;
  if (parent < -1 || parent >= parents) return refused('ERR_INVALID_PARAMETERS', `invalid parent_pidx(${parent})`);
  const meant = parent === -1 ? Array.from({ length: parents }, (_, index) => index) : [parent];
  switch (type) {
    case 0:
      for (const index of meant) paused.add(index);
      return ok;
    case 1:
      if (!meant.some((index) => paused.has(index))) return refused('ERR_INVALID_STATE', 'nothing is paused');
      for (const index of meant) paused.delete(index);
      finishSoon(cluster, table);
      return ok;
    default:
      if (oldCount !== parents) return refused('ERR_INVALID_PARAMETERS', `wrong partition_count, should be ${parents}`);
      table.cancelSplit();
      return ok;
  }
}

export function querySplit(cluster: Cluster, { appName }: Ask<typeof messages.appNameRequest>) {
  const table = cluster.table(appName);
  const paused = table && cluster.operations.pausedSplits.get(table.id);
  if (!table) return { ...noTable(appName), count: 0, statuses: new Map<number, number>() };
  if (!table.splitting || !paused) return { ...refused('ERR_INVALID_STATE', `app(${appName}) is not splitting`), count: 0, statuses: new Map<number, number>() };
  return { err: 'ERR_OK', hint: undefined, count: table.count, statuses: new Map(Array.from({ length: table.count / 2 }, (_, index) => [index, paused.has(index) ? 3 : 1])) };
}

/** Actions 0 start, 1 stop, 2 query; asked of the server that has the partition. */
export function detectHotkey(cluster: Cluster, port: number, { type, action, pid }: Ask<typeof messages.hotkeyRequest>) {
  const { hotkeys } = cluster.operations;
  const [appId, partition] = [Number(pid & 0xffff_ffffn), Number(pid >> 32n)];
  const placement = cluster.tableById(appId)?.placements[partition];
  const answer = (err: string, hint?: string, result?: string) => ({ err, hint, result });
  if (!placement || (placement.primary !== port && !placement.secondaries.includes(port))) return answer('ERR_OBJECT_NOT_FOUND');
  const search = `${port} ${appId}.${partition} ${type}`;
  switch (action) {
    case 0:
      if (hotkeys.has(search)) return answer('ERR_SERVICE_ALREADY_EXIST', 'still detecting');
      hotkeys.set(search, undefined);
      return answer('ERR_OK');
    case 1:
      hotkeys.delete(search);
      return answer('ERR_OK');
    default: {
      const found = hotkeys.get(search);
      return found === undefined ? answer('ERR_BUSY', hotkeys.has(search) ? "Can't get hotkey now, now state: COARSE_DETECTING" : "Can't get hotkey now, now state: STOPPED") : answer('ERR_OK', undefined, found);
    }
  }
}
