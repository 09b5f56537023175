import { OPERATION_USAGES, type OperationCommandName } from './operationUsages';
import { admin, type Flag, show, type Usage as AnyUsage } from './usage';

export type CommandName =
  | 'use' | 'ls' | 'app' | 'nodes' | 'cluster_info' | 'create' | 'drop' | 'recall' | 'rename'
  | 'get_app_envs' | 'set_app_envs' | 'del_app_envs' | 'clear_app_envs' | 'get_replica_count' | 'encoding' | 'help'
  | 'remote_command' | 'server_info' | 'rdb_key_str2hex' | 'rdb_key_hex2str'
  | 'get' | 'set' | 'del' | 'exist' | 'ttl' | 'incr' | 'hash'
  | 'multi_get' | 'multi_get_range' | 'multi_get_sortkeys' | 'multi_set' | 'multi_del' | 'multi_del_range' | 'count'
  | 'check_and_set' | 'check_and_mutate'
  | 'hash_scan' | 'full_scan' | 'count_data' | 'copy_data' | 'clear_data'
  | OperationCommandName;

export type Usage = AnyUsage<CommandName>;

const FILTERS = ['anywhere', 'prefix', 'postfix', 'exact'] as const;
const SERVER_FILTERS = ['anywhere', 'prefix', 'postfix'] as const;
export const CHECKS = ['no_check', 'not_exist', 'not_exist_or_empty', 'exist', 'not_empty', 'match_anywhere', 'match_prefix', 'match_postfix', 'bytes_less', 'bytes_less_or_equal', 'bytes_equal', 'bytes_greater_or_equal', 'bytes_greater', 'int_less', 'int_less_or_equal', 'int_equal', 'int_greater_or_equal', 'int_greater'] as const;

const startInclusive: Flag = { name: 'start_inclusive', short: 'a', value: 'boolean', about: 'Whether the first sort key belongs to the range; true unless said' };
const stopInclusive: Flag = { name: 'stop_inclusive', short: 'b', value: 'boolean', about: 'Whether the last sort key belongs to the range; false unless said' };
const hashFilter: readonly Flag[] = [
  { name: 'hash_key_filter_type', short: 'h', value: SERVER_FILTERS, about: 'Where in the hash key the pattern stands' },
  { name: 'hash_key_filter_pattern', short: 'x', value: 'text', about: 'What the hash key must have' },
];
const sortFilter: readonly Flag[] = [
  { name: 'sort_key_filter_type', short: 's', value: SERVER_FILTERS, about: 'Where in the sort key the pattern stands' },
  { name: 'sort_key_filter_pattern', short: 'y', value: 'text', about: 'What the sort key must have' },
];
const valueFilter: readonly Flag[] = [
  { name: 'value_filter_type', short: 'v', value: FILTERS, about: 'Where in the value the pattern stands; compared here, not on the server' },
  { name: 'value_filter_pattern', short: 'z', value: 'text', about: 'What the value must have' },
];
const maxCount: Flag = { name: 'max_count', short: 'n', value: 'number', about: 'Most rows' };
const noValue: Flag = { name: 'no_value', short: 'i', about: 'Keys only' };
const timeout: Flag = { name: 'timeout_ms', short: 't', value: 'number', about: 'Milliseconds for one page' };
const serversAsked: readonly Flag[] = [
  { name: 'type', short: 't', value: ['all', 'meta-server', 'replica-server'], about: 'Which servers; all unless said' },
  { name: 'addresses', short: 'l', value: 'text', about: 'These servers only: host:port, more after commas' },
];
const partition: Flag = { name: 'partition', short: 'p', value: 'number', about: 'This partition only' };

const read = (name: CommandName, operands: readonly string[], about: string, flags: readonly Flag[] = []): Usage => ({ name, operands, flags, about, writes: false, onTable: true });
const write = (name: CommandName, operands: readonly string[], about: string, flags: readonly Flag[] = []): Usage => ({ ...read(name, operands, about, flags), writes: true });

export const USAGES: readonly Usage[] = [
  show('use', ['table?'], 'Chooses the table of the commands that follow; alone it says which one it is'),
  show('ls', [], 'Lists tables', [{ name: 'all', short: 'a', about: 'Dropped ones, too' }, { name: 'detailed', short: 'd', about: 'Health of their partitions' }]),
  show('app', ['table'], 'Shows a table, with -d its partitions', [{ name: 'detailed', short: 'd', about: 'Its partitions and their servers' }]),
  show('nodes', [], 'Lists servers', [{ name: 'detailed', short: 'd', about: 'How many replicas they have' }]),
  show('cluster_info', [], 'Shows what the meta server tells of the cluster'),
  admin('create', ['table'], 'Creates a table', [
    { name: 'partition_count', short: 'p', value: 'number', about: 'Partitions; 4 unless said' },
    { name: 'replica_count', short: 'r', value: 'number', about: 'Replicas; 3 unless said' },
    { name: 'envs', short: 'e', value: 'text', about: 'key=value, more after commas' },
  ]),
  admin('drop', ['table'], 'Drops a table; it can be recalled for a while', [{ name: 'reserve_seconds', short: 'r', value: 'number', about: 'How long it can be recalled' }]),
  admin('recall', ['app_id', 'new_name?'], 'Brings a dropped table back'),
  admin('rename', ['old_name', 'new_name'], 'Renames a table'),
  read('get_app_envs', [], 'Shows the environment of the table'),
  write('set_app_envs', ['key', 'value', 'key value…'], 'Sets environment variables of the table'),
  write('del_app_envs', ['key', 'key…'], 'Deletes environment variables of the table'),
  write('clear_app_envs', [], 'Clears environment variables of the table', [{ name: 'all', short: 'a', about: 'All of them' }, { name: 'prefix', short: 'p', value: 'text', about: 'Those that begin so' }]),
  show('get_replica_count', ['table'], 'Shows how many replicas a table has'),
  read('encoding', ['hash_key?', 'sort_key?', 'value?'], 'Shows how keys and values are read and shown, or chooses it for this session'),
  admin('remote_command', ['command', 'argument…'], 'Has servers carry out a command of their own; `help` lists what they know', serversAsked),
  show('server_info', [], 'Shows what servers say of themselves', serversAsked),
  show('rdb_key_str2hex', ['hash_key', 'sort_key'], 'Shows a key as it is stored, in hexadecimal digits'),
  show('rdb_key_hex2str', ['stored_key'], 'Shows hash key and sort key of a stored key in hexadecimal digits'),
  show('help', ['command?'], 'Lists commands, or shows one'),
  read('get', ['hash_key', 'sort_key'], 'Reads one value'),
  write('set', ['hash_key', 'sort_key', 'value', 'ttl_in_seconds?'], 'Writes one value'),
  write('del', ['hash_key', 'sort_key'], 'Removes one value'),
  read('exist', ['hash_key', 'sort_key'], 'Says whether there is a value'),
  read('ttl', ['hash_key', 'sort_key'], 'Shows the time to live of a value'),
  write('incr', ['hash_key', 'sort_key', 'increment?'], 'Adds to a number and shows the new one'),
  read('hash', ['hash_key', 'sort_key'], 'Shows hash, partition and servers of a key'),
  read('multi_get', ['hash_key', 'sort_key…'], 'Reads values of some sort keys, or of all'),
  read('multi_get_range', ['hash_key', 'start_sort_key', 'stop_sort_key'], 'Reads values of a range of sort keys', [startInclusive, stopInclusive, ...sortFilter, maxCount, noValue, { name: 'reverse', short: 'r', about: 'The last ones of the range' }]),
  read('multi_get_sortkeys', ['hash_key'], 'Lists sort keys'),
  write('multi_set', ['hash_key', 'sort_key', 'value', 'sort_key value…'], 'Writes values of one hash key: all or none'),
  write('multi_del', ['hash_key', 'sort_key', 'sort_key…'], 'Removes values of one hash key: all or none'),
  write('multi_del_range', ['hash_key', 'start_sort_key', 'stop_sort_key'], 'Removes a range of sort keys, a hundred at a time', [startInclusive, stopInclusive, ...sortFilter]),
  read('count', ['hash_key'], 'Counts sort keys'),
  write('check_and_set', ['hash_key'], 'Writes a value if another of the same hash key is as it should be', [
    { name: 'check_sort_key', short: 'c', value: 'text', about: 'What is checked' },
    { name: 'check_type', short: 't', value: CHECKS, about: 'How it is checked' },
    { name: 'check_operand', short: 'o', value: 'text', about: 'What it is compared with' },
    { name: 'set_sort_key', short: 's', value: 'text', about: 'What is written' },
    { name: 'set_value', short: 'v', value: 'text', about: 'The value that is written' },
    { name: 'set_value_ttl_seconds', short: 'l', value: 'number', about: 'Its time to live' },
    { name: 'return_check_value', short: 'r', about: 'Shows the value that was checked' },
  ]),
  write('check_and_mutate', ['hash_key'], 'Writes and removes values if one of the same hash key is as it should be', [
    { name: 'check_sort_key', short: 'c', value: 'text', about: 'What is checked' },
    { name: 'check_type', short: 't', value: CHECKS, about: 'How it is checked' },
    { name: 'check_operand', short: 'o', value: 'text', about: 'What it is compared with' },
    { name: 'return_check_value', short: 'r', about: 'Shows the value that was checked' },
    { name: 'mutation', short: 'm', value: 'text', about: "'set SORT_KEY VALUE [TTL]' or 'del SORT_KEY'; may be given often" },
  ]),
  read('hash_scan', ['hash_key', 'start_sort_key?', 'stop_sort_key?'], 'Reads rows of a hash key, without a limit', [startInclusive, stopInclusive, ...sortFilter, ...valueFilter, maxCount, timeout, noValue]),
  read('full_scan', [], 'Reads rows of the whole table', [...hashFilter, ...sortFilter, ...valueFilter, maxCount, timeout, noValue, partition]),
  read('count_data', [], 'Counts rows of the whole table', [...hashFilter, ...sortFilter, partition]),
  write('copy_data', [], 'Copies rows to another table of the cluster, with their times to live', [{ name: 'target_app_name', short: 'a', value: 'text', about: 'The other table' }, ...hashFilter, ...sortFilter, ...valueFilter, { name: 'no_overwrite', short: 'n', about: 'Leaves rows alone that are there already' }]),
  write('clear_data', [], 'Removes all rows of the table', [{ name: 'force', short: 'f', about: 'Needed: it cannot be undone' }]),
  ...OPERATION_USAGES,
];

/** As a person reads it: `get <hash_key> <sort_key>`. */
export function usageText({ name, operands, flags }: Usage): string {
  const words = operands.map((operand) => (operand.endsWith('?') ? `[${operand.slice(0, -1)}]` : operand.endsWith('…') ? `[${operand.slice(0, -1)} …]` : `<${operand}>`));
  return [name, ...words, ...(flags.length > 0 ? ['[flags]'] : [])].join(' ');
}

/** Markdown. */
export function helpText(usage: Usage): string {
  const flags = usage.flags.map(({ name, short, value, about, needed }) => `- \`${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : typeof value === 'string' ? ` ${value.toUpperCase()}` : ` ${value.join('|')}`}\` ${about}${needed ? '; needed' : ''}`);
  return [`\`${usageText(usage)}\``, '', `${usage.about}.`, ...(flags.length > 0 ? ['', ...flags] : [])].join('\n');
}
