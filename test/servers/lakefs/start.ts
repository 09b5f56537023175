import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { at } from '../../../scripts/lib/paths.mjs';
import { ensureGo } from '../../../scripts/lib/toolchain/go.mjs';
import { freePort } from './freePort';

export interface LakeFsOptions {
  /** Where objects lie: in a folder, or in a bucket of an S3 server. */
  readonly blockstore?: { readonly kind: 'local' } | { readonly kind: 's3'; readonly endpoint: string; readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface LakeFsServer {
  /** `http://127.0.0.1:port`, without /api/v1. */
  readonly endpoint: string;
  readonly port: number;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Files below it can be imported as `local://<path>/`. */
  readonly importFolder: string;
  /** A storage namespace that no repository has had: deleted ones keep theirs. */
  namespace(name: string): string;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Starts it again over the same data, after a {@link kill}. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const ACCESS_KEY_ID = 'AKIAHEADWATERTESTS00';
const SECRET_ACCESS_KEY = 'headwater-tests-only-secret-key-0000000';
const READY_MS = 30_000;

/** A real lakeFS on 127.0.0.1, with data of its own that is gone when it stops. */
export async function startLakeFs(options: LakeFsOptions = {}): Promise<LakeFsServer> {
  const program = await ensureGo('lakefs', at('test/servers/lakefs/module'), './cmd/lakefs');
  const folder = await mkdtemp(join(tmpdir(), 'headwater-lakefs-'));
  const importFolder = join(folder, 'import');
  await mkdir(importFolder);
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const env = environment(folder, importFolder, port, options);
  const start = () => startProcess(program, env, `${endpoint}/_health`);
  let child: ChildProcess;
  try {
    child = await start();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  let namespaces = 0;
  return {
    endpoint,
    port,
    accessKeyId: ACCESS_KEY_ID,
    secretAccessKey: SECRET_ACCESS_KEY,
    importFolder,
    namespace: (name) => `${options.blockstore?.kind === 's3' ? 's3' : 'local'}://headwater/${name}-${++namespaces}`,
    kill: () => end(child),
    restart: async () => {
      child = await start();
    },
    stop: async () => {
      await end(child);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function environment(folder: string, importFolder: string, port: number, { blockstore = { kind: 'local' } }: LakeFsOptions): Record<string, string> {
  return {
    ...(process.env['PATH'] === undefined ? {} : { PATH: process.env['PATH'] }),
    HOME: folder,
    LAKEFS_LISTEN_ADDRESS: `127.0.0.1:${port}`,
    LAKEFS_DATABASE_TYPE: 'local',
    LAKEFS_DATABASE_LOCAL_PATH: join(folder, 'meta'),
    LAKEFS_COMMITTED_LOCAL_CACHE_DIR: join(folder, 'cache'),
    LAKEFS_AUTH_ENCRYPT_SECRET_KEY: 'tests-only',
    LAKEFS_INSTALLATION_USER_NAME: 'admin',
    LAKEFS_INSTALLATION_ACCESS_KEY_ID: ACCESS_KEY_ID,
    LAKEFS_INSTALLATION_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
    LAKEFS_LOGGING_LEVEL: 'ERROR',
    LAKEFS_STATS_ENABLED: 'false',
    LAKEFS_EMAIL_SUBSCRIPTION_ENABLED: 'false',
    LAKEFS_SECURITY_CHECK_LATEST_VERSION: 'false',
    ...(blockstore.kind === 'local' ? localStore(folder, importFolder) : s3Store(blockstore)),
  };
}

function localStore(folder: string, importFolder: string): Record<string, string> {
  return {
    LAKEFS_BLOCKSTORE_TYPE: 'local',
    LAKEFS_BLOCKSTORE_LOCAL_PATH: join(folder, 'data'),
    LAKEFS_BLOCKSTORE_LOCAL_IMPORT_ENABLED: 'true',
    LAKEFS_BLOCKSTORE_LOCAL_ALLOWED_EXTERNAL_PREFIXES: importFolder,
  };
}

function s3Store(store: { readonly endpoint: string; readonly accessKeyId: string; readonly secretAccessKey: string }): Record<string, string> {
  return {
    LAKEFS_BLOCKSTORE_TYPE: 's3',
    LAKEFS_BLOCKSTORE_S3_ENDPOINT: store.endpoint,
    LAKEFS_BLOCKSTORE_S3_FORCE_PATH_STYLE: 'true',
    LAKEFS_BLOCKSTORE_S3_DISCOVER_BUCKET_REGION: 'false',
    LAKEFS_BLOCKSTORE_S3_REGION: 'us-east-1',
    LAKEFS_BLOCKSTORE_S3_CREDENTIALS_ACCESS_KEY_ID: store.accessKeyId,
    LAKEFS_BLOCKSTORE_S3_CREDENTIALS_SECRET_ACCESS_KEY: store.secretAccessKey,
  };
}

async function startProcess(program: string, env: Record<string, string>, health: string): Promise<ChildProcess> {
  const child = spawn(program, ['run'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const hear = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-4_000);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline) {
    // A port that was taken meanwhile belongs to somebody else: then our own process has ended.
    if (child.exitCode !== null) throw new Error(`lakeFS ended with code ${child.exitCode}: ${output}`);
    if (await answers(health)) return child;
    await delay(50);
  }
  await end(child);
  throw new Error(`lakeFS did not answer within ${READY_MS / 1000} s: ${output}`);
}

async function answers(url: string): Promise<boolean> {
  try {
    const reply = await fetch(url, { headers: { connection: 'close' } });
    await reply.arrayBuffer();
    return reply.ok;
  } catch {
    return false;
  }
}

/** A kill is safe: what was acknowledged stays. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  await ended;
}
