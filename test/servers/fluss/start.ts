import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureJava } from '../../../scripts/lib/toolchain/java.mjs';
import { at } from '../../../scripts/lib/paths.mjs';
import { ensureMaven } from '../../../scripts/lib/toolchain/maven.mjs';
import { Cluster, type ClusterSettings } from '../../../src/backends/fluss/client/cluster';

export interface FlussOptions {
  /** Ids of the tablet servers that run in processes of their own, so that each can be killed. */
  readonly tablets?: readonly number[];
  /** A second listener that wants SASL/PLAIN: user → password. */
  readonly users?: Readonly<Record<string, string>>;
  /** Jars of file systems for remote storage. */
  readonly jars?: readonly string[];
  /** Server settings. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface FlussServers {
  /** Coordinator. */
  readonly port: number;
  /** The coordinator's listener with a login. */
  readonly saslPort: number | undefined;
  readonly zookeeperPort: number;
  /** The process with the coordinator and ZooKeeper. */
  killCoordinator(): Promise<void>;
  killTablet(id: number): Promise<void>;
  startTablet(id: number): Promise<void>;
  /** The end of a bucket's log, of a table without partitions, as its tablet server has saved it: rows behind it are lost in a crash. */
  savedOffset(id: number, tableId: bigint, bucket: number): Promise<bigint>;
  /** Of a server that does not run: what it had on its disk is gone. */
  loseData(id: number): Promise<void>;
  stop(): Promise<void>;
}

/** A crash loses less (the default is 5 s); a server that gets no time to run for a while is not taken for dead. */
const SETTINGS = {
  'default.bucket.number': '3',
  'default.replication.factor': '1',
  'zookeeper.client.session-timeout': '30s',
  'log.replica.high-watermark.checkpoint-interval': '100ms',
};
/** For tests that kill servers: restarted ones are back sooner. */
export const SHORT_SESSIONS = { 'zookeeper.client.session-timeout': '6s' } as const;
const READY_MS = 60_000;

/** A real Fluss cluster on 127.0.0.1: one process, or one with the coordinator and one a tablet server. */
export async function startFluss(options: FlussOptions = {}): Promise<FlussServers> {
  const folder = at('test/servers/fluss');
  const jars = await ensureMaven('fluss-server', join(folder, 'pom.xml'));
  const classPath = [await ensureJava('fluss-cluster', jars, [join(folder, 'FlussCluster.java')]), ...(options.jars ?? [])].join(delimiter);
  const state = await mkdtemp(join(tmpdir(), 'headwater-fluss-'));
  const tablets = options.tablets ?? [];
  const ids = tablets.length > 0 ? tablets : [0];
  const [zookeeper = 0, coordinator = 0, coordinatorSasl = 0, ...ports] = await freePorts(3 + 2 * ids.length);
  const own = [
    `own.zookeeper=${zookeeper}`,
    `own.coordinator=${options.users ? `${coordinator},${coordinatorSasl}` : coordinator}`,
    ...ids.map((id, index) => `own.tablet.${id}=${options.users ? `${ports[2 * index] ?? 0},${ports[2 * index + 1] ?? 0}` : (ports[2 * index] ?? 0)}`),
  ];
  const settings = Object.entries({ ...(options.jars ? { 'own.files': 'true' } : {}), ...SETTINGS, ...login(options.users), ...options.settings }).map(([key, value]) => `${key}=${value}`);
  const processes = new Map<string, ChildProcess>();
  const start = async (name: string, role: string, run: string): Promise<void> => {
    processes.set(name, await startJava(classPath, join(state, name), [state, role, ...own, `own.tablets=${run}`, ...settings]));
  };
  const stop = async (): Promise<void> => {
    await Promise.all([...processes.values()].map(kill));
    await rm(state, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await start('cluster', 'cluster', tablets.length > 0 ? '' : '0');
    await Promise.all(tablets.map((id) => start(`tablet-${id}`, 'tablet', String(id))));
    await untilReady(coordinator, ids.length);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    port: coordinator,
    saslPort: options.users ? coordinatorSasl : undefined,
    zookeeperPort: zookeeper,
    killCoordinator: async () => {
      const process = processes.get('cluster');
      if (process) await kill(process);
    },
    killTablet: async (id) => {
      const process = processes.get(`tablet-${id}`);
      if (process) await kill(process);
    },
    startTablet: (id) => start(`tablet-${id}`, 'tablet', String(id)),
    savedOffset: async (id, tableId, bucket) => {
      const lines = (await readFile(join(state, `data-${id}`, 'high-watermark-checkpoint'), 'utf8').catch(() => '')).split('\n');
      const start = `${tableId} ${bucket} `; // partitions have three numbers before the offset
      return BigInt(lines.find((line) => line.startsWith(start) && line.split(' ').length === 3)?.slice(start.length) ?? 0);
    },
    loseData: (id) => rm(join(state, `data-${id}`), { recursive: true, force: true, maxRetries: 5 }),
    stop,
  };
}

export const clusterSettings = (port: number, more: Partial<ClusterSettings> = {}): ClusterSettings => ({
  bootstrap: [{ host: '127.0.0.1', port }],
  addressMap: new Map(),
  connectTimeoutMs: 5_000,
  requestTimeoutMs: 15_000,
  maxFrameBytes: 100 << 20,
  ...more,
});

function login(users: FlussOptions['users']): Readonly<Record<string, string>> {
  if (!users) return {};
  const names = Object.entries(users).map(([user, password]) => `user_${user}="${password}"`);
  return {
    'security.protocol.map': 'FLUSS:PLAINTEXT,CLIENT:SASL',
    'security.sasl.enabled.mechanisms': 'PLAIN',
    'security.sasl.plain.jaas.config': `org.apache.fluss.security.auth.sasl.plain.PlainLoginModule required ${names.join(' ')};`,
  };
}

async function startJava(classPath: string, folder: string, programArguments: readonly string[]): Promise<ChildProcess> {
  const temporary = join(folder, 'tmp'); // RocksDB unpacks its library there
  await mkdir(temporary, { recursive: true });
  const child = spawn(
    'java',
    ['--add-opens=java.base/java.nio=ALL-UNNAMED', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx384m', `-Djava.io.tmpdir=${temporary}`, '-cp', classPath, 'FlussCluster', ...programArguments],
    { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let log = '';
  child.stderr.on('data', (text: Buffer) => (log = `${log}${text.toString()}`.slice(-4_000)));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Fluss ended with ${code}:\n${log}`)));
  });
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

/** A tablet server registers up to 0.3 s after its port is open. */
async function untilReady(port: number, tablets: number): Promise<void> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    try {
      const cluster = await Cluster.connect(clusterSettings(port), AbortSignal.timeout(5_000));
      const ready = cluster.nodes.filter((node) => node.role === 'tablet server').length >= tablets;
      cluster.close();
      if (ready) return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    if (Date.now() > deadline) throw new Error('the tablet servers did not register');
    await delay(100);
  }
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
