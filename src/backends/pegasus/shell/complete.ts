import type { CommandCompletion, CommandCompletions } from '../../../core/contract/commandLines';
import type { PegasusClient } from '../client/pegasusClient';
import { ALL_CODECS } from '../values/codecs';
import { type Usage, USAGES, usageText } from './usages';

/** What may stand at a place: commands, their flags and what these take, tables. */
export async function complete(client: PegasusClient, line: string, at: number, signal: AbortSignal): Promise<CommandCompletions> {
  const start = /\S*$/u.exec(line.slice(0, at))?.index ?? at;
  const end = at + (/^\S*/u.exec(line.slice(at))?.[0].length ?? 0);
  const before = line.slice(0, start).split(/\s+/u).filter((word) => word !== '');
  try {
    return { start, end, items: await itemsFor(client, line.slice(start, at), before, signal) };
  } catch {
    // Nobody asked for an answer about a word half typed: there is just nothing to offer.
    return { start, end, items: [] };
  }
}

async function itemsFor(client: PegasusClient, word: string, [command, ...words]: readonly string[], signal: AbortSignal): Promise<readonly CommandCompletion[]> {
  if (command === undefined) return USAGES.map((usage) => ({ text: usage.name, detail: usageText(usage), kind: 'command' }));
  const usage = USAGES.find(({ name }) => name === command);
  if (!usage) return [];
  const flag = flagBefore(usage, words.at(-1));
  if (flag === 'target_app_name' || flag === 'app_name') return tables(client, 'available', signal);
  if (typeof flag === 'object') return flag.map((text) => ({ text, kind: 'flag' }));
  if (flag !== undefined) return [];
  if (word.startsWith('-')) return usage.flags.map(({ name, about }) => ({ text: `--${name}`, detail: about, kind: 'flag' }));
  return operands(client, usage, words.filter((one) => !one.startsWith('-')).length, signal);
}

/** What the flag before the place takes: its choices, or its name. */
function flagBefore({ flags }: Usage, word: string | undefined): string | readonly string[] | undefined {
  const flag = word === undefined ? undefined : flags.find(({ name, short }) => word === `--${name}` || (short !== undefined && word === `-${short}`));
  if (flag?.value === undefined) return undefined;
  if (flag.value === 'boolean') return ['true', 'false'];
  return typeof flag.value === 'string' ? flag.name : flag.value;
}

async function operands(client: PegasusClient, usage: Usage, index: number, signal: AbortSignal): Promise<readonly CommandCompletion[]> {
  switch (usage.operands[index]) {
    case 'table':
    case 'table?':
    case 'old_name':
      return usage.name === 'create' ? [] : tables(client, 'available', signal);
    case 'app_id':
      return tables(client, 'dropped', signal);
    case 'command?':
      return USAGES.map(({ name, about }) => ({ text: name, detail: about, kind: 'command' }));
    case 'key':
      return ENVS.map((text) => ({ text, kind: 'flag' }));
    default:
      return usage.name === 'encoding' ? [{ text: 'auto', kind: 'flag' }, ...ALL_CODECS.map(({ id, description }): CommandCompletion => ({ text: id, detail: description, kind: 'flag' }))] : [];
  }
}

async function tables(client: PegasusClient, status: 'available' | 'dropped', signal: AbortSignal): Promise<readonly CommandCompletion[]> {
  const found = (await client.admin.listTables({ signal })).filter((table) => table.status === status);
  return found.map(({ name, appId, partitionCount }) => (status === 'dropped' ? { text: String(appId), detail: name, kind: 'container' } : { text: name, detail: `${partitionCount} partitions`, kind: 'container' }));
}

/** Those worth knowing: src/common/replica_envs.cpp. */
const ENVS = ['default_ttl', 'rocksdb.usage_scenario', 'replica.write_throttling', 'replica.write_throttling_by_size', 'replica.read_throttling', 'replica.read_throttling_by_size', 'replica.slow_query_threshold', 'replica.deny_client_request', 'manual_compact.disabled', 'business.info', 'replica_access_controller.allowed_users'];
