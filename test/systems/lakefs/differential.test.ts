import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureVenv } from '../../../scripts/lib/toolchain/venv.mjs';
import { S3Gateway } from '../../../src/backends/lakefs/gateway/s3Gateway';
import { type LakeFsServer, startLakeFs } from '../../servers/lakefs/start';
import { Ours, type Outcome } from './judge/ours';
import { scenario } from './judge/scenario';
import { PYTHON_PACKAGES } from './support/python';
import { callsOf, createRepository } from './support/repository';
import { openSession } from './support/session';

/** The same steps through Headwater and through the official Python SDK and boto3, on twin repositories of one real server. */
describe('Headwater and the official clients', () => {
  let server: LakeFsServer;
  let steps: ReturnType<typeof scenario>;
  let ours: readonly Outcome[];
  let theirs: readonly Outcome[];

  beforeAll(async () => {
    const { python } = await ensureVenv('lakefs', PYTHON_PACKAGES);
    server = await startLakeFs();
    const folder = join(server.importFolder, 'data');
    await mkdir(join(folder, 'deep'), { recursive: true });
    await writeFile(join(folder, 'one.csv'), 'a,b\n1,2\n');
    await writeFile(join(folder, 'deep', 'two.csv'), 'a,b\n3,4\n');
    steps = scenario(folder);
    await createRepository(server, 'twin-ours');
    await createRepository(server, 'twin-theirs');
    [ours, theirs] = await Promise.all([runOurs(server, steps), runTheirs(python, server, steps)]);
  });
  afterAll(() => server.stop());

  test('were asked the same 150 things and more', () => {
    expect(steps.length).toBeGreaterThanOrEqual(150);
    expect(ours).toHaveLength(steps.length);
    expect(theirs).toHaveLength(steps.length);
    // Refusals count as much as successes.
    expect(ours.filter((outcome) => 'error' in outcome).length).toBeGreaterThan(40);
  });

  test('give the same listings, contents, commits, diffs, metadata and statuses', () => {
    const differences = steps.flatMap((step, index) => {
      const [one, other] = [ours[index], theirs[index]];
      return JSON.stringify(comparable(one)) === JSON.stringify(comparable(other)) ? [] : [{ index, step, ours: one, theirs: other }];
    });
    expect(differences).toEqual([]);
  });
});

function comparable(outcome: Outcome | undefined): unknown {
  if (outcome === undefined) return 'nothing';
  return sorted('error' in outcome ? { error: outcome.error } : { ok: JSON.parse(withoutIds(JSON.stringify(outcome.ok))) });
}

/** Ids of commits and names of transactions differ between twins. */
function withoutIds(text: string): string {
  return text.replaceAll(/\b[0-9a-f]{64}\b/gu, '<commit>').replaceAll(/\btx-[0-9a-f-]{36}/gu, '<transaction>');
}

/** Keys of records in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
}

async function runOurs(server: LakeFsServer, steps: ReturnType<typeof scenario>): Promise<readonly Outcome[]> {
  const session = await openSession(server);
  const calls = callsOf(server);
  const agent = new Agent();
  try {
    const side = new Ours(session, calls, new S3Gateway(agent, new URL(server.endpoint), server), 'twin-ours', server.namespace('again'));
    const outcomes: Outcome[] = [];
    for (const step of steps) outcomes.push(await side.run(step));
    return outcomes;
  } finally {
    await Promise.all([session[Symbol.asyncDispose](), calls[Symbol.asyncDispose](), agent.close()]);
  }
}

async function runTheirs(python: string, server: LakeFsServer, steps: ReturnType<typeof scenario>): Promise<readonly Outcome[]> {
  const child = spawn(python, [join(import.meta.dirname, 'judge', 'sdk.py')], { stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: process.env['PATH'], HOME: server.importFolder } });
  const [output, errors]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdin.end(JSON.stringify({ endpoint: server.endpoint, accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey, repository: 'twin-theirs', steps }));
  const code = await ended;
  if (code !== 0) throw new Error(`The official client ended with code ${code}: ${Buffer.concat(errors).toString('utf8').slice(-2_000)}`);
  return Buffer.concat(output).toString('utf8').trim().split('\n').map((line) => JSON.parse(line) as Outcome);
}
