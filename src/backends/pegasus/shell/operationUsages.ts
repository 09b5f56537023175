import { admin, type Flag, show, type Usage } from './usage';

export type OperationCommandName =
  | 'add_backup_policy' | 'ls_backup_policy' | 'query_backup_policy' | 'modify_backup_policy' | 'disable_backup_policy' | 'enable_backup_policy' | 'restore_app' | 'query_restore_status'
  | 'add_dup' | 'query_dup' | 'start_dup' | 'pause_dup' | 'remove_dup' | 'set_dup_fail_mode'
  | 'start_bulk_load' | 'query_bulk_load_status' | 'pause_bulk_load' | 'restart_bulk_load' | 'cancel_bulk_load' | 'clear_bulk_load'
  | 'start_partition_split' | 'query_partition_split' | 'pause_partition_split' | 'restart_partition_split' | 'cancel_partition_split'
  | 'detect_hotkey';

const text = (name: string, short: string, about: string): Flag => ({ name, short, value: 'text', about });
const number = (name: string, short: string, about: string): Flag => ({ name, short, value: 'number', about });
const needed = (flag: Flag): Flag => ({ ...flag, needed: true });

const policy = needed(text('policy_name', 'p', 'The policy'));
const appName = needed(text('app_name', 'a', 'The table'));
const detailed = (about: string): Flag => ({ name: 'detailed', short: 'd', about });
const onePartition = number('partition_index', 'i', 'This partition only');

/** Splits are commands of the admin-cli of Pegasus, and named alike here; the others are the shell's. */
export const OPERATION_USAGES: readonly Usage<OperationCommandName>[] = [
  admin('add_backup_policy', [], 'Adds a policy of backups: which tables are saved where, and how often', [
    policy,
    needed(text('backup_provider_type', 'b', 'Where backups go: a provider of the configuration of the servers')),
    needed(text('app_ids', 'a', 'Ids of tables, more after commas')),
    needed(number('backup_interval_seconds', 'i', 'Seconds from one backup to the next')),
    text('start_time', 's', 'hour:minute at which a backup may begin'),
    needed(number('backup_history_cnt', 'c', 'How many backups are kept')),
  ]),
  show('ls_backup_policy', [], 'Lists policies of backups'),
  show('query_backup_policy', [], 'Shows policies with their newest backups', [needed(text('policy_name', 'p', 'Policies, more after commas')), number('backup_info_cnt', 'b', 'How many backups; 3 unless said')]),
  admin('modify_backup_policy', [], 'Changes a policy of backups', [
    policy,
    text('add_app', 'a', 'Ids of tables that it saves from now on'),
    text('remove_app', 'r', 'Ids of tables that it no longer saves'),
    number('backup_interval_seconds', 'i', 'Seconds from one backup to the next'),
    number('backup_history_count', 'c', 'How many backups are kept'),
    text('start_time', 's', 'hour:minute at which a backup may begin'),
  ]),
  admin('disable_backup_policy', [], 'Makes no more backups by a policy', [policy]),
  admin('enable_backup_policy', [], 'Makes backups by a policy again', [policy]),
  admin('restore_app', [], 'Makes a table of a backup', [
    needed(text('old_cluster_name', 'c', 'The cluster that was saved')),
    text('old_policy_name', 'p', 'The policy by which it was saved'),
    needed(text('old_app_name', 'a', 'The table that was saved')),
    needed(number('old_app_id', 'i', 'Its id')),
    needed(number('timestamp', 't', 'The id of the backup')),
    needed(text('backup_provider_type', 'b', 'Where the backup is')),
    text('new_app_name', 'n', 'The name of the new table; the old one unless said'),
    { name: 'skip_bad_partition', short: 's', about: 'Leaves out partitions that cannot be read' },
  ]),
  show('query_restore_status', ['restore_app_id'], 'Shows how far the restoring of a table is', [detailed('Each partition')]),
  admin('add_dup', ['table', 'remote_cluster_name'], 'Duplicates what is written to a table to another cluster', [
    { name: 'sst', short: 's', about: 'What is there already, too' },
    text('remote_app_name', 'a', 'The name of the table there (2.6 and newer)'),
    number('remote_replica_count', 'r', 'Its replicas (2.6 and newer)'),
  ]),
  show('query_dup', ['table'], 'Shows the duplications of a table', [{ name: 'detail', short: 'd', about: 'How far each partition is' }]),
  admin('start_dup', ['table', 'dup_id'], 'Goes on with a duplication'),
  admin('pause_dup', ['table', 'dup_id'], 'Pauses a duplication'),
  admin('remove_dup', ['table', 'dup_id'], 'Ends a duplication for good'),
  admin('set_dup_fail_mode', ['table', 'dup_id', 'slow|skip'], 'Says what a duplication does with a write that fails: try again, or leave it out'),
  admin('start_bulk_load', [], 'Loads files that were made for a table', [
    appName,
    needed(text('cluster_name', 'c', 'The cluster for which the files were made')),
    needed(text('file_provider_type', 'p', 'Where they are: a provider of the configuration of the servers')),
    needed(text('root_path', 'r', 'The folder there')),
    { name: 'ingest_behind', short: 'i', about: 'Rows that the table has already win' },
  ]),
  show('query_bulk_load_status', [], 'Shows how far a bulk load is', [appName, onePartition, detailed('Each partition, or with -i each replica')]),
  admin('pause_bulk_load', [], 'Pauses a bulk load', [appName]),
  admin('restart_bulk_load', [], 'Goes on with a paused bulk load', [appName]),
  admin('cancel_bulk_load', [], 'Cancels a bulk load', [appName, { name: 'forced', short: 'f', about: 'Whatever its state' }]),
  admin('clear_bulk_load', [], 'Forgets the outcome of a bulk load', [appName]),
  admin('start_partition_split', ['table', 'new_partition_count'], 'Splits a table into twice as many partitions'),
  show('query_partition_split', ['table'], 'Shows how far a split is'),
  admin('pause_partition_split', ['table'], 'Pauses a split', [onePartition]),
  admin('restart_partition_split', ['table'], 'Goes on with a paused split', [onePartition]),
  admin('cancel_partition_split', ['table', 'old_partition_count'], 'Takes a split back'),
  show('detect_hotkey', [], 'Has a replica server look for a key that is read or written very often', [
    needed(number('app_id', 'a', 'The id of the table')),
    needed(number('partition_index', 'p', 'The partition')),
    needed({ name: 'hotkey_type', short: 't', value: ['read', 'write'], about: 'What is done with it' }),
    needed({ name: 'detect_action', short: 'c', value: ['start', 'stop', 'query'], about: 'query shows what was found' }),
    needed(text('address', 'd', 'The replica server: host:port')),
  ]),
];
