import type { CommandCompletions, CommandHelp, CommandLines } from '../../../core/contract/commandLines';
import type { Execution, ExecutionEvent } from '../../../core/contract/execution';
import { type Failure, HeadwaterError } from '../../../core/errors';
import type { PegasusClient } from '../client/pegasusClient';
import { executing } from '../failures';
import type { TableFormats } from '../values/tableFormats';
import { runClusterCommand } from './clusterCommands';
import { type Command, parseCommand } from './command';
import { complete } from './complete';
import { helpAt } from './help';
import { type ShellContext, type TableCommand, tableInUse } from './context';
import { runKeyCommand } from './keyCommands';
import { runOperation } from './operationCommands';
import { clearData, copyData, countData, fullScan, hashScan } from './scanCommands';

/** The commands of the shell of Pegasus in its own syntax, run through the session. */
export class PegasusShell implements CommandLines {
  readonly language = 'pegasus';
  /** By document: each has its own table in use. */
  readonly #contexts = new Map<string, ShellContext>();

  constructor(
    private readonly client: PegasusClient,
    private readonly formats: TableFormats,
    private readonly scanLimit: number,
  ) {}

  writes(line: string): boolean {
    try {
      return parseCommand(line).usage.writes;
    } catch {
      return false; // it will not run
    }
  }

  run(line: string, { signal, scope = '' }: { readonly signal: AbortSignal; readonly scope?: string }): Execution {
    return executing('Could not run the command', signal, (both) => this.#run(line, this.#contextOf(scope), both));
  }

  complete(line: string, at: number, signal: AbortSignal): Promise<CommandCompletions> {
    return complete(this.client, line, at, signal);
  }

  help(line: string, at: number): CommandHelp | undefined {
    return helpAt(line, at);
  }

  check(line: string): Failure | undefined {
    try {
      parseCommand(line);
      return undefined;
    } catch (error) {
      return error instanceof HeadwaterError ? error.failure : undefined;
    }
  }

  /** Cells of a notebook are one document: what tells them apart stands behind #. */
  #contextOf(scope: string): ShellContext {
    const document = scope.replace(/#.*$/u, '');
    const context = this.#contexts.get(document) ?? { client: this.client, formats: this.formats, scanLimit: this.scanLimit, table: undefined };
    this.#contexts.set(document, context);
    return context;
  }

  async *#run(line: string, context: ShellContext, signal: AbortSignal): AsyncGenerator<ExecutionEvent> {
    const command = parseCommand(line);
    const { name } = command.usage;
    switch (name) {
      case 'use':
      case 'ls':
      case 'app':
      case 'nodes':
      case 'cluster_info':
      case 'create':
      case 'drop':
      case 'recall':
      case 'rename':
      case 'get_app_envs':
      case 'set_app_envs':
      case 'del_app_envs':
      case 'clear_app_envs':
      case 'get_replica_count':
      case 'encoding':
      case 'help':
      case 'remote_command':
      case 'server_info':
      case 'rdb_key_str2hex':
      case 'rdb_key_hex2str':
        yield* runClusterCommand(name, context, command, signal);
        return;
      case 'add_backup_policy':
      case 'ls_backup_policy':
      case 'query_backup_policy':
      case 'modify_backup_policy':
      case 'disable_backup_policy':
      case 'enable_backup_policy':
      case 'restore_app':
      case 'query_restore_status':
      case 'add_dup':
      case 'query_dup':
      case 'start_dup':
      case 'pause_dup':
      case 'remove_dup':
      case 'set_dup_fail_mode':
      case 'start_bulk_load':
      case 'query_bulk_load_status':
      case 'pause_bulk_load':
      case 'restart_bulk_load':
      case 'cancel_bulk_load':
      case 'clear_bulk_load':
      case 'start_partition_split':
      case 'query_partition_split':
      case 'pause_partition_split':
      case 'restart_partition_split':
      case 'cancel_partition_split':
      case 'detect_hotkey':
        yield* runOperation(name, context, command, signal);
        return;
      case 'hash_scan':
        yield* hashScan(await this.#onTable(context, command, signal));
        return;
      case 'full_scan':
        yield* fullScan(await this.#onTable(context, command, signal));
        return;
      case 'count_data':
        yield* countData(await this.#onTable(context, command, signal));
        return;
      case 'copy_data':
        yield* copyData(await this.#onTable(context, command, signal));
        return;
      case 'clear_data':
        yield* clearData(await this.#onTable(context, command, signal));
        return;
      case 'get':
      case 'set':
      case 'del':
      case 'exist':
      case 'ttl':
      case 'incr':
      case 'hash':
      case 'multi_get':
      case 'multi_get_range':
      case 'multi_get_sortkeys':
      case 'multi_set':
      case 'multi_del':
      case 'multi_del_range':
      case 'count':
      case 'check_and_set':
      case 'check_and_mutate':
        yield* runKeyCommand(name, await this.#onTable(context, command, signal));
    }
  }

  async #onTable(context: ShellContext, command: Command, signal: AbortSignal): Promise<TableCommand> {
    const name = tableInUse(context, command.word);
    return { context, command, table: this.client.table(name), encodings: await this.formats.of(name), signal };
  }
}
