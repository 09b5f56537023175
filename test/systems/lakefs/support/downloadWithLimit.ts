import { spawn } from 'node:child_process';
import type { DownloadOrder } from './downloadChild';

/** A limit of 1 MiB for files, as a disk that is full sooner would be: the system refuses to write more. */
const LIMIT = 'trap "" XFSZ; ulimit -f 1024; exec "$0" "$@"';

/** What the child reports. @param program the bundle of downloadChild.ts */
export async function downloadWithLimit(program: string, order: DownloadOrder): Promise<unknown> {
  const child = spawn('bash', ['-c', LIMIT, process.execPath, program, JSON.stringify(order)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  await new Promise((resolve) => child.once('close', resolve));
  const text = Buffer.concat(output).toString('utf8');
  if (text === '') throw new Error(`The download said nothing: ${Buffer.concat(errors).toString('utf8').slice(-2_000)}`);
  return JSON.parse(text) as unknown;
}
