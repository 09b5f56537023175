import { DATA_CALLS } from '../data/calls';
import { readArgs, type Frame, resultBytes } from '../wire/frames';
import { command } from '../wire/messages';
import { text } from '../wire/shapes';
import type { Cluster } from './cluster';
import { hotkeyRequest, hotkeyResponse } from './operationMessages';
import { detectHotkey } from './operations';
import { NOWHERE, STATUS } from './table';

/** What a node says: a frame error, or a result. No result and ERR_OK: nothing is sent. */
export interface Reply {
  readonly error: string;
  readonly result?: Buffer;
  readonly delayMs?: number;
}

/** Larger writes are refused (max_allowed_write_size). */
const MAX_WRITE = 1 << 20;

const refused = (error: string): Reply => ({ error });

/** A call to a partition, by the rules of src/replica and src/server of Pegasus. */
export function answerData(cluster: Cluster, port: number, frame: Frame): Reply | undefined {
  const call = DATA_CALLS.get(frame.rpc);
  if (!call) return undefined;
  const table = cluster.tableById(frame.appId);
  const partition = table?.partitions[frame.partition];
  const placement = table?.placements[frame.partition] ?? NOWHERE;
  if (frame.threadHash !== undefined && frame.threadHash !== frame.appId * 7919 + frame.partition) cluster.violations.push(`${frame.rpc}: the thread hash ${frame.threadHash} could stop a real server.`);
  if (!table || !partition || table.status === STATUS.dropped || (placement.primary !== port && !placement.secondaries.includes(port))) return refused('ERR_OBJECT_NOT_FOUND');
  if (placement.primary !== port && !(frame.backup && !call.write)) return refused('ERR_INVALID_STATE');
  if (call.write && frame.args.length > MAX_WRITE) return refused('ERR_INVALID_DATA');
  const denied = table.envs.get('replica.deny_client_request') ?? '';
  if (denied === 'reconfig*all' || denied === (call.write ? 'reconfig*write' : 'reconfig*read')) return refused('ERR_INVALID_STATE');
  const throttles = cluster.throttleOf(partition);
  const { reject, delayMs } = (call.write ? throttles.write : throttles.read).take(table.envs.get(call.write ? 'replica.write_throttling' : 'replica.read_throttling'), table.ready, cluster.clock.now());
  if (reject) {
    cluster.refused += 1;
    return { error: 'ERR_BUSY', delayMs };
  }
  const { hash, answer } = call.prepare(frame.args);
  if (partition.validates && hash !== undefined && !partition.owns(frame.hash)) return refused(table.splitting ? 'ERR_SPLITTING' : 'ERR_PARENT_PARTITION_MISUSED');
  if (table.splitting && call.write) return refused('ERR_SPLITTING');
  if (cluster.habits.strictHash && hash !== undefined) {
    if (hash !== frame.hash) cluster.violations.push(`${frame.rpc}: the header's hash is ${frame.hash.toString(16)}, its key's is ${hash.toString(16)}.`);
    if (!partition.owns(hash)) {
      cluster.violations.push(`${frame.rpc}: the key belongs to another partition than ${frame.partition} of ${table.ready}.`);
      return refused('ERR_PARENT_PARTITION_MISUSED');
    }
  }
  const result = answer({ partition, server: `127.0.0.1:${port}` });
  const slow = call.write ? (frame.args.length / 1e6) * cluster.habits.writeMsPerMillionBytes : 0;
  return { error: 'ERR_OK', ...(result ? { result } : {}), delayMs: delayMs + (slow < 1 ? 0 : slow) };
}

/** A search for a key that is asked for very often, in a partition that this server has. */
export function answerHotkey(cluster: Cluster, port: number, frame: Frame): Reply | undefined {
  return frame.rpc === 'RPC_DETECT_HOTKEY' ? { error: 'ERR_OK', result: resultBytes(hotkeyResponse, detectHotkey(cluster, port, readArgs(hotkeyRequest, frame.args))) } : undefined;
}

/** The shell's command line of any server. */
export function answerCommand(frame: Frame): Reply | undefined {
  if (frame.rpc !== 'RPC_CLI_CLI_CALL') return undefined;
  const { name, args } = readArgs(command, frame.args);
  const said = name === 'help' ? 'help - this text\nserver-info - what runs here' : name === 'server-info' ? 'a double of Pegasus' : `unknown command '${[name, ...args].join(' ')}'`;
  return { error: 'ERR_OK', result: resultBytes(text, said) };
}
