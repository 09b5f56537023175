import { type Address, addressText } from '../wire/address';
import { CLI_CALL } from '../wire/rpcs';
import { PegasusAdmin } from './admin';
import { Metas } from './metas';
import { Nodes } from './nodes';
import { PegasusOperations } from './operations';
import { PartitionCalls } from './partitionCalls';
import { PegasusTable } from './pegasusTable';
import { RouteBook } from './routes';
import type { CallOptions, ClientSettings } from './settings';

/** A cluster: its tables, and what its meta servers do. Nothing is connected before it is used. */
export class PegasusClient {
  readonly admin: PegasusAdmin;
  readonly operations: PegasusOperations;
  readonly #metas: Metas;
  readonly #nodes: Nodes;
  readonly #tables = new Map<string, PegasusTable>();

  constructor(readonly settings: ClientSettings) {
    this.#nodes = new Nodes(settings);
    this.#metas = new Metas(this.#nodes, settings);
    this.admin = new PegasusAdmin(this.#metas);
    this.operations = new PegasusOperations(this.#metas, this.#nodes, settings);
  }

  /** The meta server that answered last. */
  get leader(): string | undefined {
    const leader: Address | undefined = this.#metas.leader;
    return leader && addressText(leader);
  }

  get metas(): readonly Address[] {
    return this.settings.metas;
  }

  /** Has one server carry out a command of its own. @throws PegasusError, HeadwaterError */
  async ask(server: Address, command: { readonly cmd: string; readonly args: readonly string[] }, { timeoutMs = this.settings.timeoutMs, signal }: CallOptions): Promise<string> {
    const connection = await this.#nodes.connection(server, signal);
    return connection.request(CLI_CALL, { appId: 0, partition: 0, partitionHash: 0n, backup: false }, command, { timeoutMs, signal });
  }

  /** Known by its name; whether it exists shows when it is used. */
  table(name: string): PegasusTable {
    const known = this.#tables.get(name);
    if (known) return known;
    const table = new PegasusTable(new PartitionCalls(this.#nodes, new RouteBook(this.#metas, name), this.settings));
    this.#tables.set(name, table);
    return table;
  }

  /** After it was dropped or renamed. */
  forget(name: string): void {
    this.#tables.delete(name);
  }

  close(): void {
    this.#nodes.close();
  }
}
