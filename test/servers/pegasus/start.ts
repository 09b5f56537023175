// A double: it follows what Pegasus's sources say. It cannot prove real limits of storage and time, the error mixes of a cluster under load, Kerberos, or how real clusters fill their newer fields.
import { Cluster, type Habits, NEWER } from './cluster/cluster';
import { ServerNode } from './cluster/node';
import type { Limits } from './data/partition';

export interface PegasusOptions {
  /** 0, the default, is any free port. Their number is the number of servers. */
  readonly metaPorts?: readonly number[];
  readonly replicaPorts?: readonly number[];
  readonly habits?: Partial<Habits>;
  readonly limits?: Partial<Limits>;
}

export interface PegasusServers {
  readonly cluster: Cluster;
  /** `127.0.0.1:port` of every meta server. */
  readonly metas: readonly string[];
  /** Ends a node as a crash would; its port refuses then. */
  kill(port: number): Promise<void>;
  restart(port: number): Promise<void>;
  /** Breaks the connections of a node, which goes on. */
  dropConnections(port: number): void;
  /** Another meta server leads. */
  switchLeader(port: number): void;
  /** Connections that clients have open. */
  connections(): number;
  /** Ends all nodes at once. */
  killAll(): Promise<void>;
  stop(): Promise<void>;
}

const THREE = [0, 0, 0];

/** Metas and replica servers in this process, on 127.0.0.1, with an empty table `temp` of 8 partitions. The first meta leads. */
export async function startPegasus({ metaPorts = THREE, replicaPorts = THREE, habits = {}, limits = {} }: PegasusOptions = {}): Promise<PegasusServers> {
  const cluster = new Cluster({ ...NEWER, ...habits }, limits);
  const nodes: ServerNode[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.kill()));
  };
  const startAll = async (role: 'meta' | 'replica', ports: readonly number[]): Promise<readonly number[]> => {
    const started: number[] = [];
    for (const port of ports) {
      const node = await ServerNode.start(cluster, role, port);
      nodes.push(node);
      started.push(node.port);
    }
    return started;
  };
  try {
    cluster.metas = await startAll('meta', metaPorts);
    cluster.replicas = await startAll('replica', replicaPorts);
  } catch (error) {
    await stop();
    throw error;
  }
  cluster.leader = cluster.metas[0] ?? 0;
  cluster.createTable('temp');
  const nodeOf = (port: number): ServerNode => {
    const node = nodes.find((one) => one.port === port);
    if (!node) throw new Error(`No server has port ${port}.`);
    return node;
  };
  return {
    cluster,
    metas: cluster.metas.map((port) => `127.0.0.1:${port}`),
    kill: async (port) => {
      cluster.dead.add(port);
      await nodeOf(port).kill();
    },
    restart: async (port) => {
      await nodeOf(port).restart();
      cluster.dead.delete(port);
    },
    dropConnections: (port) => nodeOf(port).dropConnections(),
    switchLeader: (port) => {
      cluster.leader = port;
    },
    connections: () => nodes.reduce((sum, node) => sum + node.connections, 0),
    killAll: stop,
    stop,
  };
}
