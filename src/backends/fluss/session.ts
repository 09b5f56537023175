import type { Action } from '../../core/contract/action';
import type { ServerInfo, Session } from '../../core/contract/session';
import { flussActions } from './actions/all';
import { FlussCatalog } from './catalog/flussCatalog';
import type { FlussClient } from './client/flussClient';
import { CurrentDatabase } from './currentDatabase';
import { FlinkDefinitions } from './ddl/definitions';
import { readable } from './execution';
import { FlussTables } from './tables/flussTables';

/** A session with a cluster: one connection to each server that is used. */
export class FlussSession implements Session {
  readonly server: ServerInfo;
  readonly catalog: FlussCatalog;
  readonly tables: FlussTables;
  readonly live: FlussTables;
  readonly definitions: FlinkDefinitions;
  readonly actions: readonly Action[];

  constructor(
    private readonly client: FlussClient,
    defaultDatabase: string,
  ) {
    const { nodes } = client.cluster;
    const coordinator = nodes.find(({ role }) => role === 'coordinator');
    this.server = {
      product: 'Apache Fluss',
      version: '',
      features: ['Log scans', 'Key and prefix lookups', 'Live reads', 'Appends and puts'],
      facts: [
        ['Coordinator', coordinator ? `${coordinator.address.host}:${coordinator.address.port}` : 'none'],
        ['Tablet servers', String(nodes.filter(({ role }) => role === 'tablet server').length)],
        ['Default database', defaultDatabase],
      ],
    };
    const current = new CurrentDatabase(defaultDatabase);
    this.catalog = new FlussCatalog(client, current);
    this.tables = new FlussTables(client, current);
    this.definitions = new FlinkDefinitions(client, current);
    this.live = this.tables;
    this.actions = flussActions(client);
  }

  async ping(signal: AbortSignal): Promise<void> {
    try {
      await this.client.cluster.refresh(signal);
    } catch (error) {
      throw readable(error, 'Could not reach Fluss');
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.close();
  }
}
