import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureVenv } from '../../../../scripts/lib/toolchain/venv.mjs';
import { freePort } from '../../../servers/lakefs/freePort';
import { PYTHON_PACKAGES } from './python';

export interface S3Server {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  stop(): Promise<void>;
}

const READY_MS = 30_000;

/** moto's S3 server with a bucket `headwater`: it lets a real lakeFS sign URLs. It does not check their signatures, nor that they expire. */
export async function startS3(): Promise<S3Server> {
  const { python } = await ensureVenv('lakefs', PYTHON_PACKAGES);
  const [port, home] = [await freePort(), await mkdtemp(join(tmpdir(), 'headwater-moto-'))];
  const child = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore', env: { PATH: process.env['PATH'], HOME: home } });
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(home, { recursive: true, force: true });
  };
  try {
    await makeBucket(child, `${endpoint}/headwater`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, accessKeyId: 'store', secretAccessKey: 'store-secret', stop };
}

async function makeBucket(child: ChildProcess, url: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`moto ended with code ${child.exitCode}.`);
    const reply = await fetch(url, { method: 'PUT' }).catch(() => undefined);
    if (reply?.ok === true) return;
    await delay(100);
  }
  throw new Error('moto did not answer.');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  await ended;
}
