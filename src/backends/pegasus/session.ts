import type { Action } from '../../core/contract/action';
import type { ServerInfo, Session } from '../../core/contract/session';
import { pegasusActions } from './actions';
import { PegasusCatalog } from './catalog/pegasusCatalog';
import type { PegasusClient } from './client/pegasusClient';
import { telling } from './failures';
import type { PegasusProfile } from './profile/settings';
import { PegasusTables } from './tables/pegasusTables';
import { PegasusShell } from './shell/shell';
import { TableFormats } from './values/tableFormats';

export interface ClusterFacts {
  readonly info: readonly (readonly [key: string, value: string])[];
  readonly nodes: number;
  readonly alive: number;
}

/** A session with a cluster: one connection to each server that is used. */
export class PegasusSession implements Session {
  readonly server: ServerInfo;
  readonly catalog: PegasusCatalog;
  readonly tables: PegasusTables;
  readonly commandLines: PegasusShell;
  readonly actions: readonly Action[];

  constructor(
    private readonly client: PegasusClient,
    profile: PegasusProfile,
    { info, nodes, alive }: ClusterFacts,
  ) {
    const formats = new TableFormats(client, profile.encodings, profile.tableEncodings);
    this.server = {
      product: 'Apache Pegasus',
      version: '',
      features: ['Keys and ranges', 'Scans', 'Writes with time to live', 'Atomic changes', 'Tables and environments'],
      facts: [['Leading meta server', client.leader ?? ''], ['Nodes', alive === nodes ? String(nodes) : `${alive} of ${nodes} alive`], ...info],
    };
    this.catalog = new PegasusCatalog(client, formats);
    this.tables = new PegasusTables(client, formats, profile.scanLimit);
    this.commandLines = new PegasusShell(client, formats, profile.scanLimit);
    this.actions = pegasusActions(client, formats);
  }

  async ping(signal: AbortSignal): Promise<void> {
    await telling('Could not reach Pegasus', () => this.client.admin.clusterInfo({ signal }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.close();
  }
}
