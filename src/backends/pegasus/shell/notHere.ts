const FILES = { why: 'It reads files on the disk of a server, which no call of the protocol gives away.', todo: 'Run it in the shell of Pegasus on that server.' };
const REPAIRS = { why: 'It moves or repairs replicas by hand, which can lose data where the whole cluster is not in view.', todo: 'Use the shell of Pegasus on the cluster; `nodes -d` and `app TABLE -d` show its state here.' };
const COUNTERS = { why: 'Its numbers are counters that servers give by HTTP.', todo: 'Open /metrics at the port of a server, or use `server_info` and `app TABLE -d`.' };

type Elsewhere = { readonly why: string; readonly todo: string };

/** Commands of the shell of Pegasus that are not among those here. */
const COMMANDS: ReadonlyMap<string, Elsewhere> = new Map([
  ...['sst_dump', 'mlog_dump', 'local_get', 'rdb_value_hex2str', 'local_partition_split'].map((name) => [name, FILES] as const),
  ...['balance', 'propose', 'recover', 'ddd_diagnose', 'rebalance', 'offline_node', 'disk_rebalance', 'disk_migrate', 'set_replica_count', 'set_meta_level'].map((name) => [name, REPAIRS] as const),
  ...['server_stat', 'app_stat', 'app_disk', 'query_disk_capacity', 'query_disk_replica'].map((name) => [name, COUNTERS] as const),
  ['flush_log', { why: 'It is a command that servers carry out themselves.', todo: 'Write `remote_command flush-log`.' }],
  ['get_meta_level', { why: 'The level stands among the facts of the cluster.', todo: 'Write `cluster_info`: it is meta_function_level.' }],
  ['timeout', { why: 'Timeouts belong to the connection.', todo: 'Edit the connection: Timeout.' }],
  ['escape_all', { why: 'How bytes are shown is chosen for each table.', todo: 'Write `encoding escaped escaped escaped`.' }],
  ['cc', { why: 'A document belongs to one connection.', todo: 'Choose another connection in the status bar, or write `# headwater: connection=NAME` above.' }],
  ['version', { why: 'There is no shell of Pegasus here that has a version.', todo: 'Write `server_info` for those of the servers.' }],
  ['exit', { why: 'There is nothing to leave.', todo: 'Close the document.' }],
]);

/** Why a command of the shell is not here, and what is instead. */
export const notHere = (name: string): Elsewhere | undefined => COMMANDS.get(name);
