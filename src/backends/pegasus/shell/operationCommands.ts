import type { ExecutionEvent } from '../../../core/contract/execution';
import { BULK_LOAD_STATUSES, DUPLICATION_STATUSES, FAIL_MODES, HOTKEY_ACTIONS, HOTKEY_TYPES, INGESTION_STATUSES, type PegasusOperations, SPLIT_STATUSES } from '../client/operations';
import { addressText, parseAddress } from '../wire/address';
import { type Cell, cellEvents, factEvents, NUMBER, TEXT } from './cells';
import { type Command, wholeNumber, wrong } from './command';
import type { ShellContext } from './context';
import type { OperationCommandName } from './operationUsages';
import type { Word } from './words';

type Events = AsyncGenerator<ExecutionEvent>;

/** Commands of operators: backups, duplications, bulk loads, splits, hot keys. */
export async function* runOperation(name: OperationCommandName, { client: { operations } }: ShellContext, command: Command, signal: AbortSignal): Events {
  const options = { signal };
  const table = (): string => command.operand(0).text;
  const appName = (): string => command.needed('app_name').text;
  const changeDuplication = (change: (dupId: number) => Promise<void>): Promise<void> => change(wholeNumber(command.operand(1)));
  switch (name) {
    case 'add_backup_policy': {
      const [intervalSeconds, historyCount] = [positive(command.needed('backup_interval_seconds')), positive(command.needed('backup_history_cnt'))];
      const policyName = command.needed('policy_name').text;
      await operations.addBackupPolicy({ policyName, provider: command.needed('backup_provider_type').text, appIds: ids(command.needed('app_ids')), intervalSeconds: BigInt(intervalSeconds), historyCount, startTime: startTime(command) ?? '' }, options);
      yield done('Added', policyName);
      return;
    }
    case 'modify_backup_policy': {
      const [interval, policyName] = [command.number('backup_interval_seconds'), command.needed('policy_name').text];
      await operations.modifyBackupPolicy({ policyName, addAppIds: idsOf(command.flag('add_app')), removeAppIds: idsOf(command.flag('remove_app')), intervalSeconds: interval === undefined ? undefined : BigInt(interval), historyCount: command.number('backup_history_count'), startTime: startTime(command) }, options);
      yield done('Changed', policyName);
      return;
    }
    case 'disable_backup_policy':
    case 'enable_backup_policy': {
      const policyName = command.needed('policy_name').text;
      await operations.modifyBackupPolicy({ policyName, disabled: name === 'disable_backup_policy' }, options);
      yield done(name === 'disable_backup_policy' ? 'Disabled' : 'Enabled', policyName);
      return;
    }
    case 'ls_backup_policy':
      yield* listPolicies(operations, signal);
      return;
    case 'query_backup_policy':
      yield* showPolicies(operations, command, signal);
      return;
    case 'restore_app': {
      const appName = command.needed('old_app_name').text;
      const newAppName = command.flag('new_app_name')?.text ?? appName;
      const appId = await operations.restore({ clusterName: command.needed('old_cluster_name').text, policyName: command.flag('old_policy_name')?.text ?? '', backupId: BigInt(positive(command.needed('timestamp'))), appName, appId: positive(command.needed('old_app_id')), newAppName, provider: command.needed('backup_provider_type').text, skipBadPartition: command.has('skip_bad_partition') }, options);
      yield { kind: 'done', facts: [['Table', newAppName], ['Table id', String(appId)]] };
      return;
    }
    case 'query_restore_status':
      yield* showRestoring(operations, command, signal);
      return;
    case 'add_dup': {
      const added = await operations.addDuplication({ appName: table(), remote: command.operand(1).text, withCheckpoint: command.has('sst'), remoteAppName: command.flag('remote_app_name')?.text, remoteReplicaCount: command.number('remote_replica_count') }, options);
      yield { kind: 'done', facts: [['Duplication', String(added.dupId)], ['Table id', String(added.appId)]] };
      return;
    }
    case 'query_dup':
      yield* showDuplications(operations, command, signal);
      return;
    case 'start_dup':
      await changeDuplication((dupId) => operations.setDuplicationStatus(table(), dupId, 'DS_LOG', options));
      yield done('Started', command.operand(1).text);
      return;
    case 'pause_dup':
      await changeDuplication((dupId) => operations.setDuplicationStatus(table(), dupId, 'DS_PAUSE', options));
      yield done('Paused', command.operand(1).text);
      return;
    case 'remove_dup':
      await changeDuplication((dupId) => operations.setDuplicationStatus(table(), dupId, 'DS_REMOVED', options));
      yield done('Removed', command.operand(1).text);
      return;
    case 'set_dup_fail_mode': {
      const mode = oneOf(FAIL_MODES.slice(0, 2), command.operand(2));
      await changeDuplication((dupId) => operations.setDuplicationFailMode(table(), dupId, mode, options));
      yield done('Fail mode', mode);
      return;
    }
    case 'start_bulk_load':
      await operations.startBulkLoad({ appName: appName(), clusterName: command.needed('cluster_name').text, provider: command.needed('file_provider_type').text, rootPath: command.needed('root_path').text, ingestBehind: command.has('ingest_behind') }, options);
      yield done('Started', `query_bulk_load_status -a ${appName()}`);
      return;
    case 'query_bulk_load_status':
      yield* showBulkLoad(operations, command, signal);
      return;
    case 'pause_bulk_load':
      await operations.controlBulkLoad(appName(), 'pause', options);
      yield done('Paused', appName());
      return;
    case 'restart_bulk_load':
      await operations.controlBulkLoad(appName(), 'restart', options);
      yield done('Restarted', appName());
      return;
    case 'cancel_bulk_load':
      await operations.controlBulkLoad(appName(), command.has('forced') ? 'force cancel' : 'cancel', options);
      yield done('Cancelled', appName());
      return;
    case 'clear_bulk_load':
      await operations.clearBulkLoad(appName(), options);
      yield done('Cleared', appName());
      return;
    case 'start_partition_split':
      await operations.startSplit(table(), positive(command.operand(1)), options);
      yield done('Started', `query_partition_split ${table()}`);
      return;
    case 'query_partition_split': {
      const { partitionCount, statuses } = await operations.split(table(), options);
      yield* cellEvents([NUMBER('partition'), TEXT('status')], [...statuses].map(([partition, status]) => [BigInt(partition), nameOf(SPLIT_STATUSES, status)]), [['New partition count', String(partitionCount)]]);
      return;
    }
    case 'pause_partition_split':
      await operations.controlSplit(table(), 'pause', command.number('partition_index') ?? ALL, undefined, options);
      yield done('Paused', table());
      return;
    case 'restart_partition_split':
      await operations.controlSplit(table(), 'restart', command.number('partition_index') ?? ALL, undefined, options);
      yield done('Restarted', table());
      return;
    case 'cancel_partition_split':
      await operations.controlSplit(table(), 'cancel', ALL, positive(command.operand(1)), options);
      yield done('Cancelled', table());
      return;
    case 'detect_hotkey':
      yield* detectHotkey(operations, command, signal);
  }
}

/** Of a split's partitions. */
const ALL = -1;

async function* listPolicies(operations: PegasusOperations, signal: AbortSignal): Events {
  const { policies } = await operations.backupPolicies([], 0, { signal });
  yield* cellEvents(
    [TEXT('policy'), TEXT('provider'), NUMBER('interval_seconds'), TEXT('app_ids'), NUMBER('kept'), TEXT('start_time'), TEXT('status')],
    policies.map(({ name, provider, intervalSeconds, appIds, historyCount, startTime: start, disabled }) => [name, provider, /^\d+$/u.test(intervalSeconds) ? BigInt(intervalSeconds) : null, appIds.join(', '), BigInt(historyCount), start, disabled ? 'disabled' : 'enabled']),
  );
}

async function* showPolicies(operations: PegasusOperations, command: Command, signal: AbortSignal): Events {
  const names = command.needed('policy_name').text.split(',').filter((name) => name !== '');
  const { policies, backups } = await operations.backupPolicies(names, command.number('backup_info_cnt') ?? 3, { signal });
  const rows = policies.flatMap(({ name }, index) => (backups[index] ?? []).map((backup): Cell[] => [name, backup.id, time(backup.startMs), time(backup.endMs), backup.appIds.join(', ')]));
  yield* cellEvents([TEXT('policy'), NUMBER('backup_id'), TEXT('begin'), TEXT('end'), TEXT('app_ids')], rows, policies.map(({ name, disabled }) => [name, disabled ? 'disabled' : 'enabled']));
}

async function* showRestoring(operations: PegasusOperations, command: Command, signal: AbortSignal): Events {
  const { statuses, progress } = await operations.restoreStatus(wholeNumber(command.operand(0)), { signal });
  const overall = progress.length === 0 ? 0 : progress.reduce((sum, one) => sum + one, 0) / progress.length / 10;
  const facts = [['Restored', `${Math.floor(overall)} %`]] as const;
  if (!command.has('detailed')) yield* factEvents(facts);
  else yield* cellEvents([NUMBER('partition'), TEXT('status'), NUMBER('percent')], progress.map((one, partition) => [BigInt(partition), statuses[partition] ?? null, BigInt(Math.floor(one / 10))]), facts);
}

async function* showDuplications(operations: PegasusOperations, command: Command, signal: AbortSignal): Events {
  const entries = await operations.duplications(command.operand(0).text, { signal });
  const columns = [NUMBER('dup_id'), TEXT('status'), TEXT('remote_cluster'), TEXT('remote_app_name'), TEXT('create_time'), TEXT('fail_mode')];
  const of = ({ dupId, status, remote, remoteAppName, createdMs, failMode }: (typeof entries)[number]): Cell[] => [BigInt(dupId), nameOf(DUPLICATION_STATUSES, status), remote, remoteAppName ?? null, time(createdMs), failMode === undefined ? null : nameOf(FAIL_MODES, failMode)];
  if (!command.has('detail')) {
    yield* cellEvents(columns, entries.map(of));
    return;
  }
  const rows = entries.flatMap((entry) => {
    const confirmed = entry.partitionStates ? [...entry.partitionStates].map(([partition, state]) => [partition, state.confirmedDecree, state.lastCommittedDecree] as const) : [...(entry.progress ?? [])].map(([partition, decree]) => [partition, decree, null] as const);
    return confirmed.map(([partition, decree, committed]): Cell[] => [...of(entry), BigInt(partition), decree, committed]);
  });
  yield* cellEvents([...columns, NUMBER('partition'), NUMBER('confirmed_decree'), NUMBER('last_committed_decree')], rows);
}

async function* showBulkLoad(operations: PegasusOperations, command: Command, signal: AbortSignal): Events {
  const load = await operations.bulkLoad(command.needed('app_name').text, { signal });
  const only = command.number('partition_index');
  if (only !== undefined && (only < 0 || only >= load.statuses.length)) throw wrong(`There is no partition ${only}.`, command.flag('partition_index'), `The table has the partitions 0 to ${load.statuses.length - 1}.`);
  const percent = (partition: number): number => [...(load.replicas[partition]?.values() ?? [])].reduce((sum, { downloadProgress = 0 }) => sum + downloadProgress, 0) / Math.max(1, load.maxReplicas);
  const total = load.statuses.reduce((sum, _, partition) => sum + percent(partition), 0) / Math.max(1, load.statuses.length);
  const facts: (readonly [string, string])[] = [['Status', nameOf(BULK_LOAD_STATUSES, load.status)], ['Downloaded', `${Math.floor(total)} %`], ...(load.hint === undefined || load.hint === '' ? [] : [['Hint', load.hint] as const])];
  if (!command.has('detailed')) yield* factEvents(only === undefined ? facts : [...facts, [`Partition ${only}`, nameOf(BULK_LOAD_STATUSES, load.statuses[only] ?? 0)]]);
  else if (only === undefined) yield* cellEvents([NUMBER('partition'), TEXT('status'), NUMBER('percent')], load.statuses.map((status, partition) => [BigInt(partition), nameOf(BULK_LOAD_STATUSES, status), BigInt(Math.floor(percent(partition)))]), facts);
  else {
    const replicas = [...(load.replicas[only] ?? [])];
    yield* cellEvents(
      [TEXT('server'), NUMBER('percent'), TEXT('download'), TEXT('ingestion'), TEXT('cleaned_up'), TEXT('paused')],
      replicas.map(([server, { downloadProgress = 0, downloadStatus = null, ingestStatus = 0, cleanedUp = false, paused = false }]) => [server ? addressText(server) : null, BigInt(downloadProgress), downloadStatus, nameOf(INGESTION_STATUSES, ingestStatus), String(cleanedUp), String(paused)]),
      facts,
    );
  }
}

async function* detectHotkey(operations: PegasusOperations, command: Command, signal: AbortSignal): Events {
  const word = command.needed('address');
  const server = parseAddress(word.text);
  if (!server) throw wrong(`“${word.text}” is not host:port.`, word);
  const [type, action] = [oneOf(HOTKEY_TYPES, command.needed('hotkey_type')), oneOf(HOTKEY_ACTIONS, command.needed('detect_action'))];
  const pid = { app: wholeNumber(command.needed('app_id')), partition: wholeNumber(command.needed('partition_index')) };
  const found = await operations.detectHotkey(server, pid, type, action, { signal });
  if (action === 'query') yield* factEvents([[`${type} hot key`, found ?? null]]);
  else yield done(action === 'start' ? 'Looking for' : 'No longer looking for', `a ${type} hot key in ${pid.app}.${pid.partition}`);
}

const done = (label: string, value: string): ExecutionEvent => ({ kind: 'done', facts: [[label, value]] });

/** Numbers that a newer server may have are shown as they are. */
const nameOf = (names: readonly string[], number: number): string => names[number] ?? String(number);

const time = (ms: bigint): string | null => (ms > 0n ? new Date(Number(ms)).toISOString().slice(0, 19).replace('T', ' ') : null);

function positive(word: Word): number {
  const number = wholeNumber(word);
  if (number > 0) return number;
  throw wrong(`“${word.text}” is not above zero.`, word);
}

function ids(word: Word): readonly number[] {
  const texts = word.text.split(',').filter((text) => text !== '');
  const wrongOne = texts.find((text) => !/^[1-9]\d{0,9}$/u.test(text));
  if (wrongOne !== undefined || texts.length === 0) throw wrong(`“${wrongOne ?? word.text}” is no id of a table.`, word, '`ls` shows the ids of the tables.');
  return texts.map(Number);
}

const idsOf = (word: Word | undefined): readonly number[] | undefined => word && ids(word);

/** `hour:minute`. */
function startTime(command: Command): string | undefined {
  const word = command.flag('start_time');
  if (!word || /^(?:(?:[01]?\d|2[0-3]):[0-5]?\d|24:0?0)$/u.test(word.text)) return word?.text;
  throw wrong(`“${word.text}” is no time of a day.`, word, 'Write it as hour:minute.');
}

function oneOf<T extends string>(words: readonly T[], word: Word): T {
  const found = words.find((one) => one === word.text);
  if (found !== undefined) return found;
  throw wrong(`“${word.text}” is none of ${words.join(', ')}.`, word);
}
