import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NEWER, OLDER } from '../../servers/pegasus/cluster/cluster';
import { LineClient } from '../../servers/pegasus/judges/lines';
import { startPegasus } from '../../servers/pegasus/start';
import type { Official, Step } from './scenario/calls';
import { ask } from './scenario/ours';
import { SCRIPT } from './scenario/script';
import { clientOf } from './support';

/** The same calls through our client and the official ones, each on a double of its own. */

type Who = 'ours' | Official;
/** Milliseconds of a split: the script ends them itself. */
const SLOWLY = 600_000;

const results = new Map<Who, readonly unknown[]>();
let violations: readonly string[];

beforeAll(async () => {
  const [ours, go, python] = await Promise.all([runOurs(), runOfficial('go', await LineClient.go()), runOfficial('python', await LineClient.python())]);
  results.set('ours', ours.results).set('go', go).set('python', python);
  violations = ours.violations;
});
afterAll(() => results.clear());

test('The script has more than two hundred calls', () => {
  expect(SCRIPT.length).toBeGreaterThan(200);
});

describe.each(['go', 'python'] as const)('Results are those of the official %s client', (who) => {
  const asked = [...SCRIPT.entries()].filter(([, { without }]) => without?.[who] === undefined);
  test(`in all ${asked.length} calls`, () => {
    const differences = asked.flatMap(([index, step]) => {
      const [ours, theirs] = [results.get('ours')?.[index], results.get(who)?.[index]];
      return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [{ step: JSON.stringify(step).slice(0, 200), ours, theirs }];
    });
    expect(differences).toEqual([]);
  });
});

test('Every kind of error is among the results', () => {
  const told = new Set((results.get('ours') ?? []).flatMap((result) => (typeof result === 'object' && result !== null ? Object.entries(result).map(([key, value]) => `${key} ${String(value)}`) : [])));
  for (const wanted of ['error ERR_BUSY', 'error ERR_CAPACITY_EXCEEDED', 'error ERR_NOT_ENOUGH_MEMBER', 'error ERR_SPLITTING', 'error ERR_DISK_INSUFFICIENT', 'error ERR_INVALID_PARAMETERS', 'storage 4', 'value null', 'complete false', 'passed false']) {
    expect([...told]).toContain(wanted);
  }
});

test('Our client sends each key with its own hash, to the partition that has it', () => {
  expect(violations).toEqual([]);
});

/** Strict as newer servers are. */
async function runOurs(): Promise<{ readonly results: readonly unknown[]; readonly violations: readonly string[] }> {
  const servers = await startPegasus({ habits: { ...NEWER, splitMs: SLOWLY } });
  const client = clientOf(servers);
  // Where a cluster says that it will be ready soon, ours asks again until its time is up.
  const impatient = clientOf(servers, { timeoutMs: 1_500 });
  try {
    const results = await through(servers, ({ call, refusal }) => {
      const asked = refusal ? impatient : client;
      return ask(asked, asked.table('temp'), call);
    });
    return { results, violations: servers.cluster.violations };
  } finally {
    client.close();
    impatient.close();
    await servers.stop();
  }
}

async function runOfficial(who: Official, client: LineClient): Promise<readonly unknown[]> {
  const servers = await startPegasus({ habits: { ...OLDER, writeMsPerMillionBytes: 0, splitMs: SLOWLY } });
  try {
    expect(await client.ask({ op: 'init', metas: servers.metas, table: 'temp' })).toEqual({ ok: true });
    return await through(servers, async (step) => (step.without?.[who] === undefined ? client.ask(step.call) : undefined));
  } finally {
    await client.stop();
    await servers.stop();
  }
}

async function through({ cluster }: Awaited<ReturnType<typeof startPegasus>>, call: (step: Step) => Promise<unknown>): Promise<readonly unknown[]> {
  const told: unknown[] = [];
  // The Go client can only ask for policies.
  cluster.operations.policies.set('daily', { name: 'daily', provider: 'hdfs_service', interval: '86400', appIds: [1, 2], history: 3, startTime: '02:00', disabled: true });
  cluster.operations.backups.set('daily', [1n, 2n, 3n].map((id) => ({ id, startMs: id, endMs: id, appIds: [1] })));
  for (const step of SCRIPT) {
    if (step.refusal) cluster.faults.add({ rpc: step.refusal.rpc, effect: { kind: 'error', error: step.refusal.error } });
    told.push(rounded(await call(step)));
    cluster.faults.clear();
  }
  return told;
}

/** Seconds left depend on the moment; keys of an object on who wrote it. */
function rounded(result: unknown): unknown {
  if (typeof result !== 'object' || result === null) return result;
  const sorted = Object.entries(result).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, value]) => [key, key === 'ttl' && typeof value === 'number' && value > 0 ? Math.ceil(value / 100) * 100 : value]));
}
