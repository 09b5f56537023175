import type { ExecutionEvent } from '../../../core/contract/execution';
import { HeadwaterError, isCancelled } from '../../../core/errors';
import { healthOf } from '../catalog/nodes';
import type { TableInfo } from '../client/admin';
import { fullKey, splitKey } from '../keys/fullKey';
import { parseEncodings } from '../profile/settings';
import { CodecError, hexBytes } from '../values/codec';
import { ALL_CODECS } from '../values/codecs';
import { escapeBytes } from '../values/escapes';
import { addressText, parseAddress } from '../wire/address';
import { ThriftError } from '../wire/thriftError';
import { cellEvents, factEvents, NUMBER, TEXT } from './cells';
import { type Command, wholeNumber, wrong } from './command';
import { type ShellContext, tableInUse } from './context';
import { type CommandName, USAGES, usageText } from './usages';
import type { Word } from './words';

export type ClusterCommandName = Extract<CommandName, 'use' | 'ls' | 'app' | 'nodes' | 'cluster_info' | 'create' | 'drop' | 'recall' | 'rename' | 'get_app_envs' | 'set_app_envs' | 'del_app_envs' | 'clear_app_envs' | 'get_replica_count' | 'encoding' | 'help' | 'remote_command' | 'server_info' | 'rdb_key_str2hex' | 'rdb_key_hex2str'>;

const READY_MS = 30_000;

/** Commands on tables, nodes and the cluster. */
export async function* runClusterCommand(name: ClusterCommandName, context: ShellContext, command: Command, signal: AbortSignal): AsyncGenerator<ExecutionEvent> {
  const { client } = context;
  const { admin } = client;
  const options = { signal };
  switch (name) {
    case 'use': {
      const [word] = command.operands;
      if (word) {
        await client.table(word.text).calls.routes.current(options);
        context.table = word.text;
      }
      yield* factEvents([['table in use', context.table ?? 'none']]);
      return;
    }
    case 'ls':
      yield* listTables(context, command, signal);
      return;
    case 'app':
      yield* showTable(context, command, signal);
      return;
    case 'nodes':
      yield* listNodes(context, command, signal);
      return;
    case 'cluster_info':
      yield* factEvents(await admin.clusterInfo(options));
      return;
    case 'create': {
      const table = command.operand(0).text;
      const appId = await admin.createTable({ name: table, partitionCount: command.number('partition_count') ?? 4, replicaCount: command.number('replica_count') ?? 3, envs: envsOf(command.flag('envs')) }, options);
      client.forget(table);
      const ready = await admin.waitUntilReady(table, READY_MS, signal);
      if (!ready) yield { kind: 'message', severity: 'warning', text: 'Not all partitions are ready yet.' };
      yield { kind: 'done', facts: [['Table', table], ['Table id', String(appId)]] };
      return;
    }
    case 'drop': {
      const table = command.operand(0).text;
      const reserve = command.number('reserve_seconds');
      await admin.dropTable(table, { ...options, ...(reserve === undefined ? {} : { reserveSeconds: BigInt(reserve) }) });
      client.forget(table);
      context.formats.forget(table);
      if (context.table === table) context.table = undefined;
      yield { kind: 'done', facts: [['Dropped', table]] };
      return;
    }
    case 'recall': {
      const table = await admin.recallTable(wholeNumber(command.operand(0)), command.operands[1]?.text ?? '', options);
      client.forget(table);
      yield { kind: 'done', facts: [['Recalled', table]] };
      return;
    }
    case 'rename': {
      const [from, to] = [command.operand(0).text, command.operand(1).text];
      await admin.renameTable(from, to, options);
      client.forget(from);
      client.forget(to);
      if (context.table === from) context.table = to;
      yield { kind: 'done', facts: [['Renamed to', to]] };
      return;
    }
    case 'get_replica_count':
      yield* factEvents([['replica count', String(await admin.replicaCount(command.operand(0).text, options))]]);
      return;
    case 'get_app_envs': {
      const envs = (await infoOf(context, tableInUse(context, command.word), command.word, signal)).envs;
      yield* cellEvents([TEXT('key'), TEXT('value')], [...envs].map(([key, value]) => [key, value]));
      return;
    }
    case 'set_app_envs': {
      const words = command.operands;
      const envs = new Map(words.flatMap((word, index) => (index % 2 === 0 ? [[word.text, words[index + 1]?.text ?? ''] as const] : [])));
      await admin.setEnvs(tableInUse(context, command.word), envs, options);
      yield { kind: 'done', facts: [['Set', [...envs.keys()].join(', ')]] };
      return;
    }
    case 'del_app_envs':
      await admin.deleteEnvs(tableInUse(context, command.word), command.operands.map(({ text }) => text), options);
      yield { kind: 'done', facts: [['Deleted', command.operands.map(({ text }) => text).join(', ')]] };
      return;
    case 'clear_app_envs': {
      const prefix = command.flag('prefix')?.text;
      if (prefix === undefined && !command.has('all')) throw wrong('--all or --prefix is needed.', command.word);
      await admin.clearEnvs(tableInUse(context, command.word), prefix ?? '', options);
      yield { kind: 'done' };
      return;
    }
    case 'encoding':
      yield* encoding(context, command);
      return;
    case 'remote_command': {
      const [remote, ...given] = command.operands.map(({ text }) => text);
      yield* askServers(context, command, { cmd: remote ?? '', args: given }, signal);
      return;
    }
    case 'server_info':
      yield* askServers(context, command, { cmd: 'server-info', args: [] }, signal);
      return;
    case 'rdb_key_str2hex':
      yield* factEvents([['stored key', Buffer.from(fullKey(command.operand(0).bytes, command.operand(1).bytes)).toString('hex')]]);
      return;
    case 'rdb_key_hex2str':
      yield* storedKey(command.operand(0));
      return;
    case 'help': {
      const wanted = command.operands[0]?.text;
      const usages = USAGES.filter((usage) => wanted === undefined || usage.name === wanted);
      yield* cellEvents([TEXT('command'), TEXT('usage'), TEXT('about')], usages.map((usage) => [usage.name, usageText(usage), usage.about]));
    }
  }
}

async function* listTables({ client: { admin } }: ShellContext, command: Command, signal: AbortSignal): AsyncGenerator<ExecutionEvent> {
  const tables = (await admin.listTables({ signal })).filter(({ status }) => command.has('all') || status !== 'dropped');
  const columns = [NUMBER('app_id'), TEXT('status'), TEXT('app_name'), TEXT('app_type'), NUMBER('partition_count'), NUMBER('replica_count'), TEXT('create_time'), TEXT('drop_time')];
  const rows = tables.map(({ appId, status, name, type, partitionCount, maxReplicas, createdSeconds, droppedSeconds }) => [BigInt(appId), status, name, type, BigInt(partitionCount), BigInt(maxReplicas), time(createdSeconds), time(droppedSeconds)]);
  if (!command.has('detailed')) {
    yield* cellEvents(columns, rows);
    return;
  }
  const health = await Promise.all(tables.map(async (table) => (table.status === 'available' ? healthCounts(table, (await admin.partitions(table.name, { signal })).partitions.map(healthOf)) : [null, null, null])));
  yield* cellEvents([...columns, NUMBER('fully_healthy'), NUMBER('unhealthy'), NUMBER('read_unhealthy')], rows.map((row, index) => [...row, ...(health[index] ?? [])]));
}

function healthCounts({ partitionCount }: TableInfo, states: readonly string[]): readonly bigint[] {
  const healthy = states.filter((state) => state === 'healthy').length;
  return [BigInt(healthy), BigInt(partitionCount - healthy), BigInt(states.filter((state) => state.startsWith('cannot be read')).length)];
}

async function* showTable(context: ShellContext, command: Command, signal: AbortSignal): AsyncGenerator<ExecutionEvent> {
  const word = command.operand(0);
  const routes = await context.client.admin.partitions(word.text, { signal });
  if (command.has('detailed')) {
    yield* cellEvents(
      [NUMBER('partition'), NUMBER('ballot'), TEXT('replica_count'), TEXT('primary'), TEXT('secondaries'), TEXT('health')],
      routes.partitions.map((one) => [BigInt(one.index), one.ballot, `${(one.primary ? 1 : 0) + one.secondaries.length}/${one.maxReplicas}`, one.primary ? addressText(one.primary) : null, one.secondaries.map(addressText).join(', '), healthOf(one)]),
    );
    return;
  }
  const info = await infoOf(context, word.text, word, signal);
  const states = routes.partitions.map(healthOf);
  const [healthy, unhealthy, unreadable] = healthCounts(info, states);
  yield* factEvents([
    ['app_name', info.name],
    ['app_id', BigInt(info.appId)],
    ['status', info.status],
    ['partition_count', BigInt(info.partitionCount)],
    ['max_replica_count', BigInt(info.maxReplicas)],
    ['fully_healthy_partition_count', healthy ?? null],
    ['unhealthy_partition_count', unhealthy ?? null],
    ['read_unhealthy_partition_count', unreadable ?? null],
    ...[...info.envs].map(([key, value]) => [key, value] as const),
  ]);
}

async function* listNodes({ client: { admin } }: ShellContext, command: Command, signal: AbortSignal): AsyncGenerator<ExecutionEvent> {
  const nodes = await admin.listNodes({ signal });
  const columns = [TEXT('address'), TEXT('host'), TEXT('status')];
  const rows = nodes.map(({ address, host, alive }) => [address ? addressText(address) : null, host ? addressText(host) : null, alive ? 'ALIVE' : 'UNALIVE']);
  if (!command.has('detailed')) {
    yield* cellEvents(columns, rows);
    return;
  }
  const tables = (await admin.listTables({ signal })).filter(({ status }) => status === 'available');
  const partitions = (await Promise.all(tables.map(({ name }) => admin.partitions(name, { signal })))).flatMap((routes) => routes.partitions);
  const counted = rows.map(([address = null, host = null, status = null]) => {
    const primaries = partitions.filter(({ primary }) => primary && addressText(primary) === address).length;
    const secondaries = partitions.filter((one) => one.secondaries.some((other) => addressText(other) === address)).length;
    return [address, host, status, BigInt(primaries + secondaries), BigInt(primaries), BigInt(secondaries)];
  });
  yield* cellEvents([...columns, NUMBER('replica_count'), NUMBER('primary_count'), NUMBER('secondary_count')], counted);
}

/** Each server's answer, or why it gave none. */
async function* askServers({ client }: ShellContext, command: Command, call: { readonly cmd: string; readonly args: readonly string[] }, signal: AbortSignal): AsyncGenerator<ExecutionEvent> {
  const word = command.flag('addresses');
  const named = word?.text.split(',').map((text) => parseAddress(text) ?? fail(`“${text}” is not host:port.`, word));
  const type = command.flag('type')?.text ?? 'all';
  const [metas, replicas] = [type === 'replica-server' ? [] : client.metas, type === 'meta-server' ? [] : (await client.admin.listNodes({ signal })).filter(({ alive }) => alive).flatMap(({ address }) => address ?? [])];
  const servers = named?.map((address) => ['', address] as const) ?? [...metas.map((address) => ['meta-server', address] as const), ...replicas.map((address) => ['replica-server', address] as const)];
  const rows = await Promise.all(servers.map(async ([role, address]) => [addressText(address), role === '' ? null : role, ...(await said(client.ask(address, call, { signal })))] as const));
  yield* cellEvents([TEXT('server'), TEXT('type'), TEXT('result'), TEXT('error')], rows);
}

async function said(answer: Promise<string>): Promise<readonly [result: string | null, error: string | null]> {
  try {
    return [await answer, null];
  } catch (error) {
    if (isCancelled(error)) throw error;
    return [null, error instanceof HeadwaterError ? error.failure.why : error instanceof Error ? error.message : String(error)];
  }
}

function fail(why: string, word: Word | undefined): never {
  throw wrong(why, word);
}

function* storedKey(word: Word): Generator<ExecutionEvent> {
  try {
    const { hashKey, sortKey } = splitKey(hexBytes(word.text));
    yield* factEvents([['hash key', escapeBytes(hashKey)], ['sort key', escapeBytes(sortKey)]]);
  } catch (error) {
    if (error instanceof CodecError || error instanceof ThriftError) throw wrong(`“${word.text}” is no stored key: ${error.message}.`, word, 'Give the hexadecimal digits of two bytes of length, the hash key and the sort key.');
    throw error;
  }
}

async function* encoding(context: ShellContext, command: Command): AsyncGenerator<ExecutionEvent> {
  const table = tableInUse(context, command.word);
  if (command.operands.length > 0) {
    const choices = parseEncodings(command.operands.map(({ text }) => text).join(' '));
    if (!choices) throw wrong('Three encodings are needed: of hash keys, sort keys and values.', command.operands[0], `Each is auto or one of ${ALL_CODECS.map(({ id }) => id).join(', ')}.`);
    context.formats.choose(table, choices);
  }
  const { hashKey, sortKey, value } = await context.formats.of(table);
  yield* factEvents([['hash_key', hashKey.id], ['sort_key', sortKey.id], ['value', value.id]]);
}

async function infoOf({ client }: ShellContext, name: string, word: Word, signal: AbortSignal): Promise<TableInfo> {
  const info = (await client.admin.listTables({ signal })).find((table) => table.name === name && table.status !== 'dropped');
  if (info) return info;
  throw wrong(`There is no table “${name}”.`, word, '`ls` lists the tables.');
}

function envsOf(word: Word | undefined): ReadonlyMap<string, string> {
  const pairs = word?.text.split(',').filter((pair) => pair !== '') ?? [];
  return new Map(
    pairs.map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 1) throw wrong(`“${pair}” is no key=value.`, word);
      return [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

const time = (seconds: bigint): string | null => (seconds > 0n ? new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ') : null);
